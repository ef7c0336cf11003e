package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people, states and alerts need to know of a target, and its checks do not.
 *
 * @param title what people are shown instead of its name, in any script; null for the name itself
 * @param group what it belongs to, such as a product; null for nothing
 * @param dependsOn names of targets that it cannot be up without: while one of them is down, its notices are held
 * @param quorum in how many zones it has to be down
 * @param maintenance names of the maintenance windows that hold for it, beside those that match it
 */
public record Alerting(
        @Nullable String title,
        @Nullable String group,
        List<String> dependsOn,
        Quorum quorum,
        List<String> maintenance) {
    /** What holds unless a file says otherwise. */
    public static final Alerting DEFAULT = new Alerting(null, List.of(), Quorum.MAJORITY, List.of());

    /** The longest title, in characters. */
    public static final int MAX_TITLE = 200;

    public Alerting {
        title = title == null ? null : Text.clean(title);
        dependsOn = List.copyOf(dependsOn);
        requireNonNull(quorum, "quorum");
        maintenance = List.copyOf(maintenance);
    }

    /** Of a target without a title. */
    public Alerting(@Nullable String group, List<String> dependsOn, Quorum quorum, List<String> maintenance) {
        this(null, group, dependsOn, quorum, maintenance);
    }

    /**
     * What people are shown of a target in a line: its title with its name, or the name alone.
     *
     * @param title null for none
     */
    public static String called(String name, @Nullable String title) {
        return title == null || title.equals(name) ? name : title + " (" + name + ")";
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
