package io.nudger.persist;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PostgresSettings;
import io.nudger.kafka.Backoff;
import io.nudger.kafka.KafkaClients;
import io.nudger.kafka.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes results from Kafka and writes them to PostgreSQL: poll, store, commit. One batch is one transaction, and the
 * offsets are committed after it, so a result is stored at least once; the key of its row makes that exactly once. A
 * record that cannot be stored goes to the dead letters and never stops a partition. While PostgreSQL is away the results
 * wait in Kafka.
 */
public final class PersisterVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(PersisterVerticle.class);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final long UPKEEP_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long PING_MILLIS = 1_000;

    private final KafkaSettings kafkaSettings;
    private final PostgresSettings postgresSettings;
    private final HealthChecks readiness;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Duration deadline;
    private final Dependency postgres = new Dependency("postgres", "the schema is being prepared");
    private final Dependency kafka = new Dependency("kafka", "not connected yet");
    private final Dependency deadLetterTopic = new Dependency("dead letters", "");

    private Retry retry;
    private Database writing;
    private Database upkeep;
    private Partitions partitions;
    private DeadLetters deadLetters;
    private Consumption consumption;

    /**
     * @param kafkaSettings the topics, the group, the clients
     * @param postgresSettings the database and the size of batches
     * @param readiness gets the checks {@code postgres} and {@code consumer}
     * @param registry gets the {@code nudger_persist...}, {@code nudger_consumer...} and {@code nudger_dead_letters} meters
     * @param clock tells which slots lie in the future, and which partitions are needed
     */
    public PersisterVerticle(
            KafkaSettings kafkaSettings,
            PostgresSettings postgresSettings,
            HealthChecks readiness,
            MeterRegistry registry,
            InstantSource clock) {
        this(kafkaSettings, postgresSettings, readiness, registry, clock, DEADLINE);
    }

    /** @param deadline how long one attempt to store a batch may take */
    PersisterVerticle(
            KafkaSettings kafkaSettings,
            PostgresSettings postgresSettings,
            HealthChecks readiness,
            MeterRegistry registry,
            InstantSource clock,
            Duration deadline) {
        this.kafkaSettings = kafkaSettings;
        this.postgresSettings = postgresSettings;
        this.readiness = readiness;
        this.registry = registry;
        this.clock = clock;
        this.deadline = deadline;
    }

    /**
     * Completes at once, whether Kafka and PostgreSQL are there or not.
     *
     * @throws IllegalArgumentException when a Kafka client would refuse a property; the message names it
     */
    @Override
    public Future<?> start() {
        KafkaClients clients = new KafkaClients(kafkaSettings);
        RandomGenerator random = new SplittableRandom();
        PersistMetrics metrics = new PersistMetrics(registry);
        retry = new Retry(vertx, random);
        writing = new Database(vertx, postgresSettings, deadline);
        upkeep = new Database(vertx, postgresSettings, deadline);
        partitions = new Partitions(upkeep, postgresSettings.retention(), clock);
        Topics topics = new Topics(vertx, kafkaSettings, clients, List.of(kafkaSettings.deadLetterTopic()), random);
        deadLetters = new DeadLetters(vertx, kafkaSettings, clients, topics, deadLetterTopic::fails);
        CheckStore store = new CheckStore(writing, partitions);
        RecordReader reader = new RecordReader(clock, postgresSettings.retention());
        BatchWriter writer = new BatchWriter(
                store, deadLetters, retry, postgres, deadLetterTopic, clients, metrics, System::nanoTime);
        consumption = new Consumption(
                vertx,
                kafkaSettings,
                clients,
                postgresSettings.batchSize(),
                (consumer, watch, topicId) -> new Intake(
                        vertx,
                        consumer,
                        watch,
                        topicId,
                        reader,
                        writer,
                        postgresSettings.batchSize(),
                        postgresSettings.batchLinger(),
                        System::nanoTime,
                        store::forgetTargets),
                retry,
                kafka,
                metrics,
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3), random));
        // Health is asked for on another event loop.
        readiness.register("postgres", answer -> context.runOnContext(here -> ping(answer)));
        readiness.register(
                "consumer", answer -> context.runOnContext(here -> answer.tryComplete(consumption.status())));
        prepareSchema();
        return Future.succeededFuture();
    }

    /** Within 7 seconds: the batch under way is finished or given up, what is stored is committed, the group is left. */
    @Override
    public Future<?> stop() {
        readiness.unregister("postgres").unregister("consumer");
        retry.stop();
        return consumption
                .stop()
                .eventually(() -> deadLetters.close().timeout(PING_MILLIS, TimeUnit.MILLISECONDS))
                .eventually(() -> Future.join(writing.close(), upkeep.close())
                        .timeout(PING_MILLIS, TimeUnit.MILLISECONDS)
                        .otherwiseEmpty());
    }

    private void prepareSchema() {
        retry.untilDone(
                        () -> vertx.executeBlocking(() -> {
                                    Migrations.run(postgresSettings);
                                    return null;
                                })
                                .compose(migrated -> partitions.prepare()),
                        cause -> postgres.fails(PgFailure.describe(cause)))
                .onSuccess(ready -> {
                    postgres.works();
                    keepUp();
                    vertx.setPeriodic(UPKEEP_MILLIS, tick -> keepUp());
                    consumption.start();
                });
    }

    /** What fails here is done the next time; a batch that lacks its partition makes it. */
    private void keepUp() {
        partitions
                .prepare()
                .compose(prepared -> partitions.dropExpired())
                .onSuccess(dropped -> {
                    if (dropped > 0) {
                        LOG.info("dropped {} partitions past the retention", dropped);
                    }
                })
                .onFailure(cause -> LOG.info("partitions: {}; trying again later", PgFailure.describe(cause)));
    }

    private void ping(Promise<Status> answer) {
        if (postgres.trouble() != null) {
            answer.tryComplete(postgres.status());
            return;
        }
        upkeep.query("SELECT 1", Tuple.tuple())
                .timeout(PING_MILLIS, TimeUnit.MILLISECONDS)
                .onSuccess(rows -> answer.tryComplete(Status.OK()))
                .onFailure(cause ->
                        answer.tryComplete(Status.KO(new JsonObject().put("reason", PgFailure.describe(cause)))));
    }
}
