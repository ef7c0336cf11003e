package io.nudger.probe;

import io.nudger.check.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that each slot of a name is taken once, also while one verticle of the name hands over to the next: the old
 * one takes the slots up to the moment of the handover, the new one those after it. They may run on different threads,
 * and on different schedules. All times are microseconds since the epoch.
 */
final class SlotCursor {
    private @Nullable Tenure current;
    private boolean down;

    /** From now on the slots are the caller's. */
    synchronized Tenure takeOver(long now) {
        // A slot of this very moment may have been taken already.
        long begin = current == null ? now : Math.max(now, current.taken);
        if (current != null) {
            current.until = begin;
        }
        current = new Tenure(begin);
        return current;
    }

    /** The slots of one verticle. */
    final class Tenure {
        private long taken;
        private long until = Long.MAX_VALUE;

        private Tenure(long begin) {
            taken = begin;
        }

        /** The last slot that was taken; at first the moment after which slots are to be taken. */
        long taken() {
            synchronized (SlotCursor.this) {
                return taken;
            }
        }

        /** The moment after which the slots are a successor's; {@link Long#MAX_VALUE} while there is none. */
        long until() {
            synchronized (SlotCursor.this) {
                return until;
            }
        }

        /**
         * Takes a slot.
         *
         * @return false when it is not the caller's to take
         */
        boolean take(long slot) {
            synchronized (SlotCursor.this) {
                if (slot <= taken || slot > until) {
                    return false;
                }
                taken = slot;
                return true;
            }
        }

        /**
         * Takes the slots from first to last, each an interval after the one before, as far as they are the caller's.
         *
         * @param first not taken yet
         * @return the last that was taken; less than first when none was
         */
        long takeThrough(long first, long last, long interval) {
            synchronized (SlotCursor.this) {
                long mine = last <= until ? last : first + Math.floorDiv(until - first, interval) * interval;
                return mine >= first && take(mine) ? mine : first - interval;
            }
        }

        /** Whether the last check of the name that said something about the site, said that it was down. */
        boolean isDown() {
            synchronized (SlotCursor.this) {
                return down;
            }
        }

        /** A check ended so. */
        void saw(Outcome outcome) {
            synchronized (SlotCursor.this) {
                if (outcome == Outcome.UP || outcome == Outcome.DOWN) {
                    down = outcome == Outcome.DOWN;
                }
            }
        }

        /** Begins anew after this moment: the clock was wrong. */
        void restart(long now) {
            synchronized (SlotCursor.this) {
                taken = now;
            }
        }

        /**
         * No more slots are taken.
         *
         * @return whether nobody else takes them
         */
        boolean end() {
            synchronized (SlotCursor.this) {
                if (current == this) {
                    current = null;
                }
                return current == null;
            }
        }
    }
}
