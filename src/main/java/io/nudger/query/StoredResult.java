package io.nudger.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result as the record keeps it, whether as a row or in the archive. Durations are in seconds.
 *
 * @param scheduledAt its slot
 * @param zone its zone
 * @param outcome by its name on the wire
 * @param reason by its name on the wire; null when it was up
 * @param duration how long it took; null when it did not run
 * @param degraded whether it was up, but slow; null when there is no bound
 * @param attempts how many it took
 * @param inside what is shown to those alone who may see details
 */
public record StoredResult(
        Instant scheduledAt,
        String zone,
        String outcome,
        @Nullable String reason,
        @Nullable Double duration,
        @Nullable Boolean degraded,
        @Nullable Integer attempts,
        Inside inside) {
    /**
     * What the site said, and who asked.
     *
     * @param monitor the monitor
     * @param delay how late it began; null when it did not run
     * @param statusCode of the answer
     * @param message why it failed
     * @param bodyBytes of the answer
     */
    public record Inside(
            @Nullable String monitor,
            @Nullable Double delay,
            @Nullable Integer statusCode,
            @Nullable String message,
            @Nullable Integer bodyBytes) {}
}
