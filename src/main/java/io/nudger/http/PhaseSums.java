package io.nudger.http;

import io.nudger.check.Phases;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds the phases of the requests of a check. */
final class PhaseSums {
    private PhaseSums() {}

    static Phases of(List<Hop> hops) {
        if (hops.size() == 1) {
            return hops.get(0).phases();
        }
        return new Phases(
                sum(hops, Phases::resolve),
                sum(hops, Phases::connect),
                sum(hops, Phases::tls),
                sum(hops, Phases::processing),
                sum(hops, Phases::transfer));
    }

    private static @Nullable Duration sum(List<Hop> hops, Function<Phases, @Nullable Duration> phase) {
        return hops.stream()
                .map(hop -> phase.apply(hop.phases()))
                .filter(Objects::nonNull)
                .reduce(Duration::plus)
                .orElse(null);
    }
}
