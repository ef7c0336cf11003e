package io.nudger.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.config.HttpSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Consumer;
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
 *   <li>{@code /}: where these are, and where the status page is
 * </ul>
 */
public final class WebVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.web");
    /** Scrapers and probes send some hundred bytes. */
    private static final Listener.Longest LONGEST = new Listener.Longest(4_096, 1_024);

    /** One after the other: with all connections waiting, each waits for less than a second. */
    private static final int ANSWERS_A_SECOND = 250;

    private final HttpSettings settings;
    private final Health health;
    private final PrometheusMeterRegistry registry;

    private final int maxConnections;
    private final @Nullable Integer page;
    private final Visitors.Patience patience;

    private @Nullable HttpServer server;
    private Consumer<Router> others = router -> {};

    /**
     * One whose visitors are bounded.
     *
     * @param settings where to listen
     * @param health what the health paths answer
     * @param registry what {@code /metrics} shows
     * @param maxConnections how many may be connected at the same time
     * @param page the port of the status pages; null when this process serves none
     */
    public WebVerticle(
            HttpSettings settings,
            Health health,
            PrometheusMeterRegistry registry,
            int maxConnections,
            @Nullable Integer page) {
        this(settings, health, registry, maxConnections, page, Visitors.Patience.DEFAULT);
    }

    WebVerticle(
            HttpSettings settings,
            Health health,
            PrometheusMeterRegistry registry,
            int maxConnections,
            @Nullable Integer page,
            Visitors.Patience patience) {
        this.settings = settings;
        this.health = health;
        this.registry = registry;
        this.maxConnections = maxConnections;
        this.page = page;
        this.patience = patience;
    }

    /** Answers more than that, where these say. To be called before it is deployed. */
    public WebVerticle with(Consumer<Router> routes) {
        others = routes;
        return this;
    }

    /** Completes when the port is open; fails when it cannot be opened. */
    @Override
    public Future<?> start() {
        Visitors visitors = new Visitors(
                vertx, new Visitors.Bounds(maxConnections, ANSWERS_A_SECOND, patience), "nudger.http", registry);
        return Listener.open(vertx, settings, "http", LONGEST, visitors, router())
                .onSuccess(listening -> {
                    server = listening;
                    LOG.info(
                            "listening url=http://{}:{}; /health and /metrics",
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
        at("/metrics", router).handler(new MetricsHandler(vertx, registry));
        at("/", router).handler(new LinksHandler(page));
        others.accept(router);
        return router;
    }

    /** Load balancers, and people with curl -I, ask for the head of an answer only. */
    private static Route at(String path, Router router) {
        return router.get(path).method(HttpMethod.HEAD);
    }
}
