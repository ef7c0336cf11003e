package io.nudger.document;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A piece of a YAML or JSON document. Scalars keep the text as it was written, so that no {@code 010}, {@code 1:30},
 * {@code 3.10} or {@code no} turns into something else before it is known what is wanted there.
 */
public sealed interface Node {
    /** The kind of a scalar that is neither a number, a boolean nor nothing. */
    String TEXT = "a text";

    /** The kind of a value that is not there: null, or an empty one in YAML. */
    String NOTHING = "nothing";

    /** What a message calls it, without its content. */
    String kind();

    /**
     * A text, number, boolean or null.
     *
     * @param text the text without quotes
     * @param quoted whether it is a text whatever it looks like
     */
    record Scalar(String text, boolean quoted) implements Node {
        private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
        private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\.\\d+|\\d+(?:\\.\\d*)?)(?:[eE][-+]?\\d+)?"
                + "|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

        /** Whether there is no value: null, or an empty one in YAML. */
        public boolean isNull() {
            return !quoted
                    && switch (text) {
                        case "", "~", "null", "Null", "NULL" -> true;
                        default -> false;
                    };
        }

        /** Whether YAML 1.2 and JSON see a text in it. */
        public boolean isText() {
            return kind().equals(TEXT);
        }

        @Override
        public String kind() {
            if (quoted) {
                return TEXT;
            }
            if (isNull()) {
                return NOTHING;
            }
            if (BOOLEAN.matcher(text).matches()) {
                return "a boolean";
            }
            return NUMBER.matcher(text).matches() ? "a number" : TEXT;
        }
    }

    /**
     * A list.
     *
     * @param items its items
     */
    record Sequence(List<Entry> items) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * An object.
     *
     * @param entries its values by key, in the order of the document
     */
    record Mapping(Map<String, Entry> entries) implements Node {
        @Override
        public String kind() {
            return "an object";
        }
    }

    /**
     * A value in a list or an object.
     *
     * @param node the value
     * @param line where it begins, or its key in an object; from 1
     */
    record Entry(Node node, int line) {}
}
