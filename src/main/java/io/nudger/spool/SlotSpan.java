package io.nudger.spool;

import io.nudger.check.Micros;
import io.nudger.check.SlotGap;

/**
 * All slots of a target from one to another.
 *
 * @param target whose
 * @param first the first slot, in microseconds since the epoch
 * @param last the last slot, not before the first
 */
public record SlotSpan(String target, long first, long last) {
    static SlotSpan of(SlotGap gap) {
        return new SlotSpan(gap.target().name(), Micros.of(gap.first()), Micros.of(gap.last()));
    }
}
