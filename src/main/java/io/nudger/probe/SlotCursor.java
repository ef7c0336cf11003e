package io.nudger.probe;

import io.nudger.check.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that each slot of a name is taken once, and reported after those before it, also while one verticle of the
 * name hands over to the next: the old one takes the slots up to the moment of the handover, the new one those after it.
 * They may run on different threads, and on different schedules. All times are microseconds since the epoch.
 */
final class SlotCursor {
    private @Nullable Lease last;
    private int running;
    private boolean down;

    /** From now on the slots are the caller's. */
    synchronized Lease takeOver(long now) {
        Lease before = last;
        // A slot of this very moment may have been taken already.
        Lease next = new Lease(before == null ? now : Math.max(now, before.taken));
        if (before != null) {
            before.until = next.taken;
            before.next = next;
            next.held = before.isOver() ? null : new ArrayList<>();
        }
        last = next;
        running++;
        return next;
    }

    /** Slots later than this are nobody's here: another monitor takes them. */
    synchronized void endAfter(long moment) {
        if (last != null) {
            last.until = Math.min(last.until, Math.max(moment, last.taken));
        }
    }

    /** The slots of one verticle. */
    final class Lease {
        private long taken;
        private long until = Long.MAX_VALUE;
        private @Nullable Lease next;
        /** What is to be reported when all slots before these are; null when they are. */
        private @Nullable List<Runnable> held;

        private boolean ended;

        private Lease(long begin) {
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

        /**
         * Reports slots, or keeps the report until those of all predecessors are reported: a mark must not pass a slot
         * whose check is still running. Reports of one lease keep their order.
         */
        void report(Runnable report) {
            synchronized (SlotCursor.this) {
                if (held != null) {
                    held.add(report);
                    return;
                }
            }
            report.run();
        }

        /** Begins anew after this moment: the clock was wrong. */
        void restart(long now) {
            synchronized (SlotCursor.this) {
                taken = now;
            }
        }

        /**
         * No more slots are taken or reported.
         *
         * @return whether nobody else takes or reports any
         */
        boolean end() {
            synchronized (SlotCursor.this) {
                ended = true;
                for (Lease over = this; over != null && over.isOver(); over = over.next) {
                    release(over.next);
                }
                running--;
                return running == 0;
            }
        }

        private boolean isOver() {
            return ended && held == null;
        }

        private static void release(@Nullable Lease next) {
            if (next != null && next.held != null) {
                next.held.forEach(Runnable::run);
                next.held = null;
            }
        }
    }
}
