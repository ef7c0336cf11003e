package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a target as it was decided last.
 *
 * @param state the state
 * @param since the slot with which it began
 * @param slot of the check that decided it
 * @param decidedAt when it was decided
 * @param sequence the number of that change, from 1
 * @param zones how the zones voted then
 * @param flappingSince when it began to change too often; null while it does not
 * @param takenOut whether it is stale because the target was taken out of the files
 * @param recent when the changes were decided that count for flapping, of the last hour or so
 */
public record CurrentState(
        State state,
        Instant since,
        Instant slot,
        Instant decidedAt,
        long sequence,
        Zones zones,
        @Nullable Instant flappingSince,
        boolean takenOut,
        List<Instant> recent) {
    public CurrentState {
        requireNonNull(state, "state");
        requireNonNull(since, "since");
        requireNonNull(slot, "slot");
        requireNonNull(decidedAt, "decidedAt");
        requireNonNull(zones, "zones");
        recent = List.copyOf(recent);
    }

    /** What a change makes of it. */
    static CurrentState after(StateChange change, List<Instant> recent) {
        Decision decision = change.decision();
        return new CurrentState(
                decision.state(),
                decision.since(),
                decision.slot(),
                change.decidedAt(),
                change.sequence(),
                decision.zones(),
                change.flappingSince(),
                change.isRemoval(),
                recent);
    }

    /** The same, of a target that is in the files again since its first slot after that. */
    CurrentState backSince(Instant first) {
        return new CurrentState(state, first, slot, decidedAt, sequence, zones, flappingSince, takenOut, recent);
    }

    /** The same, while it does not change too often. */
    CurrentState calm() {
        return new CurrentState(state, since, slot, decidedAt, sequence, zones, null, takenOut, recent);
    }
}
