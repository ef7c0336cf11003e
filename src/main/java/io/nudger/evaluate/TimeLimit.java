package io.nudger.evaluate;

import io.nudger.check.CpuTime;
import java.util.concurrent.TimeUnit;

/**
 * The time that all searches in one answer may take together, from when this was made: time of the processor, and by the
 * clock some seconds more, because the machine may be busy with other things. Belongs to one thread.
 */
final class TimeLimit {
    /** Reading the clock costs about as much as a simple pattern needs for a few characters. */
    private static final int STEPS_PER_LOOK = 1 << 10;

    /** How much longer it may take by the clock. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final long limitNanos;
    private final long begin = System.nanoTime();
    private final long cpuBegin = CpuTime.nanos();
    private int steps;

    /** The time is up, the search has not ended. */
    static final class TimeIsUpException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final boolean starved;

        TimeIsUpException(long limitNanos, boolean starved) {
            super("more than " + TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms", null, false, false);
            this.starved = starved;
        }

        /** Whether the machine had no time for the search, instead of the search taking too much. */
        boolean isStarved() {
            return starved;
        }
    }

    TimeLimit(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    long nanos() {
        return limitNanos;
    }

    /** To be called with each small step. */
    void step() {
        if (++steps % STEPS_PER_LOOK != 0) {
            return;
        }
        long elapsed = System.nanoTime() - begin;
        if (elapsed > limitNanos && CpuTime.nanos() - cpuBegin > limitNanos) {
            throw new TimeIsUpException(limitNanos, false);
        }
        if (elapsed > limitNanos + PATIENCE_NANOS) {
            throw new TimeIsUpException(limitNanos, true);
        }
    }
}
