package io.nudger.config;

import io.nudger.check.Target;
import io.nudger.document.Place;
import io.nudger.document.Problems;
import io.nudger.document.Quoted;
import io.nudger.document.Suggestion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sees to it that {@code depends_on} names targets that are there, and leads nobody back to himself. */
final class Dependencies {
    private final Map<String, Target> targets;
    private final Set<String> names;
    /** The targets from which every way has been followed to its end. */
    private final Set<String> followed = new HashSet<>();

    private Dependencies(Map<String, Target> targets, Set<String> names) {
        this.targets = targets;
        this.names = names;
    }

    /** Whether nothing is wrong with those of these targets. */
    static boolean areRight(Map<String, Target> targets) {
        Dependencies dependencies = new Dependencies(targets, targets.keySet());
        return targets.values().stream()
                .allMatch(target -> dependencies.missing(target) == null && dependencies.cycle(target) == null);
    }

    /**
     * Reports what is wrong with those of these targets.
     *
     * @param names of all targets, those among them that have other problems
     * @param places where the targets say what they depend on
     */
    static void check(Map<String, Target> targets, Set<String> names, Map<String, Place> places, Problems problems) {
        Dependencies dependencies = new Dependencies(targets, names);
        places.forEach((name, place) -> {
            Target target = targets.get(name);
            if (target == null) {
                return;
            }
            String missing = dependencies.missing(target);
            if (missing != null) {
                String nearest = Suggestion.nearest(names, missing);
                problems.add(place.problem("wanted names of targets, found " + Quoted.of(missing)
                        + (nearest == null ? "" : "; did you mean " + Quoted.of(nearest) + "?")));
            }
            List<String> cycle = dependencies.cycle(target);
            if (cycle != null) {
                problems.add(place.problem("leads back to where it began: " + String.join(" -> ", cycle)));
            }
        });
    }

    /** The first name that no target has; null when there is none. */
    private @Nullable String missing(Target target) {
        return target.alerting().dependsOn().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .orElse(null);
    }

    /** A way from a target back to itself that was not found before; null when there is none. */
    private @Nullable List<String> cycle(Target start) {
        Way way = new Way();
        enter(start.name(), way);
        while (!way.isEmpty()) {
            String name = way.next();
            if (name == null) {
                way.goBack();
            } else if (way.leadsOver(name)) {
                return way.from(name);
            } else {
                enter(name, way);
            }
        }
        return null;
    }

    private void enter(String name, Way way) {
        Target target = targets.get(name);
        if (target != null && followed.add(name)) {
            way.enter(name, target.alerting().dependsOn());
        }
    }

    /** From target to target, as deep as it goes: chains may be longer than a stack is deep. */
    private static final class Way {
        private final Deque<String> names = new ArrayDeque<>();
        private final Set<String> members = new HashSet<>();
        private final Deque<Iterator<String>> next = new ArrayDeque<>();

        void enter(String name, List<String> dependsOn) {
            names.addLast(name);
            members.add(name);
            next.addLast(dependsOn.iterator());
        }

        boolean isEmpty() {
            return names.isEmpty();
        }

        /** Where the last target leads next; null when everything was followed. */
        @Nullable String next() {
            Iterator<String> more = next.getLast();
            return more.hasNext() ? more.next() : null;
        }

        void goBack() {
            members.remove(names.removeLast());
            next.removeLast();
        }

        boolean leadsOver(String name) {
            return members.contains(name);
        }

        List<String> from(String name) {
            List<String> cycle = new ArrayList<>();
            for (String each : names) {
                if (!cycle.isEmpty() || each.equals(name)) {
                    cycle.add(each);
                }
            }
            cycle.add(name);
            return cycle;
        }
    }
}
