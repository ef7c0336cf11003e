package io.nudger.consume;

import io.vertx.core.Future;
import io.vertx.kafka.client.common.TopicPartition;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what was read of some of the targets, and has it stored in batches, one after the other. A batch is stored when it
 * is full, or when its first record has waited long enough.
 */
final class StoreWorker {
    /** So many batches are read ahead: while one is stored, the next is ready and the one after it is being read. */
    private static final int BATCHES_AHEAD = 2;

    /** So few are not worth a transaction for each worker. */
    private static final int FEW = 500;

    /** Records of any size may come: beyond that there is enough, whatever their number. */
    private static final long MAX_BYTES_AHEAD = Runtime.getRuntime().maxMemory() / 32;

    private final BatchWriter writer;
    private final int batchSize;
    private final long lingerNanos;
    private final int incarnation;
    private final Consumer<Set<TopicPartition>> onStored;
    private final Runnable onLost;

    private final BatchQueue pending = new BatchQueue();
    private long pendingSince;
    private @Nullable Batch writing;
    private Future<Void> written = Future.succeededFuture();
    private boolean ending;

    /**
     * A worker that has nothing yet.
     *
     * @param incarnation of the database, in which all is to be stored
     * @param onStored called with the partitions of which records were stored
     * @param onLost called when a batch was not stored, and will not be
     */
    StoreWorker(Pipeline pipeline, int incarnation, Consumer<Set<TopicPartition>> onStored, Runnable onLost) {
        writer = pipeline.writer();
        batchSize = pipeline.settings().batchSize();
        lingerNanos = pipeline.settings().lingerAfterFetch().toNanos();
        this.incarnation = incarnation;
        this.onStored = onStored;
        this.onLost = onLost;
    }

    /** Takes these after what it has. */
    void add(Chunk chunk) {
        if (pending.isEmpty()) {
            pendingSince = System.nanoTime();
        }
        pending.add(chunk);
    }

    /** The offset of the first record of a partition that is not stored yet; empty when all are. */
    OptionalLong first(TopicPartition partition) {
        Long inWork = writing == null ? null : writing.first().get(partition);
        return inWork == null ? pending.first(partition) : OptionalLong.of(inWork);
    }

    /**
     * Each begins to store a batch, if one is due and none is under way. Where none is storing, and all of them have only a
     * few, that becomes one batch.
     */
    static void writeNext(List<StoreWorker> workers) {
        List<StoreWorker> waiting =
                workers.stream().filter(StoreWorker::isWaiting).toList();
        int few = waiting.stream().mapToInt(worker -> worker.pending.size()).sum();
        boolean isOne = few <= FEW
                && workers.stream().noneMatch(worker -> worker.isWriting() || worker.ending)
                && waiting.stream().anyMatch(StoreWorker::isDue);
        if (!isOne) {
            waiting.forEach(StoreWorker::writeNext);
            return;
        }
        waiting.get(0)
                .store(
                        waiting.stream()
                                .flatMap(worker -> worker.pending.take(FEW).stream())
                                .toList(),
                        waiting);
    }

    private void writeNext() {
        if (writing == null && isDue() && !ending) {
            store(pending.take(batchSize), List.of(this));
        }
    }

    private boolean isDue() {
        return !pending.isEmpty() && nanosUntilDue() <= 0;
    }

    /** @param sharing those that it was taken from: they wait for it */
    private void store(List<Chunk> chunks, List<StoreWorker> sharing) {
        Batch batch = new Batch(chunks);
        sharing.forEach(worker -> worker.begin(batch));
        Future<Void> storing = writer.write(batch, incarnation).onComplete(done -> {
            sharing.forEach(worker -> worker.writing = null);
            if (done.succeeded()) {
                onStored.accept(batch.first().keySet());
                sharing.forEach(StoreWorker::writeNext);
            } else {
                onLost.run();
            }
        });
        sharing.forEach(worker -> worker.written = storing);
    }

    private void begin(Batch batch) {
        pendingSince = System.nanoTime();
        writing = batch;
    }

    /** How long until a batch is due, which may wait for the one under way; at most as long as a batch waits. */
    long nanosUntilDue() {
        if (pending.isEmpty()) {
            return lingerNanos;
        }
        return pending.size() >= batchSize ? 0 : Math.max(0, lingerNanos - (System.nanoTime() - pendingSince));
    }

    /** Whether something waits to be stored. */
    boolean isWaiting() {
        return !pending.isEmpty();
    }

    /** Whether a batch is under way. */
    boolean isWriting() {
        return writing != null;
    }

    /** Whether there is enough of it for now. */
    boolean isFull() {
        return pending.size() >= BATCHES_AHEAD * batchSize || pending.bytes() > MAX_BYTES_AHEAD;
    }

    /** These partitions belong to others now. */
    void release(Collection<TopicPartition> partitions) {
        pending.release(partitions);
        if (writing != null) {
            writing.release(partitions);
        }
    }

    /** No further batch is begun. */
    void end() {
        ending = true;
    }

    /** The batch under way; completes when there is none any more. */
    Future<Void> written() {
        return written;
    }
}
