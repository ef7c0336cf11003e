package io.nudger.consume;

import io.nudger.config.KafkaSettings;
import io.nudger.kafka.KafkaClients;
import io.nudger.support.Backoff;
import io.nudger.support.Dependency;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link ConsumerLoop} running: waits for a topic, opens a consumer of all topics that are there, and begins again when
 * that one fails, or when a topic was made, deleted, or made again.
 */
final class ConsumerSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.persister");
    /** So long a process that starts beside its monitor waits for the topic before that is worth a warning. */
    private static final Duration TOPIC_GRACE = Duration.ofSeconds(15);

    /** Compressed, some 1,500 results: with as many the broker does not wait for more. */
    private static final String FETCH_BYTES = "262144";

    private static final long IDLE_FETCH_MILLIS = 500;
    private static final long WATCH_MILLIS = 3_000;
    private static final long STORE_MILLIS = 3_000;
    private static final long COMMIT_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 1_000;
    private static final long STOP_MILLIS = 6_000;

    private final Vertx vertx;
    private final KafkaSettings settings;
    private final KafkaClients clients;
    private final Pipeline pipeline;
    private final Retry retry;
    private final PersisterMetrics metrics;
    private final Backoff backoff;
    private final Dependency kafka = new Dependency(LOG, "kafka", "trying again", "not connected yet");

    private final long created = System.nanoTime();
    private @Nullable ConsumerLoop loop;
    private Future<Void> session = Future.succeededFuture();
    private boolean stopping;

    ConsumerSupervisor(
            Vertx vertx,
            KafkaSettings settings,
            KafkaClients clients,
            Pipeline pipeline,
            Retry retry,
            PersisterMetrics metrics,
            Backoff backoff) {
        this.vertx = vertx;
        this.settings = settings;
        this.clients = clients;
        this.pipeline = pipeline;
        this.retry = retry;
        this.metrics = metrics;
        this.backoff = backoff;
    }

    void start() {
        if (stopping) {
            return;
        }
        session = TopicWatch.open(vertx, clients, settings).compose(watch -> awaitTopics(watch)
                .compose(topicIds -> consume(watch, topicIds))
                .eventually(watch::close));
        session.onComplete(end -> {
            if (stopping) {
                return;
            }
            if (end.failed()) {
                kafka.fails(clients.describe(end.cause()));
            }
            vertx.setTimer(backoff.nextMillis(), again -> start());
        });
    }

    /** Lets the batch under way end if it does soon, commits what is stored, and leaves the group. */
    Future<Void> stop() {
        stopping = true;
        if (loop != null) {
            loop.end();
        }
        return session.timeout(STOP_MILLIS, TimeUnit.MILLISECONDS).recover(abandoned -> Future.succeededFuture());
    }

    Status status() {
        if (kafka.trouble() != null) {
            return kafka.status();
        }
        if (loop == null || !loop.hasJoined()) {
            return Status.KO(new JsonObject().put("reason", "joining the group " + settings.group()));
        }
        return Status.OK(new JsonObject().put("partitions", loop.positions().size()));
    }

    /** One is enough: those that are missing must not hold up the others. */
    private Future<Map<String, String>> awaitTopics(TopicWatch watch) {
        return retry.untilDone(
                () -> watch.ids()
                        .compose(ids -> ids.isEmpty()
                                ? Future.failedFuture(new MissingTopicException(missing(ids)))
                                : Future.succeededFuture(ids)),
                cause -> {
                    if (cause instanceof MissingTopicException missing) {
                        await(missing);
                    } else {
                        kafka.fails(clients.describe(cause));
                    }
                });
    }

    private void await(MissingTopicException missing) {
        String reason = clients.describe(missing);
        if (System.nanoTime() - created < TOPIC_GRACE.toNanos()) {
            kafka.awaits(reason);
        } else {
            kafka.fails(reason);
        }
    }

    /** What is to be said of the topics that are not there; empty when all are. */
    private String missing(Map<String, String> ids) {
        List<String> missing = settings.topics().stream()
                .filter(topic -> !ids.containsKey(topic))
                .toList();
        return switch (missing.size()) {
            case 0 -> "";
            case 1 -> "topic " + missing.get(0) + " does not exist; a monitor makes it";
            default -> "topics " + String.join(", ", missing) + " do not exist; a monitor makes them";
        };
    }

    private void reach(Map<String, String> ids) {
        String missing = missing(ids);
        if (missing.isEmpty()) {
            kafka.works();
        } else {
            await(new MissingTopicException(missing));
        }
    }

    private Future<Void> consume(TopicWatch watch, Map<String, String> topicIds) {
        return openConsumer().compose(consumer -> {
            if (stopping) {
                return close(consumer);
            }
            reach(topicIds);
            ConsumerLoop running = new ConsumerLoop(pipeline, consumer, watch, topicIds);
            loop = running;
            long watching = vertx.setPeriodic(WATCH_MILLIS, tick -> watch(watch, topicIds, running));
            return running.run()
                    .onComplete(end -> vertx.cancelTimer(watching))
                    .eventually(() -> finish(running, consumer));
        });
    }

    private Future<Void> finish(ConsumerLoop ended, KafkaConsumer<byte[], byte[]> consumer) {
        loop = null;
        Future<Void> written =
                stopping ? ended.written().timeout(STORE_MILLIS, TimeUnit.MILLISECONDS) : ended.written();
        return written.eventually(() -> ended.commit().timeout(COMMIT_MILLIS, TimeUnit.MILLISECONDS))
                .eventually(() -> close(consumer))
                .onComplete(closed -> metrics.lag(Map.of()));
    }

    private void watch(TopicWatch watch, Map<String, String> topicIds, ConsumerLoop running) {
        watch.ids()
                .compose(ids -> {
                    if (running.isOutdated()) {
                        running.end();
                        return Future.succeededFuture();
                    }
                    if (!ids.equals(topicIds)) {
                        logChange(topicIds, ids);
                        running.end();
                        return Future.succeededFuture();
                    }
                    backoff.reset();
                    reach(ids);
                    return measureLag(watch, running);
                })
                .onFailure(cause -> kafka.fails(clients.describe(cause)));
    }

    private void logChange(Map<String, String> before, Map<String, String> now) {
        for (String topic : settings.topics()) {
            String id = now.get(topic);
            if (!before.containsKey(topic)) {
                if (id != null) {
                    LOG.info("topic created topic={}", topic);
                }
            } else if (!before.get(topic).equals(id)) {
                LOG.warn("topic deleted topic={} created_again={}", topic, id != null);
            }
        }
    }

    private Future<Void> measureLag(TopicWatch watch, ConsumerLoop running) {
        Map<TopicPartition, Long> positions = running.positions();
        return watch.ends(positions.keySet()).map(ends -> {
            Map<TopicPartition, Long> lag = new HashMap<>();
            ends.forEach(
                    (partition, end) -> lag.put(partition, Math.max(0, end - positions.getOrDefault(partition, end))));
            metrics.lag(lag);
            return null;
        });
    }

    private Future<KafkaConsumer<byte[], byte[]>> openConsumer() {
        return vertx.executeBlocking(
                        () -> new org.apache.kafka.clients.consumer.KafkaConsumer<>(
                                clients.consumer(choices()), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                        false)
                .map(consumer -> KafkaConsumer.create(vertx, consumer));
    }

    private Map<String, String> choices() {
        long wait = pipeline.settings().fetchWait().toMillis();
        return Map.ofEntries(
                Map.entry(ConsumerConfig.GROUP_ID_CONFIG, settings.group()),
                // A rebalance takes away only the partitions that move; the others go on.
                Map.entry(
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName()),
                // One poll fills a batch.
                Map.entry(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        Integer.toString(pipeline.settings().batchSize())),
                // A batch fills at the broker: a poll for each record costs more than all else that becomes of it.
                Map.entry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, wait == 0 ? "1" : FETCH_BYTES),
                Map.entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Long.toString(wait == 0 ? IDLE_FETCH_MILLIS : wait)),
                // A persister that is killed is replaced after that long.
                Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000"),
                // The others learn of a rebalance with their next heartbeat; until then partitions that move have
                // nobody.
                Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "500"),
                // The thread of the heartbeat wakes up that often, and takes the client from the polls.
                Map.entry(ConsumerConfig.RETRY_BACKOFF_MS_CONFIG, "300"),
                // What waits for an answer keeps the polls waiting.
                Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000"),
                Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000"),
                // Partitions that are added are seen after that long.
                Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "10000"),
                Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"));
    }

    private static Future<Void> close(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.close()
                .timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .recover(abandoned -> Future.succeededFuture());
    }
}
