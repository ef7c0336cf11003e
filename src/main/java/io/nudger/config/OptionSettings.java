package io.nudger.config;

import io.nudger.document.Environment;
import io.nudger.document.Fault;
import io.nudger.document.Node;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Node.Sequence;
import io.nudger.document.Place;
import io.nudger.document.Problem;
import io.nudger.document.Quoted;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings that are given as the options of a command line. They become the document that a settings file would be, and the
 * same reader reads it; only the problems name the option instead of the place in a file. Not safe for several threads.
 */
public final class OptionSettings {
    private static final List<String> TARGET = List.of("targets", "[0]");

    private final Environment environment;
    private final Map<List<String>, String> values = new LinkedHashMap<>();
    private final Map<String, String> options = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /**
     * No settings yet.
     *
     * @param environment the variables that stand in for options
     */
    public OptionSettings(Environment environment) {
        this.environment = environment;
    }

    /** A text of the program's own making. It is resolved as in a file: {@code ${file:...}} is a reference. */
    public void set(String expression, String... path) {
        values.put(List.of(path), expression);
    }

    /** As {@link #set}, for an option: problems with the value name it. */
    public void set(String option, String expression, List<String> path) {
        values.put(path, expression);
        name(option, path);
    }

    /**
     * What an option says, or the variable in its place, or the default; taken as it is, as the shell has resolved what it
     * had to.
     *
     * @param given what the command line says; null when it says nothing
     * @param variable the variable that stands in; an empty one does not
     */
    public void option(String option, @Nullable String given, String variable, String otherwise, String... path) {
        String inVariable = environment.get(variable);
        boolean fromVariable = given == null && inVariable != null && !inVariable.isEmpty();
        String value = value(given, variable, otherwise);
        set(fromVariable ? option + " (" + variable + ")" : option, literal(value), List.of(path));
    }

    /** What {@link #option} would take. */
    public String value(@Nullable String given, String variable, String otherwise) {
        String inVariable = environment.get(variable);
        if (given != null) {
            return given;
        }
        return inVariable == null || inVariable.isEmpty() ? otherwise : inVariable;
    }

    /** As {@link #value}, for a port; the default stands in for one that is none, which is reported as a problem. */
    public String port(String option, @Nullable String given, String variable, String otherwise) {
        String text = value(given, variable, otherwise);
        try {
            return Type.PORT.parser().parse(text).toString();
        } catch (Refusal e) {
            problem(option, Type.PORT.fault(Quoted.of(text), e.reason()));
            return otherwise;
        }
    }

    /** As {@link #option}, for one that must be given. */
    public void require(String option, @Nullable String given, String variable, String... path) {
        if (value(given, variable, "").isEmpty()) {
            problem(option, "wanted a value; give it, or set " + variable);
        }
        option(option, given, variable, "", path);
    }

    /** A key of the one target, when it is given; problems with the key name the option either way. */
    public void target(String option, @Nullable String text, String... key) {
        List<String> path = Stream.concat(TARGET.stream(), Stream.of(key)).toList();
        name(option, path);
        if (text != null) {
            values.put(path, literal(text));
        }
    }

    /** Something that is wrong with an option, found by whoever looked. */
    public void problem(String option, String words) {
        problem(option, Fault.of(words));
    }

    private void problem(String option, Fault fault) {
        problems.add(new Problem(option, 0, 0, "", null, fault));
    }

    /** The text as a value that is no reference, whatever is in it. */
    public static String literal(String text) {
        return text.replace("${", "$${");
    }

    /** What was wrong before anything was read. */
    List<Problem> problems() {
        return problems;
    }

    /** The document. */
    Node document() {
        Map<String, Object> root = new LinkedHashMap<>();
        values.forEach((path, value) -> {
            Map<String, Object> object = root;
            for (String key : path.subList(0, path.size() - 1)) {
                object = child(object, key);
            }
            object.put(path.get(path.size() - 1), value);
        });
        return node(root);
    }

    /** The problem, with the option in the place of the path. */
    Problem named(Problem problem) {
        String option = options.getOrDefault(problem.path(), problem.path());
        return new Problem(option, 0, 0, "", null, problem.fault());
    }

    private void name(String option, List<String> path) {
        Place place = Place.of("");
        for (String key : path) {
            place = key.equals("[0]") ? place.item(0, 0) : place.key(key, 0);
        }
        options.put(place.problem("").path(), option);
    }

    @SuppressWarnings("unchecked") // Only such maps are put here.
    private static Map<String, Object> child(Map<String, Object> object, String key) {
        return (Map<String, Object>) object.computeIfAbsent(key, any -> new LinkedHashMap<String, Object>());
    }

    @SuppressWarnings("unchecked") // It is a text or such a map.
    private static Node node(Object value) {
        if (value instanceof String text) {
            return new Scalar(text, true);
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        ((Map<String, Object>) value).forEach((key, child) -> entries.put(key, new Entry(node(child), 0)));
        Entry first = entries.get("[0]");
        return first == null ? new Mapping(entries) : new Sequence(List.of(first));
    }
}
