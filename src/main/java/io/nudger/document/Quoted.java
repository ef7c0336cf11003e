package io.nudger.document;

import io.nudger.check.Printable;
import io.nudger.check.ShownUrl;

/** Shows a text from a file in a message: in quotes, on one line, not at any length, and URLs without credentials. */
public final class Quoted {
    private static final int MAX_LENGTH = 80;

    private Quoted() {}

    public static String of(String text) {
        return Printable.quoted(ShownUrl.of(text), MAX_LENGTH);
    }
}
