package io.nudger.imports;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The {@code relabel_configs} of a job of Prometheus, applied as Prometheus applies them: they say what is probed, by which
 * module, and what is dropped. Texts are those of the file, without the encoding of the targets file.
 */
final class Relabelling {
    private static final java.util.regex.Pattern GROUP =
            java.util.regex.Pattern.compile("\\$(?:\\$|\\{(\\w+)}|(\\w+))");
    private static final Pattern ANYTHING = Pattern.compile("(?s)^(.*)$");
    private static final Set<String> ACTIONS = Set.of(
            "replace",
            "keep",
            "drop",
            "keepequal",
            "dropequal",
            "labelmap",
            "labeldrop",
            "labelkeep",
            "lowercase",
            "uppercase");

    private final List<Rule> rules = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();

    private record Rule(
            String action, List<String> sources, String separator, Pattern regex, String target, String replacement) {}

    /**
     * Reads the rules.
     *
     * @param camelCase whether the keys are written as Kubernetes writes them
     */
    static Relabelling of(List<Value> rules, boolean camelCase) throws ImportException {
        Relabelling relabelling = new Relabelling();
        for (Value value : rules) {
            Fields rule = value.fields("an object");
            String action = raw(rule, "action", "replace").toLowerCase(Locale.ROOT);
            List<String> sources = new ArrayList<>();
            for (Value source : rule.list(camelCase ? "sourceLabels" : "source_labels")) {
                sources.add(source.raw());
            }
            String target = raw(rule, camelCase ? "targetLabel" : "target_label", "");
            if (!ACTIONS.contains(action)) {
                relabelling.comments.add(
                        value.key() + " with action " + action + (target.isEmpty() ? "" : ", for " + target));
                continue;
            }
            relabelling.rules.add(new Rule(
                    action, sources, raw(rule, "separator", ";"), regex(rule), target, raw(rule, "replacement", "$1")));
        }
        return relabelling;
    }

    private static String raw(Fields rule, String key, String otherwise) throws ImportException {
        Value value = rule.get(key);
        return value == null ? otherwise : value.raw();
    }

    private static Pattern regex(Fields rule) throws ImportException {
        Value value = rule.get("regex");
        if (value == null) {
            return ANYTHING;
        }
        try {
            return Pattern.compile("^(?s:" + value.raw() + ")$");
        } catch (PatternSyntaxException e) {
            throw value.refused("a regular expression");
        }
    }

    /** What of the rules has no counterpart. */
    List<String> comments() {
        return comments;
    }

    /** Whether a rule looks at this label. */
    boolean reads(String label) {
        return rules.stream()
                .anyMatch(
                        rule -> rule.sources().contains(label) || rule.action().startsWith("label"));
    }

    /** Applies the rules to the labels of a target; whether it is kept. */
    boolean apply(Map<String, String> labels) {
        for (Rule rule : rules) {
            if (!apply(rule, labels)) {
                return false;
            }
        }
        return true;
    }

    private static boolean apply(Rule rule, Map<String, String> labels) {
        String value = rule.sources().stream()
                .map(source -> labels.getOrDefault(source, ""))
                .collect(Collectors.joining(rule.separator()));
        Matcher match = rule.regex().matcher(value);
        return switch (rule.action()) {
            case "keep" -> match.matches();
            case "drop" -> !match.matches();
            case "keepequal" -> value.equals(labels.getOrDefault(rule.target(), ""));
            case "dropequal" -> !value.equals(labels.getOrDefault(rule.target(), ""));
            default -> {
                change(rule, value, match, labels);
                yield true;
            }
        };
    }

    private static void change(Rule rule, String value, Matcher match, Map<String, String> labels) {
        switch (rule.action()) {
            case "labelmap" -> map(rule, labels);
            case "labeldrop" -> labels.keySet().removeIf(rule.regex()::matches);
            case "labelkeep" -> labels.keySet().removeIf(name -> !rule.regex().matches(name));
            case "lowercase" -> put(labels, rule.target(), value.toLowerCase(Locale.ROOT));
            case "uppercase" -> put(labels, rule.target(), value.toUpperCase(Locale.ROOT));
            default -> {
                if (match.matches()) {
                    put(labels, expanded(rule.target(), match), expanded(rule.replacement(), match));
                }
            }
        }
    }

    /** Copies the labels whose names match. */
    private static void map(Rule rule, Map<String, String> labels) {
        for (Map.Entry<String, String> label : List.copyOf(labels.entrySet())) {
            Matcher name = rule.regex().matcher(label.getKey());
            if (name.matches()) {
                put(labels, expanded(rule.replacement(), name), label.getValue());
            }
        }
    }

    /** A label without a value is none. */
    private static void put(Map<String, String> labels, String name, String value) {
        if (value.isEmpty()) {
            labels.remove(name);
        } else {
            labels.put(name, value);
        }
    }

    /** As Go expands it: a group that does not exist is empty. */
    private static String expanded(String template, Matcher match) {
        StringBuilder result = new StringBuilder();
        java.util.regex.Matcher group = GROUP.matcher(template);
        int done = 0;
        while (group.find()) {
            result.append(template, done, group.start()).append(group(group, match));
            done = group.end();
        }
        return result.append(template.substring(done)).toString();
    }

    private static String group(java.util.regex.Matcher reference, Matcher match) {
        String name = reference.group(1) == null ? reference.group(2) : reference.group(1);
        if (name == null) {
            return "$";
        }
        try {
            String text = name.matches("\\d{1,4}") ? match.group(Integer.parseInt(name)) : match.group(name);
            return text == null ? "" : text;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return "";
        }
    }
}
