package io.nudger.imports;

import io.nudger.check.Printable;
import io.nudger.document.Node;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Node.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the targets file: YAML that a person likes to go on with. */
final class TargetsWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./$][A-Za-z0-9_./:@%+=&?~(){}$ -]*");
    private static final Pattern AMBIGUOUS =
            Pattern.compile("(?i)y|n|yes|no|on|off|.*: .*|.*:|.* |[0-9:._]+|\\d{4}-.*");
    /** Always in quotes, as examples show them. */
    private static final Set<String> QUOTED = Set.of("regexp", "not_regexp");

    /** What is no character at all, and not allowed in YAML. */
    private static final String NOT_CHARACTERS = "\ufffe\uffff";

    private final StringBuilder out = new StringBuilder();

    private TargetsWriter() {}

    static String write(SourceFormat from, List<Source> sources, Translation translation) {
        List<Item> items = translation.settled();
        TargetsWriter writer = new TargetsWriter();
        writer.head(from, sources, translation, items);
        writer.list(items);
        return writer.out.toString();
    }

    private void head(SourceFormat from, List<Source> sources, Translation translation, List<Item> items) {
        String files = sources.stream().map(Source::name).collect(Collectors.joining(", "));
        long targets = items.stream().filter(Draft.class::isInstance).count();
        line("# Targets of nudger, imported from " + from + ": " + files);
        line("# " + (targets == 1 ? "1 target" : targets + " targets")
                + ". Look through the comments (changed, set, not carried over), let \"targets\" in the");
        line("# settings name this file, and try it: java -jar nudger-fat.jar validate -conf conf/monitor.json");
        if (!translation.remarks().isEmpty()) {
            line("#");
            translation.remarks().forEach(remark -> comment("", remark));
        }
        if (!translation.settings().isEmpty()) {
            line("#");
            line("# What stands in the settings (conf/monitor.json, conf/persister.json), not among the targets:");
            translation.settings().forEach(setting -> comment("", "  " + setting));
        }
        line("");
    }

    private void list(List<Item> items) {
        boolean none = items.stream().noneMatch(Draft.class::isInstance);
        line(none ? "targets: []" : "targets:");
        Item before = null;
        for (Item item : items) {
            // Comments that follow each other stand together.
            if (before != null && !(before instanceof Comment && item instanceof Comment)) {
                line("");
            }
            before = item;
            if (item instanceof Draft draft) {
                target(draft);
            } else if (item instanceof Comment comment) {
                comment.lines().forEach(text -> comment("  ", text));
            }
        }
    }

    private void target(Draft draft) {
        int begin = out.length() + 2;
        mapping(draft.tree(), "    ");
        out.setCharAt(begin, '-');
        draft.notes().forEach(note -> comment("    ", note));
    }

    private void mapping(Mapping mapping, String indent) {
        for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
            String key = indent + scalar(new Scalar(entry.getKey(), true), false) + ":";
            Node node = entry.getValue().node();
            if (node instanceof Mapping child) {
                line(key);
                mapping(child, indent + "  ");
            } else {
                line(key + " " + flow(node, QUOTED.contains(entry.getKey())));
            }
        }
    }

    private static String flow(Node node, boolean quoted) {
        if (node instanceof Sequence sequence) {
            return sequence.items().stream()
                    .map(item -> flow(item.node(), quoted))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return scalar((Scalar) node, quoted);
    }

    private static String scalar(Scalar scalar, boolean quoted) {
        String text = scalar.text();
        if (!scalar.quoted()) {
            return text;
        }
        boolean clear = new Scalar(text, false).isText()
                && PLAIN.matcher(text).matches()
                && !AMBIGUOUS.matcher(text).matches();
        if (clear && !quoted) {
            return text;
        }
        return text.codePoints().noneMatch(TargetsWriter::isSpecial)
                ? "'" + text.replace("'", "''") + "'"
                : escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder result = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> result.append('\\').appendCodePoint(c);
                case '\n' -> result.append("\\n");
                case '\t' -> result.append("\\t");
                default -> result.append(isSpecial(c) ? escape(c) : Character.toString(c));
            }
        });
        return result.append('"').toString();
    }

    private static String escape(int c) {
        return Character.isBmpCodePoint(c) ? String.format("\\u%04x", c) : String.format("\\U%08x", c);
    }

    /** Whether it is not printable, or YAML breaks the line at it, or does not allow it. */
    private static boolean isSpecial(int c) {
        return !Printable.is(c) || NOT_CHARACTERS.indexOf(c) >= 0;
    }

    /** A comment is one line whatever stands in it: a line break in an old text must not become YAML. */
    private void comment(String indent, String text) {
        line(indent + "# " + Printable.line(text).replaceAll("[" + NOT_CHARACTERS + "]", " "));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
