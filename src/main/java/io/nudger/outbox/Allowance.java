package io.nudger.outbox;

import io.micrometer.core.instrument.Clock;
import java.util.concurrent.TimeUnit;

/** How much may be sent at a steady rate; what is not used within a tenth of a second is gone. Belongs to one event loop. */
final class Allowance {
    private final Clock clock;
    private final double perNano;
    private final double most;
    private double left;
    private long counted;

    Allowance(Clock clock, int perSecond) {
        this.clock = clock;
        this.perNano = perSecond / (double) TimeUnit.SECONDS.toNanos(1);
        this.most = Math.max(1, perSecond / 10.0);
        this.counted = clock.monotonicTime();
    }

    /** Whether anything may be sent now. */
    boolean isLeft() {
        long now = clock.monotonicTime();
        left = Math.min(most, left + (now - counted) * perNano);
        counted = now;
        return left >= 1;
    }

    /** So much was sent, which may be more than was left: the next ones wait longer for it. */
    void spend(int number) {
        left -= number;
    }
}
