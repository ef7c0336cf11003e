package io.nudger.support;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, up to a cap, and each time a random part of it less,
 * so that many clients do not come back in step. Not safe for use by several threads.
 */
public final class Backoff {
    private final long firstMillis;
    private final long capMillis;
    private final RandomGenerator random;

    private long nextMillis;

    /**
     * @param first the longest first wait; at least 2 ms
     * @param cap the longest wait of all
     * @param random where the random part comes from
     */
    public Backoff(Duration first, Duration cap, RandomGenerator random) {
        this.firstMillis = first.toMillis();
        this.capMillis = cap.toMillis();
        this.random = random;
        this.nextMillis = firstMillis;
    }

    /** The next wait in milliseconds: between half of the current length and all of it. */
    public long nextMillis() {
        long current = nextMillis;
        nextMillis = Math.min(2 * current, capMillis);
        return random.nextLong(current / 2, current + 1);
    }

    /** Things went well: the next wait is a short one again. */
    public void reset() {
        nextMillis = firstMillis;
    }
}
