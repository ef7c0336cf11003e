package io.nudger.http;

import static java.util.Objects.requireNonNullElse;

import io.nudger.check.HostName;
import io.nudger.check.Ports;
import io.nudger.check.WebUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes: the parts of an http or https URL that a connection and a request need. User information and
 * fragment are left out.
 *
 * @param secure whether it is https
 * @param host the host name in ASCII, or an address without brackets; lower case
 * @param port the port
 * @param resource path and query, as they stand in the request
 */
record Destination(boolean secure, String host, int port, String resource) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * Host and port out of an authority. {@link URI} itself gives up on names with an underscore, which do exist: Docker
     * makes them.
     */
    private static final Pattern AUTHORITY = Pattern.compile("(?:[^@]*@)?(\\[[^]]+]|[^:\\[\\]]+)(?::(\\d{0,5}))?");

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

    /** To browsers, as many slashes as there are stand before a host, or before a path where the scheme stays the same. */
    private static final Pattern WEB = Pattern.compile("(?i)(https?):(/*)(.*)");

    /** Scheme with authority, path, and query. */
    private static final Pattern ABSOLUTE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://[^/?]*)([^?]*)(\\?.*)?");

    /**
     * The destination of a URL.
     *
     * @throws IllegalArgumentException when it is none of http or https; the message says why
     */
    static Destination of(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("is neither http nor https");
        }
        boolean secure = scheme.equals("https");
        Matcher authority = AUTHORITY.matcher(url.getRawAuthority() == null ? "" : url.getRawAuthority());
        if (!authority.matches()) {
            throw new IllegalArgumentException("has no host");
        }
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return new Destination(
                secure, hostOf(authority.group(1)), portOf(authority.group(2), secure), WebUrl.escape(path + query));
    }

    private static String hostOf(String host) {
        if (host.startsWith("[")) {
            if (host.indexOf('%') >= 0) {
                throw new IllegalArgumentException("has an address with a zone, which means nothing to others");
            }
            return host.substring(1, host.length() - 1).toLowerCase(Locale.ROOT);
        }
        return HostName.toAscii(host);
    }

    private static int portOf(@Nullable String port, boolean secure) {
        if (port == null || port.isEmpty()) {
            return secure ? HTTPS_PORT : HTTP_PORT;
        }
        int number = Integer.parseInt(port);
        if (!Ports.isPort(number)) {
            throw new IllegalArgumentException("has no valid port");
        }
        return number;
    }

    /**
     * Where a {@code Location} header leads from here (RFC 3986, 5.2). Characters that have no place in a URL are escaped
     * as browsers do.
     *
     * @throws IllegalArgumentException when it leads nowhere; the message says why
     */
    Destination follow(String location) {
        String url = absolute(WebUrl.escape(WebUrl.slashed(location)).split("#", 2)[0]);
        Matcher parts = ABSOLUTE.matcher(url);
        try {
            return of(new URI(
                    parts.matches()
                            ? parts.group(1) + withoutDots(parts.group(2)) + requireNonNullElse(parts.group(3), "")
                            : url));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL: " + e.getReason(), e);
        }
    }

    /** By hand: {@link URI} follows an older RFC, and takes two slashes for one. */
    private String absolute(String reference) {
        Matcher web = WEB.matcher(reference);
        if (web.matches()) {
            boolean here = secure == web.group(1).equalsIgnoreCase("https");
            return here && web.group(2).length() < 2
                    ? absolute(web.group(2) + web.group(3))
                    : web.group(1) + "://" + web.group(3);
        }
        if (SCHEME.matcher(reference).lookingAt()) {
            return reference;
        }
        String scheme = secure ? "https:" : "http:";
        if (reference.startsWith("//")) {
            return scheme + reference;
        }
        String site = scheme + "//" + urlHost() + ":" + port;
        String path = resource.split("\\?", 2)[0];
        if (reference.isEmpty()) {
            return site + resource;
        }
        if (reference.startsWith("?")) {
            return site + path + reference;
        }
        return site + (reference.startsWith("/") ? "" : path.substring(0, path.lastIndexOf('/') + 1)) + reference;
    }

    /** The path without detours through {@code .} and {@code ..}, and with brackets escaped, as {@link URI} wants them. */
    private static String withoutDots(String path) {
        if (path.isEmpty()) {
            return "/";
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            boolean last = i == segments.length - 1;
            if (segment.equals("..")) {
                kept.pollLast();
            }
            if (!segment.equals(".") && !segment.equals("..")) {
                kept.add(segment);
            } else if (last) {
                kept.add("");
            }
        }
        return ("/" + String.join("/", kept)).replace("[", "%5B").replace("]", "%5D");
    }

    /** The same, with a query parameter that no cache between here and there can have seen. */
    Destination unseen() {
        String number = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return new Destination(
                secure, host, port, resource + (resource.indexOf('?') < 0 ? "?" : "&") + "nudger=" + number);
    }

    /** Whether both are one site to a browser: scheme, host and port are the same. */
    boolean isSameOrigin(Destination other) {
        return secure == other.secure && port == other.port && host.equals(other.host);
    }

    /** The host as it stands in a URL: an IPv6 address in brackets. */
    String urlHost() {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /**
     * Whether what was meant for the other destination may be shown to this one: the same host and port, or its https
     * variant on the standard ports. Never from https to http.
     */
    boolean mayInheritSecretsOf(Destination other) {
        if (!host.equals(other.host)) {
            return false;
        }
        boolean upgrade = secure && !other.secure && port == HTTPS_PORT && other.port == HTTP_PORT;
        return upgrade || (secure == other.secure && port == other.port);
    }

    /** As a URL. */
    @Override
    public String toString() {
        boolean standard = port == (secure ? HTTPS_PORT : HTTP_PORT);
        return (secure ? "https://" : "http://") + urlHost() + (standard ? "" : ":" + port) + resource;
    }
}
