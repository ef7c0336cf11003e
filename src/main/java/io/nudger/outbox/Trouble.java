package io.nudger.outbox;

import io.micrometer.core.instrument.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with Kafka, logged once when it begins, when it becomes something else, and when it is over. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.kafka");

    private final Clock clock;

    private @Nullable String words;
    private long since;

    Trouble(Clock clock) {
        this.clock = clock;
    }

    /** What is wrong; null as long as nothing speaks against Kafka. */
    @Nullable String words() {
        return words;
    }

    void is(String now) {
        if (words == null) {
            since = clock.monotonicTime();
        }
        if (!now.equals(words)) {
            LOG.warn("Kafka does not take results, they wait: {}", now);
        }
        words = now;
    }

    void isOver() {
        if (words != null) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(clock.monotonicTime() - since);
            LOG.info("Kafka takes results again, after {} s", seconds);
            words = null;
        }
    }
}
