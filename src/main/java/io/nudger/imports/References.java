package io.nudger.imports;

import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * References to the environment inside texts. All texts on a translation are written as the targets file takes them: a
 * reference as <code>${NAME}</code>, and the two characters <code>${</code> themselves with a doubled dollar sign.
 */
final class References {
    private static final String OPEN = "${";
    private static final String ESCAPED = "$${";
    private static final Pattern REFERENCE = Pattern.compile("(?<!\\$)\\$\\{[^}]*}");
    /** What Go expands: {@code $NAME} and <code>${NAME}</code>; Gatus reads {@code $$} as one dollar sign. */
    private static final Pattern GO = Pattern.compile("\\$\\$|\\$(?:\\{([A-Za-z_]\\w*)}|([A-Za-z_]\\w*))");

    private static final Pattern BEATS = Pattern.compile("\\$\\{([A-Za-z_]\\w*)(?::([^}]*))?}");
    /** Telegraf takes {@code $NAME} as well, and {@code $$} as one dollar sign. */
    private static final Pattern TELEGRAF =
            Pattern.compile("\\$\\$|\\$(?:\\{([A-Za-z_]\\w*)(?::-([^}]*))?}|([A-Za-z_]\\w*))");

    private References() {}

    /** A text that means itself. */
    static String literal(String text) {
        return text.replace(OPEN, ESCAPED);
    }

    /** The text that {@link #literal} was made of. */
    static String plain(String text) {
        return text.replace(ESCAPED, OPEN);
    }

    /** A text in which {@code $NAME} and <code>${NAME}</code> stand for variables, and {@code $$} for a dollar sign. */
    static String fromGatus(String text) {
        return replaced(GO, text, match -> {
            String name = match.group(1) == null ? match.group(2) : match.group(1);
            return name == null ? dollar(match, text) : reference(name, null);
        });
    }

    /** A text of Beats, in which <code>${NAME}</code> and <code>${NAME:default}</code> stand for variables. */
    static String fromBeats(String text) {
        return replaced(BEATS, text, match -> reference(match.group(1), match.group(2)));
    }

    /** A text of Telegraf, in which <code>${NAME}</code>, <code>${NAME:-default}</code> and {@code $NAME} stand for variables. */
    static String fromTelegraf(String text) {
        return replaced(TELEGRAF, text, match -> {
            String name = match.group(1) == null ? match.group(3) : match.group(1);
            return name == null ? dollar(match, text) : reference(name, match.group(2));
        });
    }

    private static String replaced(Pattern form, String text, Function<MatchResult, String> replacement) {
        StringBuilder result = new StringBuilder();
        int done = 0;
        for (MatchResult match : form.matcher(text).results().toList()) {
            result.append(literal(text.substring(done, match.start()))).append(replacement.apply(match));
            done = match.end();
        }
        return result.append(literal(text.substring(done))).toString();
    }

    private static String reference(String name, @Nullable String otherwise) {
        return OPEN + name + (otherwise == null ? "" : ":-" + otherwise) + "}";
    }

    /** One dollar sign, which must not begin a reference. */
    private static String dollar(MatchResult match, String text) {
        return text.startsWith("{", match.end()) ? "$$" : "$";
    }

    /** Whether the text refers to the environment or a file. */
    static boolean in(String text) {
        return REFERENCE.matcher(text).find();
    }
}
