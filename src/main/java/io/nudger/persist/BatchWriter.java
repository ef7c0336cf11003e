package io.nudger.persist;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Brings a batch to its end, however long that takes: each record is in the database or among the dead letters. */
final class BatchWriter {
    private final Storage storage;
    private final DeadLetters deadLetters;
    private final Retry retry;
    private final Dependency database;
    private final PersistMetrics metrics;

    BatchWriter(Storage storage, DeadLetters deadLetters, Retry retry, Dependency database, PersistMetrics metrics) {
        this.storage = storage;
        this.deadLetters = deadLetters;
        this.retry = retry;
        this.database = database;
        this.metrics = metrics;
    }

    /** Completes when nothing of the batch would be lost any more; fails only when the retries are stopped. */
    Future<Void> write(Batch batch) {
        return admit(batch.readings()).compose(this::write);
    }

    private Future<Void> write(Sorted readings) {
        return store(readings).compose(refused -> storeGaps(readings).compose(refusedGaps -> {
            List<Reading.DeadLetter> dead = new ArrayList<>(readings.deadLetters());
            dead.addAll(refused);
            dead.addAll(refusedGaps);
            return deadLetters.send(dead);
        }));
    }

    private Future<Sorted> admit(Sorted readings) {
        return retry.untilDone(() -> storage.admit(readings), this::failed);
    }

    /** The gaps that the database refuses come back. */
    private Future<List<Reading.DeadLetter>> storeGaps(Sorted readings) {
        List<SlotGap> all = readings.slotGaps();
        if (all.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return retry.untilDone(() -> storage.storeGaps(all), this::failed).map(refused -> {
            database.works();
            metrics.ranges(all.size() - refused.size());
            return refused.stream()
                    .flatMap(each -> readings.gaps().stream()
                            .filter(gap -> gap.gap().equals(each.gap()))
                            .map(gap -> new Reading.DeadLetter(gap.source(), DeadReason.REFUSED, each.reason())))
                    .toList();
        });
    }

    /** The results that the database refuses come back. */
    private Future<List<Reading.DeadLetter>> store(Sorted readings) {
        List<CheckResult> results = readings.results();
        if (results.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        long start = System.nanoTime();
        return retry.untilDone(() -> storage.store(results), this::failed).map(stored -> {
            database.works();
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            metrics.stored(results.size(), stored, time);
            return stored.refused().stream()
                    .map(refused -> new Reading.DeadLetter(
                            readings.good().get(refused.index()).source(), DeadReason.REFUSED, refused.reason()))
                    .toList();
        });
    }

    private void failed(Throwable cause) {
        metrics.retried();
        database.fails(PgFailure.describe(cause));
    }
}
