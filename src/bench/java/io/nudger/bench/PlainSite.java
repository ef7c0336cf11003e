package io.nudger.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** A site that answers everything at once with two bytes. */
final class PlainSite implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    private PlainSite() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("ok").onFailure(gone -> {}))
                .listen(0, "127.0.0.1")
                .await();
    }

    static PlainSite start() {
        return new PlainSite();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
