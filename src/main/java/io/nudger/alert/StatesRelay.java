package io.nudger.alert;

import io.nudger.kafka.KafkaClients;
import io.nudger.kafka.Topics;
import io.nudger.record.Database;
import io.nudger.support.Backoff;
import io.nudger.support.Dependency;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.NewTopic;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies changes of states from the table to the topic, in their order: the leader alone, and a change that is marked as
 * published is there. The producer has a transactional id, so that the next leader shuts out the records of one that stood
 * still and wakes: in a compacted topic a change that comes late would stay as the newest. Belongs to one event loop.
 */
final class StatesRelay {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");
    private static final int BATCH = 500;
    private static final long CLOSE_MILLIS = 1_000;
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Compacted, so that it tells of every target; a week of changes stays readable before that. */
    private static final Map<String, String> CONFIG =
            Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "604800000", "segment.ms", "86400000");

    private static final String MARK =
            "UPDATE state_changes SET published_at = now() WHERE id = ANY ($1) AND published_at IS NULL";

    private final Vertx vertx;
    private final KafkaClients clients;
    private final String topic;
    private final Database database;
    private final Lease lease;
    private final Topics topics;
    private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, new SplittableRandom());

    private @Nullable KafkaProducer<String, byte[]> producer;
    /** Of the generation that the producer was opened in. */
    private long generation;

    private Future<Void> running = Future.succeededFuture();
    private boolean again;
    private boolean waiting;
    private boolean stopped;
    private final Dependency kafka = new Dependency(LOG, "kafka", "changes of states wait in postgres");

    StatesRelay(Vertx vertx, KafkaClients clients, String topic, Database database, Lease lease) {
        this.vertx = vertx;
        this.clients = clients;
        this.topic = topic;
        this.database = database;
        this.lease = lease;
        NewTopic wanted = new NewTopic(topic, 1, clients.settings().replicationFactor()).setConfig(CONFIG);
        topics = new Topics(vertx, clients, List.of(wanted), new SplittableRandom());
    }

    /** Publishes what is not published yet, if the lease is held here. */
    void wake() {
        again = true;
        if (stopped || waiting || !running.isComplete()) {
            return;
        }
        again = false;
        running = drain().onComplete(done -> {
            if (done.succeeded()) {
                succeeded();
            } else {
                failed(done.cause());
            }
        });
    }

    /** Why nothing is published; null when all is well. */
    @Nullable String trouble() {
        return kafka.trouble();
    }

    Future<Void> stop() {
        stopped = true;
        return topics.close()
                .eventually(() ->
                        running.timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty())
                .eventually(this::close)
                .otherwiseEmpty();
    }

    private void succeeded() {
        kafka.works();
        backoff.reset();
        if (again) {
            wake();
        }
    }

    private void failed(Throwable cause) {
        if (cause instanceof Lease.NotLeadingException || cause instanceof CancellationException) {
            close().onFailure(ignored -> {});
            return;
        }
        kafka.fails(clients.describe(cause));
        waiting = true;
        close().onComplete(closed -> vertx.setTimer(backoff.nextMillis(), timer -> {
            waiting = false;
            if (again || lease.isHeld()) {
                wake();
            }
        }));
    }

    private Future<Void> drain() {
        Lease.Term term = lease.term();
        if (term == null) {
            return close();
        }
        KafkaProducer<String, byte[]> open = producer;
        if (open != null && generation == term.generation()) {
            return copy(open);
        }
        return database.query(StateRecord.SELECT, Tuple.of(1))
                .compose(waiting -> waiting.size() == 0
                        ? Future.succeededFuture()
                        : open(term).compose(opened -> copy(opened)));
    }

    private Future<Void> copy(KafkaProducer<String, byte[]> opened) {
        return database.query(StateRecord.SELECT, Tuple.of(BATCH)).compose(rows -> {
            if (rows.size() == 0) {
                return Future.succeededFuture();
            }
            List<KafkaProducerRecord<String, byte[]>> records = new ArrayList<>();
            List<Long> ids = new ArrayList<>();
            for (Row row : rows) {
                byte[] value = StateRecord.json(row).encode().getBytes(StandardCharsets.UTF_8);
                records.add(KafkaProducerRecord.create(topic, row.getString("target"), value, null, 0));
                ids.add(row.getLong("id"));
            }
            return publish(opened, records)
                    .compose(published -> mark(ids))
                    .compose(marked -> records.size() < BATCH ? Future.succeededFuture() : copy(opened));
        });
    }

    private Future<Void> publish(
            KafkaProducer<String, byte[]> opened, List<KafkaProducerRecord<String, byte[]>> records) {
        return opened.beginTransaction()
                .compose(begun -> Future.all(records.stream().map(opened::send).toList()))
                .compose(sent -> opened.commitTransaction());
    }

    private Future<Void> mark(List<Long> ids) {
        return lease.transaction(connection -> connection
                .preparedQuery(MARK)
                .execute(Tuple.of(ids.toArray(Long[]::new)))
                .mapEmpty());
    }

    /**
     * The look at the lease comes after the broker knows of this producer: whoever leads next takes the lease later than
     * that, and shuts this one out later still.
     */
    private Future<KafkaProducer<String, byte[]>> open(Lease.Term term) {
        return close().compose(closed -> topics.ensure(kafka::fails))
                .compose(there -> clients.openProducer(vertx, Map.of("transactional.id", "nudger-alerter-" + topic)))
                .compose(opened -> {
                    producer = opened.exceptionHandler(failure -> {});
                    generation = term.generation();
                    return opened.initTransactions()
                            .compose(known -> lease.transaction(connection -> Future.succeededFuture()))
                            .map(opened);
                });
    }

    private Future<Void> close() {
        KafkaProducer<String, byte[]> open = producer;
        producer = null;
        return open == null
                ? Future.succeededFuture()
                : open.close(CLOSE_MILLIS).otherwiseEmpty();
    }
}
