package io.nudger.outbox;

import java.util.concurrent.TimeUnit;

/**
 * How long nothing was heard of what is in flight. It is counted in looks, one every half second: when this process stood
 * still for a minute, that is one look, and says nothing of Kafka. Times are nanoseconds of the monotonic clock.
 */
final class Silence {
    static final long LOOK_MILLIS = 500;
    private static final int MOST_LOOKS = 6;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
    /** By so much a look is late on a machine that is only busy. */
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** When the process goes on, requests that expired meanwhile fail one after the other. */
    private static final long EXCUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private int looks;
    private long lastLook;
    private boolean stoodStill;
    private long wentOn;

    /** Something is in flight from now on. */
    void begin(long now) {
        looks = 0;
        lastLook = now;
    }

    /** Something was heard. */
    void heard() {
        looks = 0;
    }

    /**
     * Another look.
     *
     * @return whether nothing was heard for too long
     */
    boolean look(long now) {
        notice(now);
        lastLook = now;
        return ++looks > MOST_LOOKS;
    }

    /** Whether a request that expired now did so because this process stood still. */
    boolean excuses(long now) {
        notice(now);
        return stoodStill && now - wentOn < EXCUSE_NANOS;
    }

    private void notice(long now) {
        if (now - lastLook > LOOK_NANOS + BUSY_NANOS) {
            stoodStill = true;
            wentOn = now;
            lastLook = now;
        }
    }
}
