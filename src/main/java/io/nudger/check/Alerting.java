package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What states and alerts need to know of a target, and its checks do not.
 *
 * @param group what it belongs to, such as a product; null for nothing
 * @param dependsOn names of targets that it cannot be up without: while one of them is down, its notices are held
 * @param quorum in how many zones it has to be down
 * @param maintenance names of the maintenance windows that hold for it, beside those that match it
 */
public record Alerting(@Nullable String group, List<String> dependsOn, Quorum quorum, List<String> maintenance) {
    /** What holds unless a file says otherwise. */
    public static final Alerting DEFAULT = new Alerting(null, List.of(), Quorum.MAJORITY, List.of());

    public Alerting {
        dependsOn = List.copyOf(dependsOn);
        requireNonNull(quorum, "quorum");
        maintenance = List.copyOf(maintenance);
    }

    /** All names in it. */
    public List<String> names() {
        if (equals(DEFAULT)) {
            return List.of();
        }
        return Stream.of(group == null ? List.<String>of() : List.of(group), dependsOn, maintenance)
                .flatMap(List::stream)
                .toList();
    }
}
