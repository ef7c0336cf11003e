package io.nudger.imports;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

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
    private static final Pattern TELEGRAF = Pattern.compile("\\$\\{([A-Za-z_]\\w*)(?::-([^}]*))?}");

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
        StringBuilder result = new StringBuilder();
        int done = 0;
        for (MatchResult match : GO.matcher(text).results().toList()) {
            result.append(literal(text.substring(done, match.start()))).append(expanded(match, text));
            done = match.end();
        }
        return result.append(literal(text.substring(done))).toString();
    }

    /** A text of Beats, in which <code>${NAME}</code> and <code>${NAME:default}</code> stand for variables. */
    static String fromBeats(String text) {
        return withDefaults(BEATS, text);
    }

    /** A text of Telegraf, in which <code>${NAME}</code> and <code>${NAME:-default}</code> stand for variables. */
    static String fromTelegraf(String text) {
        return withDefaults(TELEGRAF, text);
    }

    private static String withDefaults(Pattern form, String text) {
        StringBuilder result = new StringBuilder();
        int done = 0;
        for (MatchResult match : form.matcher(text).results().toList()) {
            result.append(literal(text.substring(done, match.start())));
            String otherwise = match.group(2) == null ? "" : ":-" + match.group(2);
            result.append(OPEN).append(match.group(1)).append(otherwise).append('}');
            done = match.end();
        }
        return result.append(literal(text.substring(done))).toString();
    }

    private static String expanded(MatchResult match, String text) {
        String name = match.group(1) == null ? match.group(2) : match.group(1);
        if (name != null) {
            return OPEN + name + "}";
        }
        return text.startsWith("{", match.end()) ? "$$" : "$";
    }

    /** Whether the text refers to the environment or a file. */
    static boolean in(String text) {
        return REFERENCE.matcher(text).find();
    }
}
