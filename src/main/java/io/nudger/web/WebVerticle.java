package io.nudger.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.config.HttpSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers health, readiness and metrics in every role:
 *
 * <ul>
 *   <li>{@code /health/live}: the process works; when it says 503, a restart helps
 *   <li>{@code /health/ready}: the process does its work now
 *   <li>{@code /health}: both, and whatever else somebody should look at
 *   <li>{@code /metrics}: Prometheus text, or OpenMetrics when asked for
 * </ul>
 */
public final class WebVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(WebVerticle.class);
    private static final int IDLE_SECONDS = 60;

    private final HttpSettings settings;
    private final Health health;
    private final PrometheusMeterRegistry registry;

    private @Nullable HttpServer server;

    /**
     * @param settings where to listen
     * @param health what the health paths answer
     * @param registry what {@code /metrics} shows
     */
    public WebVerticle(HttpSettings settings, Health health, PrometheusMeterRegistry registry) {
        this.settings = settings;
        this.health = health;
        this.registry = registry;
    }

    /** Completes when the port is open; fails when it cannot be opened. */
    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setCompressionSupported(true);
        return vertx.createHttpServer(options)
                .requestHandler(router())
                .listen()
                .recover(this::explain)
                .onSuccess(listening -> {
                    server = listening;
                    LOG.info(
                            "health and metrics on http://{}:{}/health and /metrics",
                            settings.host(),
                            listening.actualPort());
                });
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    private Router router() {
        Router router = Router.router(vertx);
        at("/health/live", router).handler(new HealthHandler(List.of(health.live())));
        at("/health/ready", router).handler(new HealthHandler(List.of(health.ready())));
        at("/health", router).handler(new HealthHandler(List.of(health.live(), health.ready(), health.detail())));
        at("/metrics", router).handler(new MetricsHandler(registry));
        return router;
    }

    /** Load balancers, and people with curl -I, ask for the head of an answer only. */
    private static Route at(String path, Router router) {
        return router.get(path).method(HttpMethod.HEAD);
    }

    /** A visitor did not wait for the answer, as probes with a short timeout do: nobody is left to be told. */
    static void left(Throwable cause) {
        LOG.debug("a visitor left before the answer: {}", cause.getMessage());
    }

    private Future<HttpServer> explain(Throwable cause) {
        return Future.failedFuture(new IllegalStateException(
                "http: cannot listen on " + settings.host() + ":" + settings.port() + ": " + cause.getMessage()
                        + "; free the port, or set http.port to another (0 lets the system choose)",
                cause));
    }
}
