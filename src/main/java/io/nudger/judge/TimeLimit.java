package io.nudger.judge;

import java.util.concurrent.TimeUnit;

/** The time that all searches in one answer may take together, from when this was made. Belongs to one thread. */
final class TimeLimit {
    /** Reading the clock costs about as much as a simple pattern needs for a few characters. */
    private static final int STEPS_PER_LOOK = 1 << 10;

    private final long limitNanos;
    private final long begin = System.nanoTime();
    private int steps;

    /** The time was over before the search was. */
    static final class TimeIsUpException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TimeIsUpException(long limitNanos) {
            super("more than " + TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms", null, false, false);
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
        if (++steps % STEPS_PER_LOOK == 0 && System.nanoTime() - begin > limitNanos) {
            throw new TimeIsUpException(limitNanos);
        }
    }
}
