package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A span in which a target was down in one zone, as that zone confirmed it.
 *
 * @param zone the name of the zone
 * @param startedAt the first slot that failed
 * @param endedAt the first slot that was up again
 * @param failure of its first check; null when it was not kept
 */
public record Incident(String zone, Instant startedAt, Instant endedAt, @Nullable Failure failure) {
    public Incident {
        requireNonNull(zone, "zone");
        requireNonNull(startedAt, "startedAt");
        requireNonNull(endedAt, "endedAt");
    }
}
