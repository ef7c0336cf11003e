package io.nudger.config;

import io.nudger.document.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Selects targets. Every condition has to hold; one that is empty always does.
 *
 * @param labels labels that the target has, with values of these forms
 * @param names forms of its name, one of which fits
 * @param groups forms of its group, one of which fits
 * @param zones names of zones, one of which is concerned
 */
public record Match(Map<String, Glob> labels, List<Glob> names, List<Glob> groups, List<String> zones) {
    /** Every target. */
    public static final Match ALL = new Match(Map.of(), List.of(), List.of(), List.of());

    public Match {
        labels = Map.copyOf(labels);
        names = List.copyOf(names);
        groups = List.copyOf(groups);
        zones = List.copyOf(zones);
    }

    /**
     * What conditions such as {@code team=web} select; {@code name} and {@code group} are those of the target.
     *
     * @throws IllegalArgumentException when one is none, with what is wrong
     */
    public static Match of(List<String> conditions) {
        Map<String, Glob> labels = new HashMap<>();
        List<Glob> names = new ArrayList<>();
        List<Glob> groups = new ArrayList<>();
        for (String condition : conditions) {
            int equals = condition.indexOf('=');
            if (equals < 1 || equals == condition.length() - 1) {
                throw new IllegalArgumentException(
                        "match: wanted KEY=VALUE, such as team=web, found " + Quoted.of(condition));
            }
            Glob form = Glob.of(condition.substring(equals + 1));
            switch (condition.substring(0, equals)) {
                case "name" -> names.add(form);
                case "group" -> groups.add(form);
                default -> labels.put(condition.substring(0, equals), form);
            }
        }
        return new Match(labels, names, groups, List.of());
    }

    /** What is written to select the same; none when it is every target. */
    public List<String> conditions() {
        List<String> conditions = new ArrayList<>();
        new TreeMap<>(labels).forEach((label, form) -> conditions.add(label + "=" + form));
        names.forEach(form -> conditions.add("name=" + form));
        groups.forEach(form -> conditions.add("group=" + form));
        zones.forEach(zone -> conditions.add("zone=" + zone));
        return conditions;
    }

    /** Whether a target is selected, as far as it is the target that decides. */
    public boolean matches(String name, @Nullable String group, Map<String, String> targetLabels) {
        return (names.isEmpty() || fits(names, name))
                && (groups.isEmpty() || (group != null && fits(groups, group)))
                && labels.entrySet().stream().allMatch(label -> {
                    String value = targetLabels.get(label.getKey());
                    return value != null && label.getValue().matches(value);
                });
    }

    /** Whether what happened in these zones is selected, as far as it is the zones that decide. */
    public boolean matchesZones(Collection<String> concerned) {
        return zones.isEmpty() || zones.stream().anyMatch(concerned::contains);
    }

    private static boolean fits(List<Glob> forms, String value) {
        return forms.stream().anyMatch(form -> form.matches(value));
    }
}
