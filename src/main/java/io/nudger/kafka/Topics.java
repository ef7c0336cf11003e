package io.nudger.kafka;

import static java.util.Objects.requireNonNull;

import io.nudger.config.KafkaSettings;
import io.nudger.support.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that topics exist. One that is there is taken as it is, whoever made it; permission to create topics is only
 * needed when one is missing. Belongs to the event loop that calls it.
 */
public final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.kafka");
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final long LOOK_MILLIS = 50;
    private static final int LOOKS = 100;
    private static final long CLOSE_MILLIS = 1;

    private final Vertx vertx;
    private final KafkaClients clients;
    private final List<NewTopic> wanted;
    private final Backoff backoff;

    private @Nullable Promise<Void> ensuring;
    private @Nullable KafkaAdminClient admin;
    private boolean closed;

    /**
     * @param vertx runs the clients
     * @param settings with how many partitions and replicas a missing topic is created
     * @param clients the properties of the admin client
     * @param names the topics; those that the caller really needs, because it must be allowed to see them
     * @param random spreads the attempts
     */
    public Topics(
            Vertx vertx, KafkaSettings settings, KafkaClients clients, List<String> names, RandomGenerator random) {
        this(
                vertx,
                clients,
                names.stream()
                        .map(name -> new NewTopic(name, settings.partitions(), settings.replicationFactor()))
                        .toList(),
                random);
    }

    /**
     * @param vertx runs the clients
     * @param clients the properties of the admin client
     * @param wanted the topics that the caller really needs, and how each is created when it is missing
     * @param random spreads the attempts
     */
    public Topics(Vertx vertx, KafkaClients clients, List<NewTopic> wanted, RandomGenerator random) {
        this.vertx = vertx;
        this.clients = clients;
        this.wanted = List.copyOf(wanted);
        this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
    }

    /**
     * Completes when all topics exist. Until then it tries again and again, however long Kafka is away; it fails only when
     * this is closed. Called again meanwhile, it waits for the same.
     *
     * @param onTrouble called after each attempt that failed, in the words of {@link KafkaClients#describe}
     */
    public Future<Void> ensure(Consumer<String> onTrouble) {
        if (closed) {
            return Future.failedFuture(new CancellationException("closed"));
        }
        if (ensuring == null) {
            ensuring = Promise.promise();
            attempt(onTrouble);
        }
        return ensuring.future();
    }

    /** Stops trying. */
    public Future<Void> close() {
        closed = true;
        if (ensuring != null) {
            ensuring.fail(new CancellationException("closed"));
            ensuring = null;
        }
        return closeAdmin();
    }

    private void attempt(Consumer<String> onTrouble) {
        clients.openAdmin(vertx)
                .compose(opened -> {
                    admin = opened;
                    return closed ? Future.succeededFuture() : ensureAll(opened);
                })
                .eventually(this::closeAdmin)
                .onComplete(done -> {
                    if (closed) {
                        return;
                    }
                    if (done.succeeded()) {
                        backoff.reset();
                        Promise<Void> ensured = requireNonNull(ensuring);
                        ensuring = null;
                        ensured.complete();
                        return;
                    }
                    onTrouble.accept(clients.describe(done.cause()));
                    vertx.setTimer(backoff.nextMillis(), timer -> {
                        if (!closed) {
                            attempt(onTrouble);
                        }
                    });
                });
    }

    private Future<Void> ensureAll(KafkaAdminClient opened) {
        Future<Void> ensured = Future.succeededFuture();
        for (NewTopic topic : wanted) {
            ensured = ensured.compose(before -> ensure(opened, topic));
        }
        return ensured;
    }

    private Future<Void> ensure(KafkaAdminClient opened, NewTopic topic) {
        return opened.describeTopics(List.of(topic.getName())).<Void>mapEmpty().recover(thrown -> {
            Throwable cause = KafkaClients.unwrap(thrown);
            return cause instanceof UnknownTopicOrPartitionException
                    ? create(opened, topic)
                    : Future.failedFuture(cause);
        });
    }

    private Future<Void> create(KafkaAdminClient opened, NewTopic topic) {
        String name = topic.getName();
        return opened.createTopics(List.of(topic))
                .onSuccess(created -> LOG.info(
                        "topic created topic={} partitions={} replication_factor={}",
                        name,
                        topic.getNumPartitions(),
                        topic.getReplicationFactor()))
                .recover(thrown -> explain(name, KafkaClients.unwrap(thrown)))
                .compose(created -> awaitVisible(opened, name, LOOKS));
    }

    /** A broker knows of a new topic a moment after the controller does. */
    private Future<Void> awaitVisible(KafkaAdminClient opened, String name, int looks) {
        return opened.describeTopics(List.of(name)).<Void>mapEmpty().recover(thrown -> {
            Throwable cause = KafkaClients.unwrap(thrown);
            if (looks == 0 || !(cause instanceof UnknownTopicOrPartitionException)) {
                return Future.failedFuture(cause);
            }
            return vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                    .compose(later -> awaitVisible(opened, name, looks - 1));
        });
    }

    private Future<Void> explain(String name, Throwable cause) {
        if (cause instanceof TopicExistsException) {
            return Future.succeededFuture();
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return failed(
                    "kafka.replication_factor: topic " + name + " cannot be created yet: " + cause.getMessage(), cause);
        }
        if (cause instanceof AuthorizationException) {
            return failed("topic " + name + " does not exist, and we may not create it: create it, or allow it", cause);
        }
        return Future.failedFuture(cause);
    }

    private static Future<Void> failed(String message, Throwable cause) {
        return Future.failedFuture(new IllegalStateException(message, cause));
    }

    private Future<Void> closeAdmin() {
        KafkaAdminClient open = admin;
        admin = null;
        return open == null ? Future.succeededFuture() : open.close(CLOSE_MILLIS);
    }
}
