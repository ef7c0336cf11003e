package io.nudger.http;

import com.google.re2j.Pattern;
import io.nudger.check.Expectation;
import io.nudger.check.HttpCheck;
import io.nudger.check.RequestSpec;
import io.nudger.check.StatusSet;
import io.nudger.check.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** A few checks of a server on the loopback interface that lives no longer than they do. */
final class WarmUp {
    private static final int ROUNDS = 3;
    private static final String HOST = "localhost";

    private final Vertx vertx;
    private final HttpProber prober;

    WarmUp(Vertx vertx, HttpProber prober) {
        this.vertx = vertx;
        this.prober = prober;
    }

    Future<Void> run() {
        return vertx.createHttpServer(new HttpServerOptions().setHost(HOST).setPort(0))
                .requestHandler(request -> request.response().end("warm").onFailure(gone -> {}))
                .listen()
                .compose(server -> checks(server, ROUNDS).eventually(server::close))
                .otherwiseEmpty();
    }

    private Future<Void> checks(HttpServer server, int rounds) {
        if (rounds == 0) {
            return Future.succeededFuture();
        }
        // The server speaks no TLS: the handshake fails, but only after most of it has been loaded.
        return prober.probe(target("http", server.actualPort()))
                .compose(done -> prober.probe(target("https", server.actualPort())))
                .compose(done -> checks(server, rounds - 1));
    }

    private static Target target(String scheme, int port) {
        return new Target(
                "warm-up",
                URI.create(scheme + "://" + HOST + ":" + port),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                new HttpCheck(RequestSpec.get(), new Expectation(StatusSet.SUCCESS, Pattern.compile("warm"))),
                Map.of(),
                true);
    }
}
