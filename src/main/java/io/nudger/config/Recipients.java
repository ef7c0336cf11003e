package io.nudger.config;

import io.nudger.document.Place;
import io.nudger.document.Quoted;
import io.nudger.document.Section;
import io.nudger.document.Suggestion;
import io.nudger.document.Type;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads lists of names of receivers that are there. */
final class Recipients {
    private final Map<String, Place> known;
    private final Set<String> used = new HashSet<>();

    /** @param known the names of all receivers, and where they stand */
    Recipients(Map<String, Place> known) {
        this.known = known;
    }

    /** The names under the key; a name that no receiver has is reported. */
    List<String> read(Section section, String key) {
        Set<String> names = Lists.oneOrMore(section, key, "a list of names of receivers", Type.NAME);
        for (String name : names) {
            used.add(name);
            if (!known.containsKey(name)) {
                String hint = known.isEmpty() ? "there are no receivers" : Suggestion.among(known.keySet(), name);
                section.problem(key, "wanted names of receivers, found " + Quoted.of(name) + "; " + hint);
            }
        }
        return List.copyOf(names);
    }

    /** The names that nothing was sent to, and where they stand. */
    Map<String, Place> unused() {
        Map<String, Place> unused = new LinkedHashMap<>(known);
        unused.keySet().removeAll(used);
        return unused;
    }
}
