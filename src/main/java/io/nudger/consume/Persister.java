package io.nudger.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PersisterSettings;
import io.nudger.kafka.KafkaClients;
import io.nudger.kafka.Topics;
import io.nudger.support.Backoff;
import io.nudger.support.Dependency;
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

/** The parts of the persister, put together: first the store is made ready, then the consumer begins. */
final class Persister {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.persister");
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final long CLOSE_MILLIS = 500;
    private static final long EPISODES_MILLIS = 10_000;

    private final Vertx vertx;
    private final RecordStore store;
    private final Dependency dependency;
    private final Retry retry;
    private final DeadLetters deadLetters;
    private final ConsumerSupervisor consumer;
    private final DeadLetterEpisodes episodes = new DeadLetterEpisodes(System::nanoTime);
    private long episodeTimer;

    Persister(
            Vertx vertx,
            KafkaClients clients,
            PersisterSettings settings,
            RecordStore store,
            MeterRegistry registry,
            InstantSource clock) {
        KafkaSettings kafka = clients.settings();
        this.vertx = vertx;
        this.store = store;
        dependency = new Dependency(LOG, store.settings().name(), "trying again", "the schema is being prepared");
        RandomGenerator random = new SplittableRandom();
        PersisterMetrics metrics = new PersisterMetrics(registry, store);
        retry = new Retry(vertx, random);
        Topics topics = new Topics(vertx, kafka, clients, List.of(kafka.deadLetterTopic()), random);
        deadLetters = new DeadLetters(vertx, kafka, clients, topics, retry, metrics, episodes);
        // What it has admitted it admits again after a set-back, when all of that is read once more.
        Admission admission = new Admission(store, settings.limits(), true, System::nanoTime);
        Pipeline pipeline = new Pipeline(
                vertx,
                new RecordDecoder(clock, store.settings().retention(), settings),
                new BatchWriter(store, admission, deadLetters, retry, dependency, metrics),
                store.settings(),
                store::forgetTargets);
        Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        consumer = new ConsumerSupervisor(vertx, kafka, clients, pipeline, retry, metrics, backoff);
    }

    void start() {
        episodeTimer = vertx.setPeriodic(EPISODES_MILLIS, tick -> episodes.endThoseThatAreOver());
        retry.untilDone(store::prepare, cause -> dependency.fails(String.valueOf(cause.getMessage())))
                .onSuccess(ready -> {
                    dependency.works();
                    consumer.start();
                });
    }

    Future<Void> stop() {
        retry.stop();
        vertx.cancelTimer(episodeTimer);
        return consumer.stop()
                .eventually(() -> within(CLOSE_MILLIS, deadLetters.close()))
                .eventually(() -> within(CLOSE_MILLIS, store.close()));
    }

    void storeStatus(Promise<Status> answer) {
        if (dependency.trouble() != null) {
            answer.tryComplete(dependency.status());
            return;
        }
        store.health()
                .onSuccess(details -> answer.tryComplete(Status.OK(details)))
                .onFailure(cause -> answer.tryComplete(Status.KO(new JsonObject().put("reason", cause.getMessage()))));
    }

    Status consumerStatus() {
        return consumer.status();
    }

    Status deadLetterStatus() {
        return episodes.status();
    }

    private static Future<Void> within(long millis, Future<Void> closing) {
        return closing.timeout(millis, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }
}
