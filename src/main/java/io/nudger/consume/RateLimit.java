package io.nudger.consume;

import java.util.concurrent.TimeUnit;

/** So many in a minute, all at once or spread: a bucket of tokens that is full again after a minute. */
final class RateLimit {
    private static final double MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;
    private double tokens;
    private long filledAt;

    /** @param nowNanos on a monotonic clock */
    RateLimit(int perMinute, long nowNanos) {
        this.perMinute = perMinute;
        this.tokens = perMinute;
        this.filledAt = nowNanos;
    }

    /** Whether one can be taken now. */
    boolean has(long nowNanos) {
        tokens = Math.min(perMinute, tokens + (nowNanos - filledAt) * (perMinute / MINUTE));
        filledAt = nowNanos;
        return tokens >= 1;
    }

    /** Takes one. */
    void take() {
        tokens--;
    }
}
