package io.nudger.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.config.HttpSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.healthchecks.HealthChecks;
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
 *   <li>{@code /health}: both
 *   <li>{@code /metrics}: Prometheus text, or OpenMetrics when asked for
 * </ul>
 */
public final class WebVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(WebVerticle.class);
    private static final int IDLE_SECONDS = 60;

    private final HttpSettings settings;
    private final HealthChecks live;
    private final HealthChecks ready;
    private final PrometheusMeterRegistry registry;

    private @Nullable HttpServer server;

    /**
     * @param settings where to listen
     * @param live the checks whose failure a restart mends
     * @param ready the checks of the services that the process depends on
     * @param registry what {@code /metrics} shows
     */
    public WebVerticle(HttpSettings settings, HealthChecks live, HealthChecks ready, PrometheusMeterRegistry registry) {
        this.settings = settings;
        this.live = live;
        this.ready = ready;
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
        router.get("/health/live").handler(new HealthHandler(List.of(live)));
        router.get("/health/ready").handler(new HealthHandler(List.of(ready)));
        router.get("/health").handler(new HealthHandler(List.of(live, ready)));
        router.get("/metrics").handler(new MetricsHandler(registry));
        return router;
    }

    private Future<HttpServer> explain(Throwable cause) {
        return Future.failedFuture(new IllegalStateException(
                "http: cannot listen on " + settings.host() + ":" + settings.port() + ": " + cause.getMessage()
                        + "; free the port, or set http.port to another (0 lets the system choose)",
                cause));
    }
}
