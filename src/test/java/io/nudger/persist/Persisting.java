package io.nudger.persist;

import io.micrometer.core.instrument.Gauge;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PostgresSettings;
import io.nudger.testing.OneVerticle;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** A Vert.x with one persister. */
final class Persisting extends OneVerticle {
    static final Duration DEADLINE = Duration.ofSeconds(4);

    private Persisting() {
        super(new VertxOptions());
    }

    /** Deploys the persister, which must not wait for anything. */
    static Persisting start(KafkaSettings kafka, PostgresSettings postgres) {
        Persisting persisting = new Persisting();
        persisting.deploy(new PersisterVerticle(
                kafka, postgres, persisting.readiness, persisting.registry, Results.CLOCK, DEADLINE));
        return persisting;
    }

    boolean isReady() {
        return isUp("postgres") && isUp("consumer");
    }

    String reason(String check) {
        return String.valueOf(
                health(check).getJsonObject("data", new JsonObject()).getString("reason"));
    }

    int partitions() {
        return health("consumer").getJsonObject("data", new JsonObject()).getInteger("partitions", 0);
    }

    /** The lag of each partition. */
    List<Double> lag() {
        return registry.find("nudger.consumer.lag").gauges().stream()
                .map(Gauge::value)
                .toList();
    }
}
