package io.nudger.check;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Percent signs as URIs and forms have them, in UTF-8. */
public final class Percent {
    private Percent() {}

    /**
     * A piece of a URI: a plus is a plus.
     *
     * @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits
     */
    public static String decode(String text) {
        return decodeForm(text.replace("+", "%2B"));
    }

    /** As {@link #decode}, for a piece of a query: a plus is a space. */
    public static String decodeForm(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
