package io.nudger.receivers;

import io.nudger.testing.Futures;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service that takes notices, writes down what it gets, and answers as it is asked to. */
final class Sink {
    private final HttpServer server;
    private final String scheme;
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private volatile Handler<HttpServerRequest> answer = request -> end(request.response(), "ok");

    /** A request as it came. */
    record Taken(String method, String uri, MultiMap headers, String body) {}

    private Sink(Vertx vertx, HttpServerOptions options) {
        scheme = options.isSsl() ? "https" : "http";
        server = Futures.get(vertx.createHttpServer(options)
                .requestHandler(request -> request.body().onSuccess(body -> {
                    taken.add(new Taken(request.method().name(), request.uri(), request.headers(), body.toString()));
                    answer.handle(request);
                }))
                .listen(0, "127.0.0.1"));
    }

    /** Ends an answer; whether it arrives does not matter. */
    static void end(HttpServerResponse response, String body) {
        response.end(body).onFailure(gone -> {});
    }

    static Sink plain(Vertx vertx) {
        return new Sink(vertx, new HttpServerOptions());
    }

    static Sink with(Vertx vertx, HttpServerOptions options) {
        return new Sink(vertx, options);
    }

    /** From now on it answers like this. */
    void answering(Handler<HttpServerRequest> handler) {
        taken.clear();
        answer = handler;
    }

    String url() {
        return url("localhost");
    }

    String url(String host) {
        return scheme + "://" + host + ":" + server.actualPort();
    }

    int port() {
        return server.actualPort();
    }

    List<Taken> taken() {
        return taken;
    }

    /** The one request that came. */
    Taken only() {
        if (taken.size() != 1) {
            throw new AssertionError("one request was expected, and there were " + taken);
        }
        return taken.get(0);
    }

    void close() {
        Futures.get(server.close());
    }
}
