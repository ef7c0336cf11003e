package io.nudger.probe;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A response.
 *
 * @param statusCode its status code
 * @param statusMessage the text beside the code, as the server wrote it; may be empty
 * @param protocol the version of HTTP: {@code HTTP/1.1}, {@code HTTP/2}
 * @param headers its headers
 * @param body the body, as far as it was received
 */
record Answer(int statusCode, String statusMessage, String protocol, MultiMap headers, Body body) {
    private static final int MAX_STATUS_MESSAGE = 100;

    static Answer of(HttpClientResponse response, long maxBodyBytes, boolean wholeBody) {
        String statusMessage = response.statusMessage();
        return new Answer(
                response.statusCode(),
                statusMessage == null ? "" : Text.excerpt(statusMessage, MAX_STATUS_MESSAGE),
                protocol(response.version()),
                response.headers(),
                new Body(
                        maxBodyBytes,
                        wholeBody,
                        response.getHeader("content-type"),
                        response.getHeader("content-encoding")));
    }

    private static String protocol(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2";
        };
    }

    /** Where a redirect leads; null when it does not say. */
    @Nullable String location() {
        return headers.get("location");
    }

    /** The code, with its text if there is one: {@code 503 Service Unavailable}. */
    String status() {
        return statusMessage.isBlank() ? Integer.toString(statusCode) : statusCode + " " + statusMessage;
    }
}
