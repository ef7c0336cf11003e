package io.nudger.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long an event loop was stalled while checks were in flight on it: something blocked it, the process was
 * suspended, or the machine had no time for it. A pulse is due every few milliseconds; what it comes too late is the
 * stall. One pulse serves all checks of the loop, and there is none without a check. Belongs to one event loop.
 */
final class LoopWatch {
    /** The distance of two pulses; a stall is seen up to this much too short. */
    static final long PULSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What timers are late on a loop that is merely busy; not a stall. */
    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop eventLoop;
    private final LongConsumer onStall;
    private int checks;
    /** There while checks are in flight. */
    private @Nullable ScheduledFuture<?> pulse;

    private long due;
    private long stalled;

    /**
     * @param eventLoop the loop to watch
     * @param onStall called with the nanoseconds of each stall
     */
    LoopWatch(EventLoop eventLoop, LongConsumer onStall) {
        this.eventLoop = eventLoop;
        this.onStall = onStall;
    }

    /** A check begins. */
    void enter() {
        checks++;
        if (pulse == null) {
            schedule();
        }
    }

    /** A check has ended. */
    void leave() {
        checks--;
        if (checks == 0 && pulse != null) {
            note();
            pulse.cancel(false);
            pulse = null;
        }
    }

    /** Nanoseconds that the loop was stalled in all, including a stall that is just ending. Only differences mean something. */
    long stalledNanos() {
        return stalled + (pulse == null ? 0 : lateness(System.nanoTime()));
    }

    private void pulse() {
        note();
        schedule();
    }

    private void note() {
        long late = lateness(System.nanoTime());
        if (late > 0) {
            stalled += late;
            onStall.accept(late);
        }
    }

    private void schedule() {
        due = System.nanoTime() + PULSE_NANOS;
        pulse = eventLoop.schedule(this::pulse, PULSE_NANOS, TimeUnit.NANOSECONDS);
    }

    private long lateness(long now) {
        long late = now - due;
        return late > TOLERANCE_NANOS ? late : 0;
    }
}
