package io.nudger.persist;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Brings a batch to its end, however long that takes: each record is in the database or among the dead letters. */
final class BatchWriter {
    private final Storage storage;
    private final DeadLetters deadLetters;
    private final Retry retry;
    private final Dependency database;
    private final PersistMetrics metrics;
    private final Runnable onMissingSchema;

    /** @param onMissingSchema called when the database lacks tables, as it may after it was set back or replaced */
    BatchWriter(
            Storage storage,
            DeadLetters deadLetters,
            Retry retry,
            Dependency database,
            PersistMetrics metrics,
            Runnable onMissingSchema) {
        this.storage = storage;
        this.deadLetters = deadLetters;
        this.retry = retry;
        this.database = database;
        this.metrics = metrics;
        this.onMissingSchema = onMissingSchema;
    }

    /** As {@link Storage#incarnation}. */
    int incarnation() {
        return storage.incarnation();
    }

    /** As {@link Storage#positions}, again and again while the database is away. */
    Future<List<Progress.Position>> positions(Progress asked) {
        return untilDone(() -> storage.positions(asked));
    }

    /** As {@link Storage#keep}, again and again while the database is away. */
    Future<Void> keep(Progress progress) {
        return untilDone(() -> storage.keep(progress));
    }

    /**
     * Completes when nothing of the batch would be lost any more; fails only when the retries are stopped, and with
     * {@link SetBackException} when what came before the batch is lost.
     *
     * @param incarnation the number of the one in which all that comes before is stored
     */
    Future<Void> write(Batch batch, int incarnation) {
        return untilDone(() -> storage.admit(batch.readings())).compose(admitted -> write(admitted, incarnation));
    }

    private Future<Void> write(Sorted readings, int incarnation) {
        return store(readings, incarnation)
                .compose(refused -> storeGaps(readings, incarnation).compose(refusedGaps -> {
                    List<Reading.DeadLetter> dead = new ArrayList<>(readings.deadLetters());
                    dead.addAll(refused);
                    dead.addAll(refusedGaps);
                    return deadLetters.send(dead);
                }));
    }

    /** The gaps that the database refuses come back. */
    private Future<List<Reading.DeadLetter>> storeGaps(Sorted readings, int incarnation) {
        List<SlotGap> all = readings.slotGaps();
        if (all.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return untilDone(() -> storage.storeGaps(all, incarnation)).map(refused -> {
            metrics.ranges(all.size() - refused.size());
            return refused.stream()
                    .flatMap(each -> readings.gaps().stream()
                            .filter(gap -> gap.gap().equals(each.gap()))
                            .map(gap -> new Reading.DeadLetter(gap.source(), DeadReason.REFUSED, each.reason())))
                    .toList();
        });
    }

    /** The results that the database refuses come back. */
    private Future<List<Reading.DeadLetter>> store(Sorted readings, int incarnation) {
        List<CheckResult> results = readings.results();
        if (results.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        long start = System.nanoTime();
        return untilDone(() -> storage.store(results, incarnation)).map(stored -> {
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            metrics.stored(results.size(), stored, time);
            return stored.refused().stream()
                    .map(refused -> new Reading.DeadLetter(
                            readings.good().get(refused.index()).source(), DeadReason.REFUSED, refused.reason()))
                    .toList();
        });
    }

    private <T> Future<T> untilDone(Supplier<Future<T>> attempt) {
        return retry.untilDone(attempt, this::failed).map(done -> {
            database.works();
            return done;
        });
    }

    private void failed(Throwable cause) {
        if (cause instanceof SetBackException) {
            return;
        }
        if (PgFailure.isMissingSchema(cause)) {
            onMissingSchema.run();
        }
        metrics.retried();
        database.fails(PgFailure.describe(cause));
    }
}
