package io.nudger.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Knows for how long the machine, or the virtual machine, had no time for a thread that wanted to run: what no program
 * under test is to blame for. A thread of its own sleeps a little again and again; what it oversleeps is the stall.
 */
public final class StallWitness implements AutoCloseable {
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final AtomicLong stalled = new AtomicLong();
    private volatile boolean closed;

    private StallWitness() {}

    public static StallWitness start() {
        StallWitness witness = new StallWitness();
        Thread thread = new Thread(witness::watch, "stall-witness");
        thread.setDaemon(true);
        thread.start();
        return witness;
    }

    private void watch() {
        while (!closed) {
            long begin = System.nanoTime();
            LockSupport.parkNanos(NAP_NANOS);
            long overslept = System.nanoTime() - begin - NAP_NANOS;
            if (overslept > TOLERANCE_NANOS) {
                stalled.addAndGet(overslept);
            }
        }
    }

    /** Nanoseconds of all stalls so far; only differences mean something. */
    public long stalledNanos() {
        return stalled.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}
