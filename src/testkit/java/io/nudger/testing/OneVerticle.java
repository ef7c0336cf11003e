package io.nudger.testing;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.Duration;

/** A Vert.x with one verticle, its health checks and its metrics. */
public abstract class OneVerticle implements AutoCloseable {
    /** What the verticle counts. */
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    protected final Vertx vertx;
    /** What readiness asks. */
    protected final HealthChecks readiness;

    private String deployment = "";

    protected OneVerticle(VertxOptions options) {
        vertx = Vertx.vertx(options);
        readiness = HealthChecks.create(vertx);
    }

    /** Deploys the verticle. */
    protected final void deploy(Deployable verticle) {
        deployment = Futures.get(vertx.deployVerticle(verticle));
    }

    /** What a check says: {@code {"id", "status", "data"}}. */
    public final JsonObject health(String check) {
        return Futures.get(readiness.checkStatus(check)).toJson();
    }

    /** Whether a check says that all is well. */
    public final boolean isUp(String check) {
        return "UP".equals(health(check).getString("status"));
    }

    /** The count of a counter that must be there. */
    public final double counter(String name, String... tags) {
        return requireNonNull(registry.get(name).tags(tags).counter()).count();
    }

    /** Undeploys the verticle, and says how long that took. */
    public final Duration stop() {
        long start = System.nanoTime();
        Futures.get(vertx.undeploy(deployment));
        deployment = "";
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        // Vert.x would close the workers that the verticle needs to stop.
        if (!deployment.isEmpty()) {
            Futures.get(vertx.undeploy(deployment));
        }
        Futures.get(vertx.close());
    }
}
