package io.nudger.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Sends an answer piece by piece, each when the one before is written: whoever does not read costs one piece, however long
 * the answer is and however many do so.
 */
final class PacedResponse {
    private static final int PIECE = 1 << 16;

    private PacedResponse() {}

    /** Sends this body with the status and headers that are set already; only the headers for a HEAD. */
    static void send(RoutingContext context, Buffer body) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        Future<Void> sent =
                HttpMethod.HEAD.equals(context.request().method()) ? response.end() : send(response, body, 0);
        sent.onFailure(WebVerticle::left);
    }

    private static Future<Void> send(HttpServerResponse response, Buffer body, int from) {
        if (from >= body.length()) {
            return response.end();
        }
        int to = Math.min(from + PIECE, body.length());
        return response.write(body.slice(from, to)).compose(written -> send(response, body, to));
    }
}
