package io.nudger.consume;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import io.nudger.support.Dependency;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Brings a batch to its end, however long that takes: each record is in the store or among the dead letters. */
final class BatchWriter {
    private final RecordStore store;
    private final Admission admission;
    private final DeadLetters deadLetters;
    private final Retry retry;
    private final Dependency dependency;
    private final PersisterMetrics metrics;

    BatchWriter(
            RecordStore store,
            Admission admission,
            DeadLetters deadLetters,
            Retry retry,
            Dependency dependency,
            PersisterMetrics metrics) {
        this.store = store;
        this.admission = admission;
        this.deadLetters = deadLetters;
        this.retry = retry;
        this.dependency = dependency;
        this.metrics = metrics;
    }

    /** As {@link RecordStore#incarnation}. */
    int incarnation() {
        return store.incarnation();
    }

    /** As {@link RecordStore#positions}, again and again while the store is away. */
    Future<List<StoredOffsets.Position>> positions(StoredOffsets asked) {
        return untilDone(() -> store.positions(asked));
    }

    /** As {@link RecordStore#keep}, again and again while the store is away. */
    Future<Void> keep(StoredOffsets progress) {
        return untilDone(() -> store.keep(progress));
    }

    /**
     * Completes when nothing of the batch would be lost any more; fails only when the retries are stopped, and with
     * {@link SetBackException} when what came before the batch is lost.
     *
     * @param incarnation the number of the one in which all that comes before is stored
     */
    Future<Void> write(Batch batch, int incarnation) {
        return untilDone(() -> admission.admit(batch.readings())).compose(admitted -> write(admitted, incarnation));
    }

    private Future<Void> write(DecodedBatch readings, int incarnation) {
        return store(readings, incarnation)
                .compose(refused -> storeGaps(readings, incarnation).compose(refusedGaps -> {
                    List<Decoded.Rejected> dead = new ArrayList<>(readings.deadLetters());
                    dead.addAll(refused);
                    dead.addAll(refusedGaps);
                    return deadLetters.send(dead);
                }));
    }

    /** The gaps that the store refuses come back. */
    private Future<List<Decoded.Rejected>> storeGaps(DecodedBatch readings, int incarnation) {
        List<SlotGap> all = readings.slotGaps();
        if (all.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return untilDone(() -> store.storeGaps(all, incarnation)).map(refused -> {
            metrics.ranges(all.size() - refused.size());
            return refused.stream()
                    .map(each -> new Decoded.Rejected(
                            readings.gaps().get(each.index()).source(), DeadReason.REFUSED, each.reason()))
                    .toList();
        });
    }

    /** The results that the store refuses come back. */
    private Future<List<Decoded.Rejected>> store(DecodedBatch readings, int incarnation) {
        List<CheckResult> results = readings.results();
        if (results.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        long start = System.nanoTime();
        return untilDone(() -> store.store(results, incarnation)).map(stored -> {
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            metrics.stored(results.size(), stored, time);
            return stored.refused().stream()
                    .map(refused -> new Decoded.Rejected(
                            readings.good().get(refused.index()).source(), DeadReason.REFUSED, refused.reason()))
                    .toList();
        });
    }

    private <T> Future<T> untilDone(Supplier<Future<T>> attempt) {
        return retry.untilDone(attempt, this::failed).map(done -> {
            dependency.works();
            return done;
        });
    }

    private void failed(Throwable cause) {
        if (cause instanceof SetBackException) {
            return;
        }
        metrics.retried();
        dependency.fails(String.valueOf(cause.getMessage()));
    }
}
