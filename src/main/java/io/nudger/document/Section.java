package io.nudger.document;

import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An object that is being read, key by key. A key that is absent gives its default; a value that is wrong is reported as a
 * problem, and gives the default too, so that reading goes on and finds the other problems.
 */
public final class Section {
    private static final Mapping EMPTY = new Mapping(Map.of());

    private final Reading reading;
    private final Mapping mapping;
    private Place place;
    /** The keys that were asked for: all that are known. */
    private final List<String> known = new ArrayList<>();

    public Section(Reading reading, Mapping mapping, Place place) {
        this.reading = reading;
        this.mapping = mapping;
        this.place = place;
    }

    public Reading reading() {
        return reading;
    }

    /** Whether the key is there, right or wrong. */
    public boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    /** Whether a list stands under the key. */
    public boolean isList(String key) {
        Entry entry = mapping.entries().get(key);
        return entry != null && entry.node() instanceof Sequence;
    }

    /** Whether an object stands under the key. */
    public boolean isObject(String key) {
        Entry entry = mapping.entries().get(key);
        return entry != null && entry.node() instanceof Mapping;
    }

    /** The keys that are there, in the order of the document. */
    public Set<String> keys() {
        return mapping.entries().keySet();
    }

    /** Whether no other keys than these are there. */
    public boolean hasOnly(String... keys) {
        return Set.of(keys).containsAll(mapping.entries().keySet());
    }

    /** The value, or the default. */
    public <T> T read(String key, Type<T> type, T otherwise) {
        T value = read(key, type);
        return value == null ? otherwise : value;
    }

    /** The value, or null. */
    public <T> @Nullable T read(String key, Type<T> type) {
        Entry entry = entry(key);
        return entry == null ? null : reading.value(entry.node(), place.key(key, entry.line()), type);
    }

    /** The values of a list, or the one that stands alone; none when the key is absent, or a value is wrong. */
    public <T> List<T> readOneOrMore(String key, Type<T> type) {
        Entry entry = entry(key);
        return entry == null ? List.of() : oneOrMore(entry.node(), place.key(key, entry.line()), type);
    }

    private <T> List<T> oneOrMore(Node node, Place at, Type<T> type) {
        if (!(node instanceof Sequence sequence)) {
            T value = reading.value(node, at, type);
            return value == null ? List.of() : List.of(value);
        }
        if (sequence.items().isEmpty()) {
            reading.problems().add(at.problem("wanted " + type.wanted() + " or a list of them, found an empty list"));
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            Entry item = sequence.items().get(i);
            T value = reading.value(item.node(), at.item(i, item.line()), type);
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    /**
     * The value, or a default that is written as a value would be, with references to the environment.
     *
     * @param otherwise what stands in when the value or the default is wrong, and the whole will be refused
     */
    public <T> T readOr(String key, Type<T> type, String expression, T otherwise) {
        if (has(key)) {
            return read(key, type, otherwise);
        }
        known.add(key);
        T value = reading.value(new Scalar(expression, true), at(key), type);
        return value == null ? otherwise : value;
    }

    /** The value; null when it is wrong or absent, which is reported as a problem then. */
    public <T> @Nullable T require(String key, Type<T> type) {
        if (has(key)) {
            return read(key, type);
        }
        known.add(key);
        problem(key, "wanted " + type.wanted() + ", found nothing");
        return null;
    }

    /** The object under the key; an empty one when it is absent or wrong. */
    public Section section(String key) {
        Entry entry = entry(key);
        Section section =
                entry == null ? null : reading.section(entry.node(), place.key(key, entry.line()), "an object");
        return section == null ? new Section(reading, EMPTY, at(key)) : section;
    }

    /** Adds all keys and values to the map, which says when two keys are the same. */
    public <K, V> void readAll(Type<K> keys, Type<V> values, Map<K, V> into) {
        mapping.entries().forEach((text, entry) -> {
            Place at = at(text);
            K key = reading.key(text, at, keys);
            if (key == null) {
                return;
            }
            V value = reading.value(entry.node(), at, values);
            if (value != null && into.putIfAbsent(key, value) != null) {
                reading.problems().add(at.problem("stands twice, but for upper and lower case"));
            }
        });
    }

    /** The same, where a list of values may stand instead of one. */
    public <K, V> void readAllLists(Type<K> keys, Type<V> values, Map<K, List<V>> into) {
        mapping.entries().forEach((text, entry) -> {
            Place at = at(text);
            K key = reading.key(text, at, keys);
            List<V> read = key == null ? List.of() : oneOrMore(entry.node(), at, values);
            if (key != null && !read.isEmpty()) {
                into.put(key, read);
            }
        });
    }

    /** The value under the key, to be read again when files may have been renewed; null when no file is part of it. */
    public @Nullable FileText fileText(String key) {
        Entry entry = mapping.entries().get(key);
        return entry == null ? null : reading.fileText(entry.node());
    }

    /** An empty section that sees no environment, for what does not matter to this process. */
    public Section withoutEnvironment() {
        return new Section(new Reading(reading.problems(), name -> null), EMPTY, place);
    }

    /** The value under the key as it stands; null when it is absent. */
    public @Nullable Entry entry(String key) {
        known.add(key);
        return mapping.entries().get(key);
    }

    /** Hands every item of a list with its place to the reader; says so when it is no list. */
    public void forEach(String key, String wanted, BiConsumer<Node, Place> reader) {
        Entry entry = entry(key);
        if (entry == null) {
            return;
        }
        Place list = place.key(key, entry.line());
        if (entry.node() instanceof Sequence sequence) {
            List<Entry> items = sequence.items();
            for (int i = 0; i < items.size(); i++) {
                reader.accept(items.get(i).node(), list.item(i, items.get(i).line()));
            }
            return;
        }
        reading.problems()
                .add(list.problem("wanted " + wanted + ", found " + entry.node().kind()));
    }

    /** Where the key stands, or would stand. */
    public Place at(String key) {
        Entry entry = mapping.entries().get(key);
        return place.key(key, entry == null ? place.line() : entry.line());
    }

    public void problem(String key, String words) {
        problem(key, Fault.of(words));
    }

    public void problem(String key, Fault fault) {
        reading.problems().add(at(key).problem(fault));
    }

    /** From now on, problems name this target. */
    public void belongsTo(String target) {
        place = place.ofTarget(target);
    }

    /** Reports every key that nobody asked for as a problem. */
    public void end() {
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String hint =
                        key.indexOf(':') < 0 ? Suggestion.among(known, key) : "is a blank missing after the colon?";
                Fault unknown = new Fault(Fault.Kind.UNKNOWN_KEY, "unknown key", hint);
                reading.problems().add(place.key(key, entry.line()).problem(unknown));
            }
        });
    }
}
