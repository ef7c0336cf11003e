package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a row of {@code outages} is from now on; target and start identify it.
 *
 * @param target the id of the target
 * @param startedAt the first slot that failed
 * @param confirmedAt when it was decided
 * @param endedAt the first slot that was up again; null while it lasts
 * @param worst the worst state
 * @param late whether it was over before anybody knew of it
 * @param failure what it began with, or what made it worse; null to leave what is stored
 */
public record OutageChange(
        int target,
        Instant startedAt,
        Instant confirmedAt,
        @Nullable Instant endedAt,
        State worst,
        boolean late,
        @Nullable Failure failure) {
    public OutageChange {
        requireNonNull(startedAt, "startedAt");
        requireNonNull(confirmedAt, "confirmedAt");
        requireNonNull(worst, "worst");
    }
}
