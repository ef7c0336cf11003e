package io.nudger.persist;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PostgresSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A Vert.x with one persister, and what it needs around it. */
final class Persisting implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(4);

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final HealthChecks readiness = HealthChecks.create(vertx);
    private String deployment = "";

    /** Deploys the persister, which must not wait for anything. */
    static Persisting start(KafkaSettings kafka, PostgresSettings postgres) {
        Persisting persisting = new Persisting();
        persisting.deployment = get(persisting.vertx.deployVerticle(new PersisterVerticle(
                kafka, postgres, persisting.readiness, persisting.registry, Results.CLOCK, DEADLINE)));
        return persisting;
    }

    /** What a check says: {@code {"id", "status", "data"}}. */
    JsonObject health(String check) {
        return get(readiness.checkStatus(check)).toJson();
    }

    boolean isReady() {
        return isUp("postgres") && isUp("consumer");
    }

    boolean isUp(String check) {
        return "UP".equals(health(check).getString("status"));
    }

    String reason(String check) {
        return String.valueOf(
                health(check).getJsonObject("data", new JsonObject()).getString("reason"));
    }

    int partitions() {
        return health("consumer").getJsonObject("data", new JsonObject()).getInteger("partitions", 0);
    }

    double counter(String name, String... tags) {
        return Objects.requireNonNull(registry.get(name).tags(tags).counter()).count();
    }

    /** The lag of each partition. */
    List<Double> lag() {
        return registry.find("nudger.consumer.lag").gauges().stream()
                .map(Gauge::value)
                .toList();
    }

    /** Undeploys the persister, and tells how long that took. */
    Duration stop() {
        long start = System.nanoTime();
        get(vertx.undeploy(deployment));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
