package io.nudger.probe;

import java.util.Locale;
import java.util.Set;

/** Headers of a response, as they may be shown. */
final class Headers {
    /** Whoever has their values can be taken for somebody else. */
    private static final Set<String> SECRET = Set.of(
            "set-cookie", "set-cookie2", "cookie", "authorization", "proxy-authorization", "authentication-info");

    private Headers() {}

    /** The beginning of a value, in quotes, unless it may be a credential. */
    static String shown(String name, String value, int maxLength) {
        return SECRET.contains(name.toLowerCase(Locale.ROOT))
                ? "a value that is not shown"
                : '"' + Text.excerpt(value, maxLength) + '"';
    }
}
