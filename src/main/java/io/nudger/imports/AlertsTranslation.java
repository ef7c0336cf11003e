package io.nudger.imports;

import io.nudger.document.Node;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Node.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of the alerts of an old configuration: receivers, routes and maintenance of a file of alerts. */
final class AlertsTranslation {
    private final Names names = new Names();
    private final Names variables = new Names();
    private final List<Part> receivers = new ArrayList<>();
    private final Map<Route, Set<String>> routes = new LinkedHashMap<>();
    private final List<Part> windows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * One item of a list of the file.
     *
     * @param tree its keys
     * @param notes what is to be said about it
     */
    record Part(Mapping tree, List<String> notes) {}

    /**
     * What the targets of a route have in common.
     *
     * @param receiver its name
     * @param resolved whether it is to hear that a target is up again
     * @param remind the distance of reminders; null for none
     */
    record Route(String receiver, boolean resolved, @Nullable Duration remind) {}

    /** A receiver in the making. */
    final class Draft {
        private final String name;
        private final Map<String, Entry> keys = new LinkedHashMap<>();
        private final List<String> ofReceiver = new ArrayList<>();

        private Draft(String name) {
            this.name = name;
        }

        void put(String key, Node value) {
            keys.put(key, new Entry(value, 0));
        }

        /** Puts in a text. One that must stay secret is not repeated: a variable takes its place. */
        void put(String key, String value, boolean secret) {
            if (!secret || References.in(value)) {
                put(key, new Scalar(value, true));
                return;
            }
            String variable = variables.claimVariable(name + "_" + key);
            ofReceiver.add("set " + variable + " to its " + key + ", not repeated here");
            put(key, new Scalar("${" + variable + "}", true));
        }

        void notCarriedOver(String what) {
            ofReceiver.add("not carried over: " + what);
        }

        /** Its name, now that it is whole. */
        String end(String kind) {
            receivers.add(new Part(tree("name", new Scalar(name, true), kind, new Mapping(keys)), ofReceiver));
            return name;
        }
    }

    /** Begins a receiver, whose name is as near to the wish as can be. */
    Draft receiver(String wish) {
        return new Draft(names.claim(wish, "receiver"));
    }

    /** Lets a receiver hear of a target. */
    void route(Route route, String target) {
        routes.computeIfAbsent(route, none -> new LinkedHashSet<>()).add(target);
    }

    /** A maintenance window; without a target it is for all. */
    void window(String wish, @Nullable String target, Map<String, Node> keys) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put("name", new Entry(new Scalar(names.claim(wish, "maintenance"), true), 0));
        entries.put("match", new Entry(match(List.of(target == null ? "*" : target)), 0));
        keys.forEach((key, value) -> entries.put(key, new Entry(value, 0)));
        windows.add(new Part(new Mapping(entries), List.of()));
    }

    /** Says that something as a whole has no counterpart. */
    void notCarriedOver(String what) {
        String note = "not carried over: " + what;
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    List<Part> receivers() {
        return receivers;
    }

    /** Those who hear of the same targets in the same way stand in one. */
    List<Part> routes() {
        Map<List<Object>, List<String>> together = new LinkedHashMap<>();
        routes.forEach((route, targets) -> together.computeIfAbsent(
                        List.of(targets, route.resolved(), String.valueOf(route.remind())), none -> new ArrayList<>())
                .add(route.receiver()));
        List<Part> parts = new ArrayList<>();
        together.forEach((common, to) -> routes.entrySet().stream()
                .filter(each -> each.getKey().receiver().equals(to.get(0))
                        && each.getValue().equals(common.get(0)))
                .findFirst()
                .ifPresent(first -> parts.add(part(first.getKey(), to, first.getValue()))));
        return parts;
    }

    private static Part part(Route route, List<String> to, Set<String> targets) {
        Map<String, Entry> keys = new LinkedHashMap<>();
        keys.put("match", new Entry(match(targets), 0));
        keys.put("to", new Entry(texts(to), 0));
        keys.put("when", new Entry(texts(route.resolved() ? List.of("down", "up") : List.of("down")), 0));
        Duration remind = route.remind();
        if (remind != null) {
            keys.put("remind_every", new Entry(new Scalar(Durations.write(remind), false), 0));
        }
        return new Part(new Mapping(keys), List.of());
    }

    private static Mapping match(Collection<String> targets) {
        return new Mapping(Map.of("names", new Entry(texts(targets), 0)));
    }

    List<Part> windows() {
        return windows;
    }

    List<String> notes() {
        return notes;
    }

    /** A list of texts. */
    static Sequence texts(Collection<String> texts) {
        return new Sequence(
                texts.stream().map(text -> new Entry(new Scalar(text, true), 0)).toList());
    }

    private static Mapping tree(String key, Node value, String otherKey, Node otherValue) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put(key, new Entry(value, 0));
        entries.put(otherKey, new Entry(otherValue, 0));
        return new Mapping(entries);
    }
}
