package io.nudger.document;

/**
 * What is wrong with a value. What is done about a fault depends on its kind, never on its words.
 *
 * @param kind of which kind it is
 * @param words what was wanted and found
 * @param hint what was probably meant, or what to do; empty when nobody knows
 */
public record Fault(Kind kind, String words, String hint) {
    /** The kinds. */
    public enum Kind {
        /** The document is neither YAML nor JSON. */
        SYNTAX,
        /** A file cannot be read, or does not hold what it should. */
        FILE,
        /** A key that nobody knows. */
        UNKNOWN_KEY,
        /** A value that is wrong, missing, or there twice. */
        VALUE
    }

    /** A wrong value, in words that say it all. */
    public static Fault of(String words) {
        return new Fault(Kind.VALUE, words, "");
    }

    /** The whole as one sentence. */
    @Override
    public String toString() {
        return hint.isEmpty() ? words : words + "; " + hint;
    }
}
