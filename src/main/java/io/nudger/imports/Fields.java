package io.nudger.imports;

import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object in a document of another program. It remembers what it was asked for, so that the rest can be reported. */
final class Fields {
    private final Value self;
    private final Mapping mapping;
    private final Set<String> asked = new HashSet<>();

    Fields(Value self, Mapping mapping) {
        this.self = self;
        this.mapping = mapping;
    }

    /** The value; null when it is absent or null. */
    @Nullable Value get(String key) {
        asked.add(key);
        Entry entry = mapping.entries().get(key);
        Value value = entry == null ? null : self.child(key, entry);
        return value == null || value.isNothing() ? null : value;
    }

    /** Says that the value does not matter. */
    void passOver(String key) {
        asked.add(key);
    }

    Value require(String key, String wanted) throws ImportException {
        Value value = get(key);
        if (value == null) {
            Entry entry = mapping.entries().get(key);
            int line = entry == null ? self.line() : entry.line();
            Entry nothing = new Entry(new Scalar("", false), line);
            throw self.child(key, nothing).refused(wanted);
        }
        return value;
    }

    /** The text; null when it is absent, null or empty. */
    @Nullable String text(String key) throws ImportException {
        Value value = get(key);
        String text = value == null ? "" : value.text();
        return text.isEmpty() ? null : text;
    }

    boolean flag(String key, boolean otherwise) throws ImportException {
        Value value = get(key);
        if (value != null && value.isReference()) {
            // What it says is not known here: it is reported with what nobody asked for.
            asked.remove(key);
            return otherwise;
        }
        return value == null ? otherwise : value.flag();
    }

    /** The items of the list; none when it is absent. */
    List<Value> list(String key) throws ImportException {
        Value value = get(key);
        return value == null ? List.of() : value.items("a list");
    }

    /** The object; an empty one when it is absent. */
    Fields object(String key) throws ImportException {
        Value value = get(key);
        return value == null ? self.noFields() : value.fields("an object");
    }

    /** Every value, in the order of the document. */
    Map<String, Value> all() {
        Map<String, Value> values = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            asked.add(key);
            values.put(key, self.child(key, entry));
        });
        return values;
    }

    /** What nobody asked for and is not null: to be reported, so that nothing is dropped silently. */
    Map<String, Value> rest() {
        Map<String, Value> values = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            Value value = self.child(key, entry);
            if (!asked.contains(key) && !value.isNothing()) {
                values.put(key, value);
            }
        });
        return values;
    }

    boolean isEmpty() {
        return mapping.entries().isEmpty();
    }
}
