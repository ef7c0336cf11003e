package io.nudger.bus;

import io.nudger.check.SlotMark;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, beyond the end of the process, up to which slot each target was accounted for. So the slots that passed
 * while no monitor ran can be named. Safe for use by several threads.
 */
public interface SlotMemory {
    /** Remembers nothing. */
    SlotMemory NONE = new SlotMemory() {
        @Override
        public @Nullable SlotMark begin(String target, SlotMark now) {
            return null;
        }

        @Override
        public void reached(String target, SlotMark now) {}

        @Override
        public void restart(String target, SlotMark now) {}

        @Override
        public void end(String target) {}
    };

    /**
     * The slots of this target are checked from now on.
     *
     * @param now the last slot that has passed
     * @return where an earlier process has left off: its next slots are the caller's to account for; null when the target
     *     is new, or only replaced
     */
    @Nullable SlotMark begin(String target, SlotMark now);

    /** All slots of this target up to and with this one were reported; the next ones are those of its rhythm. */
    void reached(String target, SlotMark now);

    /** The clock was wrong: what was remembered of this target is void, its slots begin anew after this one. */
    void restart(String target, SlotMark now);

    /** The slots of this target are not checked any more, and need no account: it was removed or disabled. */
    void end(String target);
}
