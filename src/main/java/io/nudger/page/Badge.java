package io.nudger.page;

import io.vertx.core.json.JsonObject;

/**
 * A badge: as an image, or in the JSON that shields.io draws one of.
 *
 * @param label what it is about
 * @param message what it says
 * @param colour of what it says, as {@code #rrggbb}
 * @param isError whether something is wrong with what it is about
 * @param shields whether JSON was asked for
 */
record Badge(String label, String message, String colour, boolean isError, boolean shields) {
    static final String GREEN = "#1a7f37";
    static final String AMBER = "#9a6700";
    static final String RED = "#b42318";
    static final String GREY = "#57606a";

    private static final int HEIGHT = 20;
    private static final int PADDING = 12;
    /** Of 11 px Verdana, on average; textLength makes it fit. */
    private static final double LETTER = 6.6;

    JsonObject json() {
        return new JsonObject()
                .put("schemaVersion", 1)
                .put("label", label)
                .put("message", message)
                .put("color", colour)
                .put("isError", isError);
    }

    String svg() {
        int left = width(label);
        int right = width(message);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" role="img" aria-label="%5$s: %6$s">\
                <title>%5$s: %6$s</title><rect width="%1$d" height="%2$d" rx="3" fill="#424a53"/>\
                <path d="M%3$dh%7$da3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-%7$dz" fill="%8$s"/>\
                <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">\
                <text x="%9$d" y="14" textLength="%10$d">%5$s</text><text x="%11$d" y="14" textLength="%4$d">%6$s</text></g></svg>
                """
                .formatted(
                        left + right,
                        HEIGHT,
                        left,
                        right - PADDING,
                        Xml.escape(label),
                        Xml.escape(message),
                        right - 3,
                        colour,
                        left / 2,
                        left - PADDING,
                        left + right / 2);
    }

    private static int width(String text) {
        return (int) Math.ceil(text.codePointCount(0, text.length()) * LETTER) + PADDING;
    }
}
