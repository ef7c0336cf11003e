package io.nudger.page;

import io.nudger.web.HttpProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Answers to programs, good ones and bad ones. */
final class Reply {
    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_MANY_REQUESTS = 429;
    static final int UNAVAILABLE = 503;

    private static final String JSON = "application/json";

    private Reply() {}

    static Rendered json(Object json) {
        return rendered(JSON, json.toString());
    }

    static Rendered rendered(String type, String content) {
        return Rendered.of(type, Buffer.buffer(content));
    }

    /** What the page does not show looks like what is not there. */
    static void missing(RoutingContext context) {
        problem(context, NOT_FOUND, "There is no such thing, or this page does not show it.");
    }

    static void problem(RoutingContext context, int status, String detail) {
        problem(context, status, HttpProblem.of(status, detail));
    }

    /** What is wrong with each parameter. */
    static void wrong(RoutingContext context, JsonArray problems) {
        problem(
                context,
                BAD_REQUEST,
                HttpProblem.of(BAD_REQUEST, "See the parameters that are wrong; /api/v1/openapi.yaml describes them.")
                        .put("problems", problems));
    }

    /** Come again in so many seconds. */
    static void later(RoutingContext context, int status, long seconds, String detail) {
        context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        problem(context, status, detail);
    }

    /** The record cannot be read. */
    static void away(RoutingContext context) {
        later(
                context,
                UNAVAILABLE,
                Duration.ofSeconds(5).toSeconds(),
                "The record cannot be read now, or not in time: ask again, or for a shorter span.");
    }

    private static void problem(RoutingContext context, int status, JsonObject problem) {
        context.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Sending.send(context, rendered(HttpProblem.TYPE, problem.encode()));
    }
}
