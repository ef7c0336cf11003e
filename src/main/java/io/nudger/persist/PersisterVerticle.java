package io.nudger.persist;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PersisterSettings;
import io.nudger.config.PostgresSettings;
import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Consumes results from Kafka and writes them to PostgreSQL: poll, store, commit. One batch is one transaction, and the
 * offsets are committed after it, so a result is stored at least once; the key of its row makes that exactly once. A
 * record that cannot be stored goes to the dead letters and never stops a partition. While PostgreSQL is away the results
 * wait in Kafka.
 */
public final class PersisterVerticle extends VerticleBase {
    private static final String POSTGRES = "postgres";
    private static final String CONSUMER = "consumer";
    private static final String DEAD_LETTERS = "dead-letters";

    private final KafkaSettings kafka;
    private final PostgresSettings postgres;
    private final PersisterSettings settings;
    private final HealthChecks readiness;
    private final HealthChecks detail;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private Duration deadline = Duration.ofSeconds(30);
    private @Nullable Persister persister;

    /**
     * @param kafka the topics, the group, the clients
     * @param postgres the database and the size of batches
     * @param settings what is accepted into the record
     * @param readiness gets the checks {@code postgres} and {@code consumer}
     * @param detail gets the check {@code dead-letters}: down while records are refused
     * @param registry gets the {@code nudger_persist...}, {@code nudger_consumer_lag} and {@code nudger_dead_letters} meters
     * @param clock tells which slots lie in the future, and which partitions are needed
     */
    public PersisterVerticle(
            KafkaSettings kafka,
            PostgresSettings postgres,
            PersisterSettings settings,
            HealthChecks readiness,
            HealthChecks detail,
            MeterRegistry registry,
            InstantSource clock) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.settings = settings;
        this.readiness = readiness;
        this.detail = detail;
        this.registry = registry;
        this.clock = clock;
    }

    /** How long one attempt to store a batch may take, if not 30 s; before it is deployed. */
    PersisterVerticle deadline(Duration other) {
        deadline = other;
        return this;
    }

    /**
     * Completes at once, whether Kafka and PostgreSQL are there or not.
     *
     * @throws IllegalArgumentException when a Kafka client would refuse a property; the message names it
     */
    @Override
    public Future<?> start() {
        KafkaClients clients = new KafkaClients(kafka);
        Storage.Limits limits = new Storage.Limits(settings.limits(), true);
        return Storage.open(context, postgres, limits, clock, deadline).onSuccess(storage -> {
            Persister started = new Persister(vertx, clients, postgres, settings, storage, registry, clock);
            persister = started;
            // Health is asked for on another event loop.
            readiness.register(POSTGRES, answer -> context.runOnContext(here -> started.databaseStatus(answer)));
            readiness.register(
                    CONSUMER, answer -> context.runOnContext(here -> answer.tryComplete(started.consumerStatus())));
            detail.register(
                    DEAD_LETTERS,
                    answer -> context.runOnContext(here -> answer.tryComplete(started.deadLetterStatus())));
            started.start();
        });
    }

    /** Within 7 seconds: the batch under way is finished or given up, what is stored is committed, the group is left. */
    @Override
    public Future<?> stop() {
        readiness.unregister(POSTGRES).unregister(CONSUMER);
        detail.unregister(DEAD_LETTERS);
        return persister == null ? Future.succeededFuture() : persister.stop();
    }
}
