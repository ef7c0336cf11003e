package io.nudger.query;

import io.nudger.check.State;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A span in which a target was partial or down over its zones.
 *
 * @param id its number in the record
 * @param target the number of its target
 * @param startedAt the first slot that failed
 * @param confirmedAt when it was decided
 * @param endedAt the first slot that was up again; null while it lasts
 * @param worst the worst state in it
 * @param reason why, by its name on the wire; null when it is not known
 * @param late whether nobody could know of it in time
 */
public record OutageEntry(
        long id,
        int target,
        Instant startedAt,
        Instant confirmedAt,
        @Nullable Instant endedAt,
        State worst,
        @Nullable String reason,
        boolean late) {
    /** How long it lasted, up to now while it does. */
    public Duration duration(Instant now) {
        Duration length = Duration.between(startedAt, endedAt == null ? now : endedAt);
        return length.isNegative() ? Duration.ZERO : length;
    }

    /** Whether it overlaps a span. */
    public boolean overlaps(Instant from, Instant to) {
        return startedAt.isBefore(to) && (endedAt == null || endedAt.isAfter(from));
    }
}
