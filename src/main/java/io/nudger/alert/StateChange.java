package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code state_changes}, and what {@code target_states} is after it.
 *
 * @param target the id of the target
 * @param name its name
 * @param sequence its number, one more than that of the change before
 * @param from the state before; null when the target is seen for the first time
 * @param decidedAt when it was decided
 * @param decision the new state
 * @param outageStart the start of the outage that it belongs to, or that it ends; null when there is none
 * @param flappingSince when the target began to change too often; null when it does not
 */
public record StateChange(
        int target,
        String name,
        long sequence,
        @Nullable State from,
        Instant decidedAt,
        Decision decision,
        @Nullable Instant outageStart,
        @Nullable Instant flappingSince) {
    public StateChange {
        requireNonNull(name, "name");
        requireNonNull(decidedAt, "decidedAt");
        requireNonNull(decision, "decision");
    }

    State to() {
        return decision.state();
    }

    /** Whether it says that the target was taken out of the files. */
    boolean isRemoval() {
        return from != null && decision.isRemoval();
    }

    /** Whether it counts for flapping: people would have been notified of it. */
    boolean counts() {
        boolean concernsOutage = to().isOutage() || (from != null && from.isOutage());
        return from != null && concernsOutage && decision.cause() == Cause.CHECKS && !decision.late();
    }
}
