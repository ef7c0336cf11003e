package io.nudger.probe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Warns of what befalls all targets at the same time: one line now and then stands for all. */
final class SeldomLog {
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger logger;
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    SeldomLog(Logger logger) {
        this.logger = logger;
    }

    /** Logs this, unless something was logged just before. */
    void warn(String target, String event) {
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + PAUSE_NANOS)) {
            logger.warn("{} target={}; the same of other targets is not logged for a minute", event, target);
        } else {
            logger.debug("{} target={}", event, target);
        }
    }
}
