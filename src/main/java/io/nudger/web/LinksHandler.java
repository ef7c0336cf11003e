package io.nudger.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Tells whoever opens the root what there is. */
final class LinksHandler implements Handler<RoutingContext> {
    private static final String HTML =
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
            <title>nudger</title><h1>nudger</h1><ul>%s
            <li><a href="/health">health</a>: <a href="/health/live">live</a>, <a href="/health/ready">ready</a></li>
            <li><a href="/metrics">metrics</a></li></ul></html>
            """;

    private final @Nullable Integer page;

    /** @param page the port of the status pages; null when there are none */
    LinksHandler(@Nullable Integer page) {
        this.page = page;
    }

    @Override
    public void handle(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        PacedResponse.send(context, Buffer.buffer(HTML.formatted(pageLink(context))));
    }

    /** On the host that was asked for: what it is called from there, nobody here knows. */
    private String pageLink(RoutingContext context) {
        if (page == null) {
            return "";
        }
        String host = context.request().authority() == null
                ? "localhost"
                : context.request().authority().host();
        return host.matches("[A-Za-z0-9.:\\[\\]_-]{1,255}")
                ? "\n<li><a href=\"http://" + host + ":" + page + "/\">status page</a></li>"
                : "";
    }
}
