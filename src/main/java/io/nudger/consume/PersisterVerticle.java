package io.nudger.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PersisterSettings;
import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Consumes results from Kafka and gives them to a {@link RecordStore}: poll, store, commit. One batch is one transaction, and the
 * offsets are committed after it, so a result is stored at least once; the key of its row makes that exactly once. A
 * record that cannot be stored goes to the dead letters and never stops a partition. While the store is away the results wait
 * in Kafka.
 */
public final class PersisterVerticle extends VerticleBase {
    private static final String CONSUMER = "consumer";
    private static final String DEAD_LETTERS = "dead-letters";

    private final KafkaSettings kafka;
    private final PersisterSettings settings;
    private final RecordStore.Opener stores;
    private final HealthChecks readiness;
    private final HealthChecks detail;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private @Nullable Persister persister;
    private String storeName = "";

    /**
     * @param kafka the topics, the group, the clients
     * @param settings what is accepted into the record
     * @param stores opens the store of the record
     * @param readiness gets the check {@code consumer}, and one with the name of the store
     * @param detail gets the check {@code dead-letters}: down while records are refused
     * @param registry gets the {@code nudger_persist...}, {@code nudger_consumer_lag} and {@code nudger_dead_letters} meters
     * @param clock says which slots lie in the future
     */
    public PersisterVerticle(
            KafkaSettings kafka,
            PersisterSettings settings,
            RecordStore.Opener stores,
            HealthChecks readiness,
            HealthChecks detail,
            MeterRegistry registry,
            InstantSource clock) {
        this.kafka = kafka;
        this.settings = settings;
        this.stores = stores;
        this.readiness = readiness;
        this.detail = detail;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Completes at once, whether Kafka and the store are there or not.
     *
     * @throws IllegalArgumentException when a Kafka client would refuse a property; the message names it
     */
    @Override
    public Future<?> start() {
        KafkaClients clients = new KafkaClients(kafka);
        return stores.open(context).onSuccess(store -> {
            Persister started = new Persister(vertx, clients, settings, store, registry, clock);
            persister = started;
            storeName = store.settings().name();
            // Health is asked for on another event loop.
            readiness.register(storeName, answer -> context.runOnContext(here -> started.storeStatus(answer)));
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
        readiness.unregister(storeName).unregister(CONSUMER);
        detail.unregister(DEAD_LETTERS);
        return persister == null ? Future.succeededFuture() : persister.stop();
    }
}
