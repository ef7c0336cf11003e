package io.nudger.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Looks soon whether what a test awaits is there, then less and less often: most of it comes within milliseconds. Found by
 * JUnit itself (META-INF/services), for all tests.
 */
public final class ShortWaits implements BeforeAllCallback {
    private static final Duration FIRST = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMillis(100);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollDelay(FIRST);
        Awaitility.setDefaultPollInterval(IterativePollInterval.iterative(
                last -> last.multipliedBy(3).dividedBy(2).compareTo(LONGEST) < 0
                        ? last.multipliedBy(3).dividedBy(2)
                        : LONGEST,
                FIRST));
    }
}
