package io.nudger.consume;

import io.nudger.config.Retention;
import java.time.Duration;

/**
 * What a persister has to know of the settings of its store.
 *
 * @param name what logs and health call it, {@code postgres} for instance
 * @param retention how long the record is kept
 * @param batchSize the most results that are given to it at once
 * @param batchLinger how long a batch waits to fill
 */
public record StoreSettings(String name, Retention retention, int batchSize, Duration batchLinger) {
    private static final Duration LONGEST_FETCH = Duration.ofMillis(500);

    /** How long the broker waits with what it has: there it costs nothing. */
    Duration fetchWait() {
        return batchLinger.compareTo(LONGEST_FETCH) < 0 ? batchLinger : LONGEST_FETCH;
    }

    /** How long what was fetched still waits. */
    Duration lingerAfterFetch() {
        return batchLinger.minus(fetchWait());
    }
}
