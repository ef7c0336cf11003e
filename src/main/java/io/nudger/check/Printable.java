package io.nudger.check;

import java.util.function.IntPredicate;

/**
 * Makes text from strangers safe to show: what a site, a certificate, a producer or a file says must not forge a line of
 * a report or of the log, nor command a terminal. The one place that decides what is printable. Not printable are control
 * characters (C0, C1, DEL: escape sequences among them), format characters (bidirectional marks, zero width), the
 * separators of lines and paragraphs, and unpaired surrogates.
 */
public final class Printable {
    private static final char FIRST_SUPPLEMENTARY = '\ud800';
    private static final char LAST_OF_ASCII = '~';

    private Printable() {}

    /** Whether this character shows as itself, and as nothing else. */
    public static boolean is(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** Whether the text is one line, and each character of it is printable. */
    static boolean isLine(String text) {
        return firstUnfit(text, Printable::is) == text.length();
    }

    /** The text as one line: a space stands for each character that is not printable. */
    public static String line(String text) {
        return replaced(text, Printable::is);
    }

    /** As {@link #line}, but line feeds and tabs stay. */
    public static String lines(String text) {
        return replaced(text, c -> c == '\n' || c == '\t' || is(c));
    }

    /** The beginning of a text in quotes, on one line; what is not printable is escaped as in Java. */
    public static String quoted(String text, int maxLength) {
        boolean whole = text.length() <= maxLength;
        return '"' + escaped(whole ? text : beginning(text, maxLength), Printable::is) + (whole ? "\"" : "\"...");
    }

    /**
     * A JSON text with the same values, in which what is not printable is escaped. Line feeds stay: within strings JSON has
     * none.
     */
    public static String json(String json) {
        return escaped(json, c -> c == '\n' || is(c));
    }

    /** The first characters, at most this many, without half a character at the end. */
    static String beginning(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        boolean cutsPair = maxLength > 0 && Character.isHighSurrogate(text.charAt(maxLength - 1));
        return text.substring(0, cutsPair ? maxLength - 1 : maxLength);
    }

    private static String replaced(String text, IntPredicate stays) {
        int first = firstUnfit(text, stays);
        if (first == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length()).append(text, 0, first);
        text.substring(first).codePoints().forEach(c -> clean.appendCodePoint(stays.test(c) ? c : ' '));
        return clean.toString();
    }

    private static String escaped(String text, IntPredicate stays) {
        int first = firstUnfit(text, stays);
        if (first == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length() + 16).append(text, 0, first);
        text.substring(first).codePoints().forEach(c -> {
            if (stays.test(c)) {
                clean.appendCodePoint(c);
            } else {
                for (char half : Character.toChars(c)) {
                    clean.append(String.format("\\u%04x", (int) half));
                }
            }
        });
        return clean.toString();
    }

    /** Where the first character is that does not stay; the length when all do. Nearly all text is ASCII. */
    private static int firstUnfit(String text, IntPredicate stays) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c <= LAST_OF_ASCII;
            int codePoint = plain || c < FIRST_SUPPLEMENTARY ? c : text.codePointAt(i);
            if (!plain && !stays.test(codePoint)) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return i;
    }
}
