package io.nudger.query;

import io.nudger.check.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a target's state.
 *
 * @param id grows with each change of all targets
 * @param target the number of the target
 * @param from the state before; null when there was none
 * @param to the state from then on
 * @param since the slot with which it began
 * @param decidedAt when it was decided
 * @param cause why, by its name in the record
 * @param late whether it was over, or old, before anybody could know of it
 */
public record Change(
        long id,
        int target,
        @Nullable State from,
        State to,
        Instant since,
        Instant decidedAt,
        String cause,
        boolean late) {}
