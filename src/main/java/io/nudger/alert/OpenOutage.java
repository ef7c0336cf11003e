package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.State;
import java.time.Instant;

/**
 * An outage that goes on.
 *
 * @param id of its row
 * @param startedAt the first slot that failed
 * @param confirmedAt when it was decided
 * @param worst the worst state since then
 * @param acknowledged whether somebody takes care of it
 */
public record OpenOutage(long id, Instant startedAt, Instant confirmedAt, State worst, boolean acknowledged) {
    public OpenOutage {
        requireNonNull(startedAt, "startedAt");
        requireNonNull(confirmedAt, "confirmedAt");
        requireNonNull(worst, "worst");
    }
}
