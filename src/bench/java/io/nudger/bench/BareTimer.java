package io.nudger.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that does nothing but wake up a thousand times a second, each time at a fixed moment: how late it is says what
 * the machine itself does to a schedule.
 */
final class BareTimer implements AutoCloseable {
    private static final long STEP_NANOS = 1_000_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Double> delays = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "bare-timer");
    private volatile boolean ending;

    private BareTimer() {}

    static BareTimer start() {
        BareTimer timer = new BareTimer();
        timer.thread.setDaemon(true);
        timer.thread.start();
        return timer;
    }

    /** Ends it; milliseconds by which each of its wake-ups was late. */
    Samples end() {
        close();
        return Samples.of(delays);
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        for (long due = System.nanoTime() + STEP_NANOS; !ending; due += STEP_NANOS) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            delays.add((System.nanoTime() - due) / NANOS_PER_MILLI);
        }
    }
}
