package io.nudger.document;

import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Type.Trait;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One load: what every value that is read needs besides the value. */
public final class Reading {
    private static final String HIDDEN = "a value that is not shown";

    private final Problems problems;
    private final Substitution substitution;
    private final IdentityHashMap<Type<?>, Map<String, Object>> parsed = new IdentityHashMap<>();
    private final Map<Class<?>, Object> first = new HashMap<>();
    /** Equal parts of many targets become the same object. */
    private final Map<Object, Object> shared = new HashMap<>();

    /** Those that an option names. */
    private final Set<Path> named = new HashSet<>();

    public Reading(Problems problems, Environment environment) {
        this.problems = problems;
        this.substitution = new Substitution(environment);
    }

    public Problems problems() {
        return problems;
    }

    /**
     * The one instance that stands for all that equal this. One that is alone in its class is not looked at: Java puts the
     * methods of a record together when the first of them is called, and that takes longer than all of a short file.
     */
    @SuppressWarnings("unchecked") // What equals a T here was put in as a T.
    public <T> T share(T value) {
        Object alone = first.putIfAbsent(value.getClass(), value);
        if (alone == null) {
            return value;
        }
        shared.putIfAbsent(alone, alone);
        Object same = shared.putIfAbsent(value, value);
        return same == null ? value : (T) same;
    }

    /** The files that are part of what was read: put into a text, or named by an option. */
    public Set<Path> files() {
        Set<Path> files = new HashSet<>(named);
        files.addAll(substitution.files());
        return files;
    }

    /** The variables of the environment that were asked for, with their values. */
    public Map<String, @Nullable String> variables() {
        return substitution.variables();
    }

    /** The value as what it must be; null when it is not, which is reported as a problem then. */
    public <T> @Nullable T value(Node node, Place place, Type<T> type) {
        if (!(node instanceof Scalar scalar)) {
            return refused(place, type, node.kind(), "");
        }
        if (scalar.isNull()) {
            return refused(place, type, "nothing", "");
        }
        Substitution.Resolved resolved;
        try {
            resolved = substitution.resolve(scalar.text());
        } catch (Refusal e) {
            problems.add(place.problem(e.fault()));
            return null;
        }
        try {
            T value = parse(resolved.text(), type);
            if (value instanceof Path file) {
                named.add(file);
            }
            boolean ambiguous = type.is(Trait.TEXT_ONLY) && !scalar.isText();
            return ambiguous
                    ? refused(place, type, type.is(Trait.HIDDEN) ? HIDDEN : scalar.text(), "put it in quotes")
                    : value;
        } catch (Refusal e) {
            boolean secret = type.is(Trait.HIDDEN) || resolved.secret() || e.secret();
            String found = secret ? HIDDEN : shown(scalar, resolved.text());
            return refused(place, type, found, e.reason());
        }
    }

    /** The value, to be read again when files may have been renewed; null when no file is part of it. */
    @Nullable FileText fileText(Node node) {
        return node instanceof Scalar scalar ? substitution.fileText(scalar.text()) : null;
    }

    @SuppressWarnings("unchecked") // Under a type stand only values of it.
    private <T> T parse(String text, Type<T> type) throws Refusal {
        if (!type.is(Trait.REPEATING)) {
            return type.parser().parse(text);
        }
        Map<String, Object> values = parsed.computeIfAbsent(type, any -> new HashMap<>());
        Object value = values.get(text);
        if (value == null) {
            value = type.parser().parse(text);
            values.put(text, value);
        }
        return (T) value;
    }

    /** The key as what it must be; null when it is not, which is reported as a problem then. Nothing is put into a key. */
    public <K> @Nullable K key(String key, Place place, Type<K> type) {
        try {
            return parse(key, type);
        } catch (Refusal e) {
            problems.add(place.problem(type.fault(type.is(Trait.HIDDEN) ? HIDDEN : Quoted.of(key), e.reason())));
            return null;
        }
    }

    /** The object; null when it is none, which is reported as a problem then. */
    public @Nullable Section section(Node node, Place place, String wanted) {
        if (node instanceof Mapping mapping) {
            return new Section(this, mapping, place);
        }
        // The content is not shown: a whole URI with its password may stand where an object should.
        problems.add(place.problem("wanted " + wanted + ", found " + node.kind()));
        return null;
    }

    private <T> @Nullable T refused(Place place, Type<T> type, String found, String hint) {
        problems.add(place.problem(type.fault(found, hint)));
        return null;
    }

    private static String shown(Scalar scalar, String resolved) {
        if (!scalar.isText()) {
            return resolved;
        }
        boolean same = scalar.text().equals(resolved);
        return Quoted.of(resolved) + (same ? "" : " (from " + Quoted.of(scalar.text()) + ")");
    }
}
