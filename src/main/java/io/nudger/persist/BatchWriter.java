package io.nudger.persist;

import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Brings a batch to its end, however long that takes: each record is in the database or among the dead letters. */
final class BatchWriter {
    private final Storage storage;
    private final DeadLetters deadLetters;
    private final Retry retry;
    private final Dependency postgres;
    private final Dependency deadLetterTopic;
    private final KafkaClients clients;
    private final PersistMetrics metrics;
    private final LongSupplier nanos;

    BatchWriter(
            Storage storage,
            DeadLetters deadLetters,
            Retry retry,
            Dependency postgres,
            Dependency deadLetterTopic,
            KafkaClients clients,
            PersistMetrics metrics,
            LongSupplier nanos) {
        this.storage = storage;
        this.deadLetters = deadLetters;
        this.retry = retry;
        this.postgres = postgres;
        this.deadLetterTopic = deadLetterTopic;
        this.clients = clients;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /** Completes when nothing of the batch would be lost any more; fails only when the retries are stopped. */
    Future<Void> write(Batch batch) {
        return store(batch.readable()).compose(refused -> {
            List<Reading.DeadLetter> dead = new ArrayList<>(batch.deadLetters());
            dead.addAll(refused);
            return send(dead);
        });
    }

    private Future<List<Reading.DeadLetter>> store(List<Reading.Good> readable) {
        if (readable.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        long start = nanos.getAsLong();
        return retry.untilDone(
                        () -> storage.store(
                                readable.stream().map(Reading.Good::result).toList()),
                        this::storeFailed)
                .map(stored -> {
                    postgres.works();
                    Duration time = Duration.ofNanos(nanos.getAsLong() - start);
                    metrics.stored(
                            readable.size(), stored.rows(), stored.refused().size(), time);
                    return stored.refused().stream()
                            .map(refused -> new Reading.DeadLetter(
                                    readable.get(refused.candidate().index()).source(),
                                    DeadReason.REFUSED,
                                    refused.reason()))
                            .toList();
                });
    }

    private Future<Void> send(List<Reading.DeadLetter> dead) {
        if (dead.isEmpty()) {
            return Future.succeededFuture();
        }
        return retry.untilDone(() -> deadLetters.send(dead), this::sendFailed).onSuccess(sent -> {
            deadLetterTopic.works();
            dead.forEach(letter -> metrics.dead(letter.reason()));
        });
    }

    private void storeFailed(Throwable cause) {
        metrics.retried();
        postgres.fails(PgFailure.describe(cause));
    }

    private void sendFailed(Throwable cause) {
        metrics.retried();
        deadLetterTopic.fails(clients.describe(cause));
    }
}
