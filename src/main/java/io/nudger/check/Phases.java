package io.nudger.check;

import java.time.Duration;
import java.util.EnumMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of an exchange went, summed over its redirects. A phase that was not measured has no time: it was not
 * reached, or does not exist (no {@link Phase#TLS} for plain HTTP). Whole microseconds.
 */
public final class Phases {
    /** Nothing was measured. */
    public static final Phases NONE = of(phase -> null);

    private final EnumMap<Phase, Duration> times = new EnumMap<>(Phase.class);

    private Phases() {}

    /** Takes the time of each phase from here; null where it was not measured. */
    public static Phases of(Function<Phase, @Nullable Duration> times) {
        Phases phases = new Phases();
        for (Phase phase : Phase.ALL) {
            phases.put(phase, times.apply(phase));
        }
        return phases;
    }

    /** These times, in the order of the phases; null where it was not measured. */
    public static Phases inOrder(@Nullable Duration... times) {
        if (times.length != Phase.ALL.size()) {
            throw new IllegalArgumentException("wanted a time for each of " + Phase.ALL + ", found " + times.length);
        }
        Phases phases = new Phases();
        for (int i = 0; i < times.length; i++) {
            phases.put(Phase.ALL.get(i), times[i]);
        }
        return phases;
    }

    private void put(Phase phase, @Nullable Duration time) {
        if (time != null) {
            times.put(phase, Micros.truncate(time));
        }
    }

    /** The time of this phase; null when it was not measured. */
    public @Nullable Duration get(Phase phase) {
        return times.get(phase);
    }

    /** Hands over each phase that was measured, in order. */
    public void forEach(BiConsumer<Phase, Duration> taker) {
        times.forEach(taker);
    }

    /** The time of both together. */
    public Phases plus(Phases other) {
        return of(phase -> {
            Duration one = get(phase);
            Duration two = other.get(phase);
            if (one == null || two == null) {
                return one == null ? two : one;
            }
            return one.plus(two);
        });
    }

    /** The time of all phases together. */
    public Duration total() {
        return times.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Phases phases && times.equals(phases.times);
    }

    @Override
    public int hashCode() {
        return times.hashCode();
    }

    @Override
    public String toString() {
        return "Phases" + times;
    }
}
