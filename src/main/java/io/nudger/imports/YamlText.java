package io.nudger.imports;

import io.nudger.check.Printable;
import io.nudger.document.Node;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Node.Sequence;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** YAML as a person likes to go on with, in the making. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./$][A-Za-z0-9_./:@%+=&?~(){}$ -]*");
    private static final Pattern AMBIGUOUS =
            Pattern.compile("(?i)y|n|yes|no|on|off|.*: .*|.*:|.* |[0-9:._]+|\\d{4}-.*");
    /** Always in quotes, as examples show them. */
    private static final Set<String> QUOTED = Set.of("regexp", "not_regexp");

    /** What is no character at all, and not allowed in YAML. */
    private static final String NOT_CHARACTERS = "\ufffe\uffff";

    private final StringBuilder out = new StringBuilder();

    /** An item of a list. */
    void item(String indent, Mapping mapping) {
        int begin = out.length() + indent.length();
        mapping(mapping, indent + "  ");
        out.setCharAt(begin, '-');
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
                    .map(item -> flow(item.node(), quoted || hasBraces(item.node())))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return scalar((Scalar) node, quoted);
    }

    /** Which would mean something between the brackets of a list. */
    private static boolean hasBraces(Node node) {
        return node instanceof Scalar scalar
                && scalar.quoted()
                && (scalar.text().indexOf('{') >= 0 || scalar.text().indexOf('}') >= 0);
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
        return text.codePoints().noneMatch(YamlText::isSpecial) ? "'" + text.replace("'", "''") + "'" : escaped(text);
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
    void comment(String indent, String text) {
        line(indent + "# " + Printable.line(text).replaceAll("[" + NOT_CHARACTERS + "]", " "));
    }

    void line(String text) {
        out.append(text).append('\n');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
