package io.nudger.http;

import io.nudger.check.Payload;
import io.nudger.check.RequestSpec;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says.
 *
 * @param method the HTTP method
 * @param headers its headers, in a map that does not regard the case of their names
 * @param body what follows them; null for nothing
 * @param cookies those that servers have set in this check, as the value of a header; empty for none
 */
record Message(String method, Map<String, String> headers, @Nullable Payload body, String cookies) {
    /** What may be shown to anybody. All other headers that were configured, and the body, may hold a secret. */
    private static final Set<String> HARMLESS =
            Set.of("accept", "accept-language", "accept-encoding", "user-agent", "cache-control", "pragma");

    /** The header that names another host than the one that is connected to. */
    static final String HOST = "host";

    static final String COOKIE = "cookie";

    static final String AUTHORIZATION = "authorization";

    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final int MOVED_PERMANENTLY = 301;
    private static final int FOUND = 302;
    private static final int SEE_OTHER = 303;
    private static final int TEMPORARY_REDIRECT = 307;
    private static final int PERMANENT_REDIRECT = 308;

    static Message of(RequestSpec request) {
        return new Message(request.method(), request.headers(), request.body(), "");
    }

    /** Whether this status sends the visitor elsewhere. */
    static boolean isRedirect(int statusCode) {
        return switch (statusCode) {
            case MOVED_PERMANENTLY, FOUND, SEE_OTHER, TEMPORARY_REDIRECT, PERMANENT_REDIRECT -> true;
            default -> false;
        };
    }

    /** What is said at the place that a redirect leads to. What was once withheld stays so. */
    Message redirected(int statusCode, Destination from, Destination to) {
        boolean keepsMethod = statusCode == TEMPORARY_REDIRECT
                || statusCode == PERMANENT_REDIRECT
                || method.equals("GET")
                || method.equals("HEAD");
        boolean saysAll = to.mayInheritSecretsOf(from);
        Map<String, String> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (saysAll || HARMLESS.contains(name.toLowerCase(Locale.ROOT))) {
                kept.put(name, value);
            }
        });
        if (!to.isSameOrigin(from)) {
            kept.remove(HOST); // It named the first destination.
        }
        return new Message(keepsMethod ? method : "GET", kept, keepsMethod && saysAll ? body : null, "");
    }

    /** The same with this header, in place of one that says who asks. */
    Message authorized(String authorization) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(AUTHORIZATION, authorization);
        return new Message(method, more, body, cookies);
    }

    /** The same with these cookies. */
    Message with(String others) {
        return new Message(method, headers, body, others);
    }

    /** The host that the server takes itself for: the one of the header, if there is one. */
    String hostAt(Destination destination) {
        String host = headers.get(HOST);
        return host == null
                ? destination.host()
                : PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT);
    }
}
