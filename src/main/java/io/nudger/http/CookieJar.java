package io.nudger.http;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cookies that servers set along the redirects of one check; they are sent back as a browser does (RFC 6265), and
 * forgotten with the check.
 */
final class CookieJar {
    private static final int MAX_COOKIES = 100;

    private final List<Cookie> cookies = new ArrayList<>(4);

    private record Cookie(String name, String value, String domain, boolean hostOnly, String path, boolean secure) {
        boolean replaces(Cookie other) {
            return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
        }

        boolean isFor(Destination destination, String host) {
            boolean there = hostOnly ? host.equals(domain) : isWithin(host, domain);
            return there && (destination.secure() || !secure) && isBelow(pathOf(destination), path);
        }
    }

    /**
     * Takes what a server sets.
     *
     * @param from where it was asked
     * @param host the host that it takes itself for
     * @param headers the values of its headers {@code set-cookie}
     */
    void take(Destination from, String host, List<String> headers) {
        for (String header : headers) {
            io.netty.handler.codec.http.cookie.Cookie said = ClientCookieDecoder.LAX.decode(header);
            Cookie cookie = said == null ? null : acceptable(said, from, host);
            if (said == null || cookie == null) {
                continue;
            }
            cookies.removeIf(cookie::replaces);
            boolean forgotten =
                    said.maxAge() != io.netty.handler.codec.http.cookie.Cookie.UNDEFINED_MAX_AGE && said.maxAge() <= 0;
            if (!forgotten && cookies.size() < MAX_COOKIES) {
                cookies.add(cookie);
            }
        }
    }

    /** Null for one that this server may not set. */
    private static @Nullable Cookie acceptable(
            io.netty.handler.codec.http.cookie.Cookie said, Destination from, String host) {
        String named = said.domain() == null ? "" : said.domain().toLowerCase(Locale.ROOT);
        String domain = named.startsWith(".") ? named.substring(1) : named;
        boolean hostOnly = domain.isEmpty() || domain.equals(host);
        if (!hostOnly && (domain.indexOf('.') < 0 || !isWithin(host, domain))) {
            return null;
        }
        if ((said.isSecure() && !from.secure()) || !keepsItsPromise(said, hostOnly)) {
            return null;
        }
        String path = said.path() == null || !said.path().startsWith("/") ? directoryOf(pathOf(from)) : said.path();
        String value = said.wrap() ? '"' + said.value() + '"' : said.value();
        return new Cookie(said.name(), value, hostOnly ? host : domain, domain.isEmpty(), path, said.isSecure());
    }

    /** What the beginning of a name promises (RFC 6265bis, 4.1.3). */
    private static boolean keepsItsPromise(io.netty.handler.codec.http.cookie.Cookie said, boolean hostOnly) {
        String name = said.name().toLowerCase(Locale.ROOT);
        if (name.startsWith("__host-")) {
            return said.isSecure() && hostOnly && "/".equals(said.path());
        }
        return !name.startsWith("__secure-") || said.isSecure();
    }

    /** What is sent there, as the value of a header; empty for nothing. */
    String of(Destination destination, String host) {
        return cookies.stream()
                .filter(cookie -> cookie.isFor(destination, host))
                .sorted(Comparator.comparing((Cookie cookie) -> -cookie.path().length()))
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
    }

    private static boolean isWithin(String host, String domain) {
        return host.equals(domain) || (host.endsWith("." + domain) && HostResolver.literal(host) == null);
    }

    private static boolean isBelow(String path, String above) {
        return path.equals(above)
                || (path.startsWith(above) && (above.endsWith("/") || path.charAt(above.length()) == '/'));
    }

    private static String pathOf(Destination destination) {
        return destination.resource().split("\\?", 2)[0];
    }

    private static String directoryOf(String path) {
        int last = path.lastIndexOf('/');
        return last <= 0 ? "/" : path.substring(0, last);
    }
}
