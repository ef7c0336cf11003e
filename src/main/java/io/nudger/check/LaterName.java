package io.nudger.check;

import java.util.regex.Pattern;

/** The form of the names of outcomes and reasons: what a later version may call its own. */
public final class LaterName {
    /** What is wanted, for messages. */
    public static final String WANTED = "a lower-case name of at most 64 letters, digits and underscores";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private LaterName() {}

    /** Whether it is such a name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * The same name.
     *
     * @throws IllegalArgumentException when it is none
     */
    static String require(String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException("wanted " + WANTED + ", found " + Text.quote(text));
        }
        return text;
    }
}
