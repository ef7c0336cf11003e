package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A new state of a target.
 *
 * @param state the state
 * @param cause why it is another one
 * @param since the slot with which it began; of an outage the first that failed
 * @param slot of the check that decided it
 * @param late the slot was so old that it says nothing about the present
 * @param zones how the zones voted
 * @param failure what the zones that are down report; null when none is
 */
public record Decision(
        State state, Cause cause, Instant since, Instant slot, boolean late, Zones zones, @Nullable Failure failure) {
    public Decision {
        requireNonNull(state, "state");
        requireNonNull(cause, "cause");
        requireNonNull(since, "since");
        requireNonNull(slot, "slot");
        requireNonNull(zones, "zones");
    }

    /** Whether the target was taken out of the files; the first decision about a target is never that. */
    boolean isRemoval() {
        return state == State.STALE && cause == Cause.CONFIGURATION;
    }
}
