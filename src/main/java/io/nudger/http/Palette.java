package io.nudger.http;

/** Colours of a terminal, or none. */
enum Palette {
    /** Text as it is. */
    PLAIN,
    /** ANSI escape sequences around it. */
    COLOURED;

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("1;31", text);
    }

    String doubtful(String text) {
        return paint("33", text);
    }

    String bar(String text) {
        return paint("36", text);
    }

    private String paint(String colour, String text) {
        return this == PLAIN ? text : "\u001b[" + colour + "m" + text + "\u001b[0m";
    }
}
