package io.nudger.http;

import io.nudger.check.Wording;
import io.nudger.evaluate.ResponseView;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A response.
 *
 * @param origin whose it is
 * @param statusCode its status code
 * @param statusMessage the text beside the code, as the server wrote it; may be empty
 * @param protocol the version of HTTP: {@code HTTP/1.1}, {@code HTTP/2}
 * @param headers its headers
 * @param body the body, as far as it was received
 */
record Response(Destination origin, int statusCode, String statusMessage, String protocol, MultiMap headers, Body body)
        implements ResponseView {
    private static final int MAX_STATUS_MESSAGE = 100;
    private static final Pattern STREAMS =
            Pattern.compile("(?i)\\s*(text/event-stream|multipart/x-mixed-replace|audio/|video/|application/ogg)");
    private static final Pattern BEYOND_ASCII = Pattern.compile("[\u0080-\u00ff]");

    static Response of(Destination origin, HttpClientResponse response, long maxBodyBytes, boolean wholeBody) {
        String statusMessage = response.statusMessage();
        return new Response(
                origin,
                response.statusCode(),
                statusMessage == null ? "" : Wording.excerpt(statusMessage, MAX_STATUS_MESSAGE),
                protocol(response.version()),
                response.headers(),
                new Body(
                        maxBodyBytes,
                        wholeBody,
                        response.getHeader("content-type"),
                        all(response.headers().getAll("content-encoding"))));
    }

    /** What stands in several lines is one list (RFC 9110, 5.3); null for none. */
    private static @Nullable String all(List<String> values) {
        return values.isEmpty() ? null : String.join(", ", values);
    }

    /** Whether it is of a kind that goes on for as long as somebody listens: events, a camera, a radio. */
    boolean isStream() {
        String type = headers.get("content-type");
        return type != null
                && !headers.contains("content-length")
                && STREAMS.matcher(type).lookingAt();
    }

    private static String protocol(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2";
        };
    }

    /**
     * Where a redirect leads; null when it does not say. HTTP hands on every byte as a character: those beyond ASCII are
     * escaped here, or UTF-8 would be taken for something else.
     */
    @Nullable String location() {
        String said = headers.get("location");
        return said == null ? null : BEYOND_ASCII.matcher(said).replaceAll(Response::escaped);
    }

    private static String escaped(MatchResult octet) {
        return "%"
                + HexFormat.of().withUpperCase().toHexDigits((byte)
                        octet.group().charAt(0));
    }

    @Override
    public String status() {
        return statusMessage.isBlank() ? Integer.toString(statusCode) : statusCode + " " + statusMessage;
    }

    @Override
    public long bodyBytes() {
        return body.bytes();
    }

    @Override
    public String bodyText() {
        return body.text();
    }

    @Override
    public String url() {
        return origin.toString();
    }

    @Override
    public boolean isOf(URI url) {
        return origin.equals(Destination.of(url));
    }
}
