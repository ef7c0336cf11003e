package io.nudger.config;

import io.nudger.check.ShownUrl;

/** Shows a text from a file in a message: in quotes, on one line, not at any length, and URLs without credentials. */
final class Quoted {
    private static final int MAX_LENGTH = 80;
    private static final char LAST_CONTROL = 0x1f;
    private static final char DELETE = 0x7f;

    private Quoted() {}

    static String of(String written) {
        String text = ShownUrl.of(written);
        StringBuilder shown = new StringBuilder("\"");
        int length = Math.min(text.length(), MAX_LENGTH);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c <= LAST_CONTROL || c == DELETE) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(text.length() > MAX_LENGTH ? "\"..." : "\"").toString();
    }
}
