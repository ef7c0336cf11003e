package io.nudger.evaluate;

import io.nudger.check.Wording;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Headers of a response, as they may be shown. */
public final class Headers {
    /** Whoever has their values can be taken for somebody else. */
    private static final Set<String> SECRET = Set.of(
            "set-cookie", "set-cookie2", "cookie", "authorization", "proxy-authorization", "authentication-info");

    /** What tells who answered and why, and holds no secret. */
    private static final List<String> TELLING = List.of("content-type", "location", "retry-after", "server");

    private static final int MAX_VALUE = 200;

    private Headers() {}

    /** The headers that are kept of a response. */
    public static Map<String, String> evidence(MultiMap headers) {
        Map<String, String> kept = new TreeMap<>();
        for (String name : TELLING) {
            String value = headers.get(name);
            if (value != null) {
                kept.put(name, Wording.excerpt(value, MAX_VALUE));
            }
        }
        return kept;
    }

    /** The beginning of a value, in quotes, unless it may be a credential. */
    static String shown(String name, String value, int maxLength) {
        return SECRET.contains(name.toLowerCase(Locale.ROOT))
                ? "a value that is not shown"
                : '"' + Wording.excerpt(value, maxLength) + '"';
    }
}
