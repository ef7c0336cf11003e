package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a check sends, and how far it goes to get an answer.
 *
 * @param method the HTTP method, upper case
 * @param headers additional request headers; names are compared without regard to case. Values may be secrets and are
 *     hidden in {@link #toString}
 * @param credentials what a token is got with, which is sent as the header {@code authorization}; null for no token
 * @param body what is sent after the headers; null sends nothing
 * @param cacheBusting whether the URL gets a query parameter that no cache has seen
 * @param maxRedirects how many redirects are followed; 0 follows none, and the redirect itself is evaluated
 * @param cookies whether cookies that are set along the redirects are sent back
 * @param maxBodyBytes how many bytes of a body are read; a longer one that something is expected of fails the check with
 *     {@link FailureReason#TOO_LARGE}
 * @param connection how the server is reached
 */
public record RequestSpec(
        String method,
        Map<String, String> headers,
        @Nullable ClientCredentials credentials,
        @Nullable Payload body,
        boolean cacheBusting,
        int maxRedirects,
        boolean cookies,
        long maxBodyBytes,
        ConnectionSpec connection) {
    /** Redirects followed unless configured otherwise. */
    public static final int DEFAULT_MAX_REDIRECTS = 10;

    /** Bytes of a body that are read unless configured otherwise: 1 MiB. */
    public static final long DEFAULT_MAX_BODY_BYTES = 1 << 20;

    public RequestSpec {
        requireNonNull(method, "method");
        requireNonNull(connection, "connection");
        TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = Collections.unmodifiableMap(sorted);
    }

    /** A request without a body, over a connection like any other. */
    public RequestSpec(String method, Map<String, String> headers, int maxRedirects, long maxBodyBytes) {
        this(method, headers, null, null, false, maxRedirects, true, maxBodyBytes, ConnectionSpec.DEFAULT);
    }

    /** A GET with the defaults. */
    public static RequestSpec get() {
        return new RequestSpec("GET", Map.of(), DEFAULT_MAX_REDIRECTS, DEFAULT_MAX_BODY_BYTES);
    }

    /** The same, over another connection. */
    public RequestSpec over(ConnectionSpec other) {
        return new RequestSpec(
                method, headers, credentials, body, cacheBusting, maxRedirects, cookies, maxBodyBytes, other);
    }

    /** Everything but the values of the headers and what the body says. */
    @Override
    public String toString() {
        return "RequestSpec[method=" + method + ", headers=" + headers.keySet() + ", credentials="
                + credentials + ", body=" + body + ", cacheBusting="
                + cacheBusting + ", maxRedirects=" + maxRedirects + ", cookies=" + cookies + ", maxBodyBytes="
                + maxBodyBytes + ", connection="
                + connection + "]";
    }
}
