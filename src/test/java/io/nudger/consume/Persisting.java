package io.nudger.consume;

import io.micrometer.core.instrument.Gauge;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PersisterSettings;
import io.nudger.config.PostgresSettings;
import io.nudger.record.PostgresStore;
import io.nudger.testing.Futures;
import io.nudger.testing.OneVerticle;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.Duration;
import java.util.List;

/** A Vert.x with one persister. */
public final class Persisting extends OneVerticle {
    public static final Duration DEADLINE = Duration.ofSeconds(4);

    private final HealthChecks detail = HealthChecks.create(vertx);

    private Persisting() {
        super(new VertxOptions());
    }

    /** Deploys the persister, which must not wait for anything. */
    public static Persisting start(KafkaSettings kafka, PostgresSettings postgres) {
        return start(kafka, postgres, PersisterSettings.DEFAULT);
    }

    /** Deploys a persister that accepts only what these settings say. */
    public static Persisting start(KafkaSettings kafka, PostgresSettings postgres, PersisterSettings settings) {
        return start(kafka, settings, PostgresStore.opener(postgres, Results.CLOCK, DEADLINE));
    }

    /** Deploys a persister with another store than PostgreSQL. */
    public static Persisting start(KafkaSettings kafka, RecordStore.Opener stores) {
        return start(kafka, PersisterSettings.DEFAULT, stores);
    }

    private static Persisting start(KafkaSettings kafka, PersisterSettings settings, RecordStore.Opener stores) {
        Persisting persisting = new Persisting();
        persisting.deploy(new PersisterVerticle(
                kafka, settings, stores, persisting.readiness, persisting.detail, persisting.registry, Results.CLOCK));
        return persisting;
    }

    /** What the detail of health says of dead letters. */
    public JsonObject deadLetters() {
        return Futures.get(detail.checkStatus("dead-letters")).toJson();
    }

    public boolean isReady() {
        return isUp("postgres") && isUp("consumer");
    }

    public String reason(String check) {
        return String.valueOf(
                health(check).getJsonObject("data", new JsonObject()).getString("reason"));
    }

    public int partitions() {
        return health("consumer").getJsonObject("data", new JsonObject()).getInteger("partitions", 0);
    }

    /** The lag of each partition. */
    public List<Double> lag() {
        return registry.find("nudger.consumer.lag").gauges().stream()
                .map(Gauge::value)
                .toList();
    }
}
