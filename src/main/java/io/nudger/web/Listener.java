package io.nudger.web;

import io.nudger.config.HttpSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** How a web server of nudger listens. */
public final class Listener {
    /** What the system keeps for whoever does not read; left to itself it takes megabytes. */
    private static final int SEND_BUFFER = 1 << 17;

    private static final long SWEEP_MILLIS = 500;

    private Listener() {}

    /**
     * The longest requests that are read.
     *
     * @param headers all headers together, in bytes
     * @param line the first line, in bytes
     */
    public record Longest(int headers, int line) {}

    /**
     * Opens the port, and looks after the visitors from then on.
     *
     * @param section of the settings, for the message when it cannot be opened
     */
    public static Future<HttpServer> open(
            Vertx vertx,
            HttpSettings settings,
            String section,
            Longest longest,
            Visitors visitors,
            Handler<HttpServerRequest> requests) {
        // No HTTP/2: a connection would be a hundred of them. No compression here: a page is compressed once for all.
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setHttp2ClearTextEnabled(false)
                .setSendBufferSize(SEND_BUFFER)
                .setMaxHeaderSize(longest.headers)
                .setMaxInitialLineLength(longest.line);
        vertx.setPeriodic(SWEEP_MILLIS, timer -> visitors.sweep());
        return vertx.createHttpServer(options)
                .connectionHandler(visitors::welcome)
                .requestHandler(request -> visitors.receive(request, requests))
                .listen()
                .recover(cause -> Future.failedFuture(new IllegalStateException(
                        section + ": cannot listen on " + settings.host() + ":" + settings.port() + ": "
                                + cause.getMessage() + "; free the port, or set " + section
                                + ".port to another (0 lets the system choose)",
                        cause)));
    }
}
