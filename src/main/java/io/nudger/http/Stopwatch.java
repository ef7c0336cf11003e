package io.nudger.http;

import io.nudger.check.Phase;
import io.nudger.check.Phases;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits time into phases without a gap: one ends when the next begins. A phase that was never entered has no time, one
 * that was left in the middle has the time until then. All moments are readings of {@link System#nanoTime}.
 */
final class Stopwatch {
    private final Map<Phase, Long> spent = new EnumMap<>(Phase.class);
    private Phase current;
    private long since;
    private boolean running = true;

    /** Begins with this phase. */
    Stopwatch(Phase first, long now) {
        current = first;
        since = now;
    }

    /** Ends the current phase and begins another; nothing happens once the watch is stopped. */
    void enter(Phase next, long now) {
        if (running) {
            spent.merge(current, now - since, Long::sum);
            current = next;
            since = now;
        }
    }

    /** Ends the last phase. */
    void stop(long now) {
        enter(current, now);
        running = false;
    }

    /** The phase that is going on, or in which the watch was stopped. */
    Phase current() {
        return current;
    }

    /** The time of each phase that was left. */
    Phases phases() {
        return Phases.of(this::time);
    }

    private @Nullable Duration time(Phase phase) {
        Long nanos = spent.get(phase);
        return nanos == null ? null : Duration.ofNanos(nanos);
    }
}
