package io.nudger.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;

/** What programs are answered when they ask for what is not to be had: RFC 9457. */
public final class HttpProblem {
    /** The content type. */
    public static final String TYPE = "application/problem+json";

    private HttpProblem() {}

    /**
     * A problem without a type of its own.
     *
     * @param status of the answer
     * @param detail what is wrong, and what to do
     */
    public static JsonObject of(int status, String detail) {
        return new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail);
    }
}
