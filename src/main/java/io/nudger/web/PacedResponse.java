package io.nudger.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends an answer piece by piece, each when the one before is written: whoever does not read costs one piece, however long
 * the answer is and however many do so.
 */
public final class PacedResponse {
    private static final int PIECE = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger("nudger.web");

    private PacedResponse() {}

    /** A visitor did not wait for the answer, as probes with a short timeout do: nobody is left to hear of it. */
    public static void left(Throwable cause) {
        LOG.debug("visitor left before the answer reason=\"{}\"", cause.getMessage());
    }

    /** Sends this body with the status and headers that are set already; only the headers for a HEAD. */
    public static void send(RoutingContext context, Buffer body) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        Future<Void> sent =
                HttpMethod.HEAD.equals(context.request().method()) ? response.end() : send(response, body, 0);
        sent.onFailure(PacedResponse::left);
    }

    private static Future<Void> send(HttpServerResponse response, Buffer body, int from) {
        if (from >= body.length()) {
            return response.end();
        }
        int to = Math.min(from + PIECE, body.length());
        return response.write(body.slice(from, to)).compose(written -> send(response, body, to));
    }
}
