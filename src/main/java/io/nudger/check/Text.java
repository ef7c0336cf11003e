package io.nudger.check;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Text that every part of the way can carry: UTF-8 has no unpaired surrogates, PostgreSQL has no U+0000. In what a site
 * sent they are replaced, because evidence with a blemish is better than none; in a name they are refused, because two
 * names must not become one.
 */
public final class Text {
    private static final char REPLACEMENT = '\uFFFD';
    private static final String ELLIPSIS = "…";

    private Text() {}

    /** The text with U+0000 and unpaired surrogates replaced by U+FFFD. */
    static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnfit(text, i)) {
                return replaceUnfit(text, i);
            }
        }
        return text;
    }

    /** The text, clean, and cut to at most {@code max} characters; a cut shows as an ellipsis. */
    static String clean(String text, int max) {
        if (text.length() <= max) {
            return clean(text);
        }
        int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
        return clean(text.substring(0, end)) + ELLIPSIS;
    }

    /** As {@link #clean(String, int)}; null stays null. */
    static @Nullable String evidence(@Nullable String text, int max) {
        return text == null ? null : clean(text, max);
    }

    /** The first entries by key, each cut like {@link #evidence(String, int)}. */
    static Map<String, String> evidence(Map<String, String> texts, int maxEntries, int maxLength) {
        SortedMap<String, String> clean = new TreeMap<>();
        texts.forEach((key, value) -> clean.put(clean(key, maxLength), clean(value, maxLength)));
        while (clean.size() > maxEntries) {
            clean.remove(clean.lastKey());
        }
        return Collections.unmodifiableSortedMap(clean);
    }

    /**
     * A name that identifies: 1 to {@link Target#MAX_NAME} characters, all of them {@link Printable}.
     *
     * @param what what is named, for the message
     * @throws IllegalArgumentException when the name is not such a name
     */
    static String name(String what, String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(what + ": wanted a name of 1 to " + Target.MAX_NAME
                    + " printable characters, found " + quote(name));
        }
        return name;
    }

    /** Whether it is such a name. */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= Target.MAX_NAME && Printable.isLine(text);
    }

    /** The beginning of a text in quotes, on one line, for a message. */
    public static String quote(String text) {
        return '"' + oneLine(text, 40) + '"';
    }

    /** The beginning of a text as one line. */
    public static String oneLine(String text, int max) {
        return Printable.line(clean(text, max));
    }

    /** As {@link #oneLine}; null stays null. */
    static @Nullable String sentence(@Nullable String text, int max) {
        return text == null ? null : oneLine(text, max);
    }

    private static boolean isUnfit(String text, int i) {
        char c = text.charAt(i);
        if (!Character.isSurrogate(c)) {
            return c == 0;
        }
        boolean paired = Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        return !paired;
    }

    private static String replaceUnfit(String text, int first) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = first; i < text.length(); i++) {
            if (isUnfit(text, i)) {
                clean.setCharAt(i, REPLACEMENT);
            }
        }
        return clean.toString();
    }

    /** A length of time for people, in its two largest units: {@code 1 d 4 h}, {@code 4 h}, {@code 12 min 5 s}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long[] amounts = {seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60};
        String[] units = {"d", "h", "min", "s"};
        for (int i = 0; i < units.length - 1; i++) {
            if (amounts[i] > 0) {
                String rest = amounts[i + 1] > 0 ? " " + amounts[i + 1] + " " + units[i + 1] : "";
                return amounts[i] + " " + units[i] + rest;
            }
        }
        return seconds + " s";
    }
}
