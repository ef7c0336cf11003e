package io.nudger.persist;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PersisterSettings;
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
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the persister, put together: first the schema, then what keeps it, and the consumer. */
final class Persister {
    private static final Logger LOG = LoggerFactory.getLogger(Persister.class);
    private static final Duration PING = Duration.ofSeconds(1);
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final long CLOSE_MILLIS = 500;
    private static final long EPISODES_MILLIS = 10_000;

    private final Vertx vertx;
    private final PostgresSettings postgres;
    private final Storage storage;
    private final Dependency database = new Dependency("postgres", "the schema is being prepared");
    private final Upkeep upkeep;
    private final Retry retry;
    private final DeadLetters deadLetters;
    private final Consumption consumption;
    private final DeadLetterEpisodes episodes = new DeadLetterEpisodes(System::nanoTime);
    private long episodeTimer;
    private Future<Void> repaired = Future.succeededFuture();

    Persister(
            Vertx vertx,
            KafkaClients clients,
            PostgresSettings postgres,
            PersisterSettings settings,
            Storage storage,
            MeterRegistry registry,
            InstantSource clock) {
        KafkaSettings kafka = clients.settings();
        this.vertx = vertx;
        this.postgres = postgres;
        this.storage = storage;
        upkeep = new Upkeep(vertx, storage, postgres.retention());
        RandomGenerator random = new SplittableRandom();
        PersistMetrics metrics = new PersistMetrics(registry, storage);
        retry = new Retry(vertx, random);
        Topics topics = new Topics(vertx, kafka, clients, List.of(kafka.deadLetterTopic()), random);
        deadLetters = new DeadLetters(vertx, kafka, clients, topics, retry, metrics, episodes);
        Intakes intakes = new Intakes(
                vertx,
                new RecordReader(clock, postgres.retention(), settings),
                new BatchWriter(storage, deadLetters, retry, database, metrics, this::repairSchema),
                postgres,
                storage::forgetTargets);
        Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        consumption = new Consumption(vertx, kafka, clients, intakes, retry, metrics, backoff);
    }

    void start() {
        episodeTimer = vertx.setPeriodic(EPISODES_MILLIS, tick -> episodes.endThoseThatAreOver());
        retry.untilDone(this::prepareSchema, cause -> database.fails(PgFailure.describe(cause)))
                .onSuccess(ready -> {
                    database.works();
                    upkeep.start();
                    consumption.start();
                });
    }

    Future<Void> stop() {
        retry.stop();
        vertx.cancelTimer(episodeTimer);
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
                .onSuccess(
                        alive -> answer.tryComplete(Status.OK(upkeep.details().put("set_back", storage.incarnation()))))
                .onFailure(cause ->
                        answer.tryComplete(Status.KO(new JsonObject().put("reason", PgFailure.describe(cause)))));
    }

    Status consumerStatus() {
        return consumption.status();
    }

    Status deadLetterStatus() {
        return episodes.status();
    }

    /** Somebody has dropped it, or put back a backup from before a migration. */
    private void repairSchema() {
        if (repaired.isComplete()) {
            repaired = prepareSchema().onFailure(cause -> LOG.info("schema: {}", PgFailure.describe(cause)));
        }
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
                .compose(migrated -> storage.preparePartitions())
                .map(retention -> {
                    upkeep.compareRetention(retention);
                    return null;
                });
    }

    private static Future<Void> within(long millis, Future<Void> closing) {
        return closing.timeout(millis, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }
}
