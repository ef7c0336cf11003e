package io.nudger.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How tests wait for what must come: they look soon, as most of it comes within milliseconds, then less and less often, and
 * give up late, as a busy machine may stand still for half a minute. JUnit finds this by itself (META-INF/services), and
 * Awaitility waits like this in all tests.
 */
public final class Patience implements BeforeAllCallback {
    /** What has not come by then does not come. It is no bound of anything: who waits goes on as soon as it is there. */
    public static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Duration FIRST = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMillis(100);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LIMIT);
        Awaitility.setDefaultPollDelay(FIRST);
        Awaitility.setDefaultPollInterval(IterativePollInterval.iterative(Patience::next, FIRST));
    }

    private static Duration next(Duration last) {
        Duration longer = last.multipliedBy(3).dividedBy(2);
        return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    }
}
