package io.nudger.persist;

import io.micrometer.core.instrument.Gauge;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PersisterSettings;
import io.nudger.config.PostgresSettings;
import io.nudger.testing.Futures;
import io.nudger.testing.OneVerticle;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.Duration;
import java.util.List;

/** A Vert.x with one persister. */
final class Persisting extends OneVerticle {
    static final Duration DEADLINE = Duration.ofSeconds(4);

    private final HealthChecks detail = HealthChecks.create(vertx);

    private Persisting() {
        super(new VertxOptions());
    }

    /** Deploys the persister, which must not wait for anything. */
    static Persisting start(KafkaSettings kafka, PostgresSettings postgres) {
        return start(kafka, postgres, PersisterSettings.DEFAULT);
    }

    /** Deploys a persister that accepts only what these settings say. */
    static Persisting start(KafkaSettings kafka, PostgresSettings postgres, PersisterSettings settings) {
        Persisting persisting = new Persisting();
        persisting.deploy(new PersisterVerticle(
                        kafka,
                        postgres,
                        settings,
                        persisting.readiness,
                        persisting.detail,
                        persisting.registry,
                        Results.CLOCK)
                .deadline(DEADLINE));
        return persisting;
    }

    /** What the detail of health says of dead letters. */
    JsonObject deadLetters() {
        return Futures.get(detail.checkStatus("dead-letters")).toJson();
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
