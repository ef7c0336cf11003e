package io.nudger.probe;

import io.nudger.check.Micros;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows the time, and which time was lost: the process stood still (it was suspended, or the machine had no time for it),
 * or the clock was set ahead. A thread of its own looks at the clock at a steady pace, so that an event loop that is merely
 * busy does not count. All times are microseconds since the epoch.
 */
public final class SlotClock implements AutoCloseable {
    private static final Duration PULSE = Duration.ofMillis(200);
    /** What a machine that is merely busy makes a thread wait. */
    private static final long TOLERANCE = Micros.of(Duration.ofMillis(200));

    private static final int KEPT = 16;

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private volatile List<Span> spans = List.of();
    /** Null while nobody watches. */
    private volatile @Nullable Pulse last;

    private volatile boolean closed;

    /** Time that was lost. */
    enum Cause {
        STOOD_STILL,
        CLOCK_AHEAD
    }

    /**
     * What was lost of a time.
     *
     * @param micros how much; 0 for nothing
     * @param cause by what, mostly
     */
    record Lost(long micros, Cause cause) {}

    private record Span(long from, long to, Cause cause) {
        long within(long begin, long end) {
            return Math.max(0, Math.min(to, end) - Math.max(from, begin));
        }
    }

    private record Pulse(long micros, long nanos) {}

    /** One that nobody watches: until {@link #watch} no time is lost. */
    public SlotClock(InstantSource clock) {
        this(clock, System::nanoTime);
    }

    SlotClock(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Begins to watch, on a thread of its own, until this is closed. */
    public SlotClock watch() {
        pulse();
        Thread thread = new Thread(this::pulseOnAndOn, "slot-clock");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void pulseOnAndOn() {
        while (!closed) {
            LockSupport.parkNanos(PULSE.toNanos());
            pulse();
        }
    }

    InstantSource source() {
        return clock;
    }

    long nowMicros() {
        return Micros.of(clock.instant());
    }

    /** Looks at the clock; what has passed since the last time and should not have is lost. */
    void pulse() {
        Pulse now = now();
        Span lost = lost(now);
        if (lost != null) {
            List<Span> more = new ArrayList<>(spans);
            more.add(lost);
            spans = List.copyOf(more.subList(Math.max(0, more.size() - KEPT), more.size()));
        }
        last = now;
    }

    /** What was lost between these moments, a standstill that has just ended included. */
    Lost lostBetween(long from, long to) {
        List<Span> all = new ArrayList<>(spans);
        Span ending = lost(now());
        if (ending != null) {
            all.add(ending);
        }
        long lost = 0;
        long ahead = 0;
        for (Span span : all) {
            long within = span.within(from, to);
            lost += within;
            ahead += span.cause == Cause.CLOCK_AHEAD ? within : 0;
        }
        return new Lost(Math.min(lost, to - from), 2 * ahead > lost ? Cause.CLOCK_AHEAD : Cause.STOOD_STILL);
    }

    private Pulse now() {
        return new Pulse(nowMicros(), nanoTime.getAsLong());
    }

    private @Nullable Span lost(Pulse now) {
        Pulse before = last;
        if (before == null) {
            return null;
        }
        long passed = now.micros - before.micros;
        if (passed - Micros.of(PULSE) < TOLERANCE) {
            return null;
        }
        // Java's other clock does not follow one that is set, nor a machine that sleeps.
        long really = (now.nanos - before.nanos) / 1_000;
        return new Span(before.micros, now.micros, 2 * really < passed ? Cause.CLOCK_AHEAD : Cause.STOOD_STILL);
    }

    @Override
    public void close() {
        closed = true;
    }
}
