package io.nudger.persist;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PostgresSettings;
import io.nudger.kafka.Backoff;
import io.nudger.kafka.KafkaClients;
import io.nudger.kafka.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the persister, put together: first the schema, then the consumer, and the partitions from time to time. */
final class Persister {
    private static final Logger LOG = LoggerFactory.getLogger(Persister.class);
    private static final long UPKEEP_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long ROLLUP_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final Duration PING = Duration.ofSeconds(1);
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final long CLOSE_MILLIS = 500;

    private final Vertx vertx;
    private final PostgresSettings postgres;
    private final Storage storage;
    private final Dependency database = new Dependency("postgres", "the schema is being prepared");
    private final Retry retry;
    private final DeadLetters deadLetters;
    private final Consumption consumption;
    private Optional<String> compatTrouble = Optional.empty();
    private Future<Integer> rollingUp = Future.succeededFuture(0);
    private Future<Integer> archiving = Future.succeededFuture(0);

    Persister(
            Vertx vertx,
            KafkaSettings kafka,
            PostgresSettings postgres,
            KafkaClients clients,
            Storage storage,
            MeterRegistry registry,
            InstantSource clock) {
        this.vertx = vertx;
        this.postgres = postgres;
        this.storage = storage;
        RandomGenerator random = new SplittableRandom();
        PersistMetrics metrics = new PersistMetrics(registry);
        retry = new Retry(vertx, random);
        Topics topics = new Topics(vertx, kafka, clients, List.of(kafka.deadLetterTopic()), random);
        deadLetters = new DeadLetters(vertx, kafka, clients, topics, retry, metrics);
        Intakes intakes = new Intakes(
                vertx,
                new RecordReader(clock, postgres.retention().checks()),
                new BatchWriter(storage, deadLetters, retry, database, metrics),
                postgres,
                storage::forgetTargets);
        Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        consumption = new Consumption(vertx, kafka, clients, intakes, retry, metrics, backoff);
    }

    void start() {
        retry.untilDone(this::prepareSchema, cause -> database.fails(PgFailure.describe(cause)))
                .onSuccess(ready -> {
                    database.works();
                    keepUp();
                    vertx.setPeriodic(UPKEEP_MILLIS, tick -> keepUp());
                    vertx.setPeriodic(ROLLUP_MILLIS, tick -> rollUp());
                    consumption.start();
                });
    }

    Future<Void> stop() {
        retry.stop();
        return consumption
                .stop()
                .eventually(() -> within(CLOSE_MILLIS, deadLetters.close()))
                .eventually(() -> within(CLOSE_MILLIS, storage.close()));
    }

    void databaseStatus(Promise<Status> answer) {
        if (database.trouble() != null) {
            answer.tryComplete(database.status());
            return;
        }
        storage.ping(PING)
                .onSuccess(alive -> answer.tryComplete(Status.OK()))
                .onFailure(cause ->
                        answer.tryComplete(Status.KO(new JsonObject().put("reason", PgFailure.describe(cause)))));
    }

    Status consumerStatus() {
        return consumption.status();
    }

    private Future<Void> prepareSchema() {
        return vertx.executeBlocking(() -> {
                    if (postgres.migrate()) {
                        Migrations.run(postgres);
                    } else {
                        Migrations.check(postgres);
                    }
                    return null;
                })
                .compose(migrated -> storage.preparePartitions());
    }

    /** What fails here is done the next time; a batch that lacks its partition makes it. */
    private void keepUp() {
        storage.preparePartitions()
                .compose(prepared -> storage.dropExpiredPartitions())
                .onSuccess(dropped -> {
                    if (dropped > 0) {
                        LOG.info("dropped {} partitions past the retention", dropped);
                    }
                })
                .onSuccess(dropped -> archive())
                .compose(dropped -> storage.keepCompat())
                .onSuccess(this::tellOfCompat)
                .onFailure(cause -> LOG.info("partitions: {}; trying again later", PgFailure.describe(cause)));
    }

    /** Once each time it changes: the views are a courtesy, and the record does not need them. */
    private void tellOfCompat(Optional<String> trouble) {
        if (trouble.isPresent() && !trouble.equals(compatTrouble)) {
            LOG.info("no views for the queries of older monitors: {}", trouble.get());
        }
        compatTrouble = trouble;
    }

    /** Sums up the hours that are over; what fails, or is still under way, is done the next time. */
    private void rollUp() {
        if (!rollingUp.isComplete()) {
            return;
        }
        rollingUp = storage.rollUp()
                .onFailure(cause -> LOG.info("sums of hours: {}; trying again later", PgFailure.describe(cause)));
    }

    /** Packs the days that were set aside, as {@link #rollUp} does the hours. */
    private void archive() {
        if (!archiving.isComplete()) {
            return;
        }
        archiving = storage.archive()
                .onFailure(cause -> LOG.info("archive: {}; trying again later", PgFailure.describe(cause)));
    }

    private static Future<Void> within(long millis, Future<Void> closing) {
        return closing.timeout(millis, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }
}
