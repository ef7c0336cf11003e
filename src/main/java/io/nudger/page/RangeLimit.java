package io.nudger.page;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How much of the database each caller may use: so many requests at once after a quiet time, and then one every now and then. Of
 * very many callers the ones that asked least recently are forgotten. Belongs to one event loop.
 */
final class RangeLimit {
    /** What may come at once. */
    static final int BURST = 30;

    private static final long EACH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_CALLERS = 10_000;

    private final LongSupplier nanos;
    /** When the account of each is full again. */
    private final Map<String, Long> full = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_CALLERS;
        }
    };

    RangeLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Takes that many requests from the account of a caller.
     *
     * @return 0 when there are as many; else in how many seconds there will be
     */
    long take(Caller caller, int requests) {
        long now = nanos.getAsLong();
        long before = full.getOrDefault(caller.name(), now);
        long after = now + Math.max(0, before - now) + requests * EACH_NANOS;
        long excess = after - now - BURST * EACH_NANOS;
        if (excess > 0) {
            return (excess + EACH_NANOS - 1) / EACH_NANOS;
        }
        full.put(caller.name(), after);
        return 0;
    }
}
