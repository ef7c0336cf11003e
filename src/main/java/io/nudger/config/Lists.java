package io.nudger.config;

import io.nudger.document.Section;
import io.nudger.document.Type;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads lists of values that are alike. */
final class Lists {
    private Lists() {}

    /** The values of a list, each of which may stand there once; empty when it is absent. */
    static <T> Set<T> unique(Section section, String key, String wanted, Type<T> type) {
        Set<T> values = new LinkedHashSet<>();
        section.forEach(key, wanted, (node, place) -> {
            T value = section.reading().value(node, place, type);
            if (value != null && !values.add(value)) {
                section.reading().problems().add(place.problem("stands twice"));
            }
        });
        return values;
    }

    /** The values of a list, or one that stands there alone; empty when the key is absent. */
    static <T> Set<T> oneOrMore(Section section, String key, String wanted, Type<T> type) {
        if (section.isList(key) || !section.has(key)) {
            return unique(section, key, wanted, type);
        }
        T value = section.read(key, type);
        return value == null ? Set.of() : Set.of(value);
    }
}
