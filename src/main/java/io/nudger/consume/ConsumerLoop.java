package io.nudger.consume;

import static java.util.Comparator.naturalOrder;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's life: takes records from the topics and hands them to its {@link StoreWorker}s. Poll, decode, store, commit;
 * while batches are stored the next ones are read, and when there are enough of them the partitions are paused. Polling goes on all
 * the time, because it is what keeps the membership of the group.
 *
 * <p>The consumer is asked one thing after the other, so that a commit never meets a rebalance: what a poll revokes is
 * known here before anything else is asked. Offsets are committed only up to the first record that is not stored, and of
 * partitions that are still ours; the database keeps them first, and has less of them when it was set back. With each goes
 * the id of its topic: an offset in a topic that was deleted and made again says nothing.
 */
final class ConsumerLoop {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.persister");
    private static final Duration IDLE_POLL = Duration.ofMillis(500);
    /** While partitions rest: the poll has to end before they go on. */
    private static final Duration BUSY_POLL = Duration.ofMillis(10);
    /** Offsets are kept and committed this often at most: after a crash, what comes once more changes nothing. */
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** While one waits for the database, the next one makes its statements. */
    private static final int WORKERS = 2;

    private final Pipeline pipeline;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicWatch watch;
    private final Map<String, String> topicIds;
    private final StartOffsets starts;
    private final List<StoreWorker> workers;

    private final Set<TopicPartition> owned = new HashSet<>();
    /** Assigned, and not known yet from where on they are to be read. */
    private final Set<TopicPartition> unsettled = new HashSet<>();

    private final Map<TopicPartition, Long> found = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    /** By partition: the offset after what the workers were given. */
    private final Map<TopicPartition, Long> given = new HashMap<>();

    /** By partition: the offset after what is stored, on its way to the database, and then to Kafka. */
    private final Map<TopicPartition, Long> stored = new HashMap<>();

    private final Map<TopicPartition, Long> inKeeping = new HashMap<>();
    private final Map<TopicPartition, Long> kept = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Promise<Void> ended = Promise.promise();
    private Future<Void> keeping = Future.succeededFuture();
    private @Nullable Throwable trouble;
    private long keptAt = System.nanoTime() - KEEP_NANOS;
    private boolean joined;
    private boolean asking;
    private boolean ending;

    ConsumerLoop(
            Pipeline pipeline, KafkaConsumer<byte[], byte[]> consumer, TopicWatch watch, Map<String, String> topicIds) {
        this.pipeline = pipeline;
        this.consumer = consumer;
        this.watch = watch;
        this.topicIds = topicIds;
        int incarnation = pipeline.writer().incarnation();
        starts = new StartOffsets(watch, pipeline.writer(), topicIds, incarnation);
        workers = Stream.generate(() -> new StoreWorker(pipeline, incarnation, this::stored, this::end))
                .limit(WORKERS)
                .toList();
    }

    /** Completes when asked to end; fails when the consumer fails, and is then of no more use. */
    Future<Void> run() {
        consumer.partitionsAssignedHandler(this::assigned).partitionsRevokedHandler(this::revoked);
        consumer.subscribe(topicIds.keySet()).onSuccess(subscribed -> turn()).onFailure(ended::tryFail);
        return ended.future();
    }

    /** Ends after the poll under way. What is being stored goes on; see {@link #written}. */
    void end() {
        ending = true;
        workers.forEach(StoreWorker::end);
    }

    /** The batches under way; completes when there are none any more, and the database has kept how far they go. */
    Future<Void> written() {
        return Future.join(workers.stream().map(StoreWorker::written).toList())
                .<Void>mapEmpty()
                .eventually(this::allKept);
    }

    /** Commits what is stored, and kept. Nothing else may be asked of the consumer meanwhile. */
    Future<Void> commit() {
        if (kept.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<TopicPartition, Long> committing = Map.copyOf(kept);
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        committing.forEach((partition, offset) ->
                offsets.put(partition, new OffsetAndMetadata(offset, topicIds.get(partition.getTopic()))));
        return consumer.commit(offsets).map(committed -> {
            kept.entrySet().removeAll(committing.entrySet());
            positions.putAll(committing);
            return null;
        });
    }

    /** Whether the database was set back since: another loop begins where it stands now. */
    boolean isOutdated() {
        return starts.isOutdated();
    }

    /** Whether the group has given us partitions, be it none. */
    boolean hasJoined() {
        return joined;
    }

    /** How many partitions are ours. */
    int partitions() {
        return owned.size();
    }

    /** By partition that is ours: the offset from which on nothing is committed. */
    Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }

    private void turn() {
        if (ending || trouble instanceof SetBackException) {
            ended.tryComplete();
            return;
        }
        if (trouble != null) {
            ended.tryFail(trouble);
            return;
        }
        consumer.poll(pollTimeout())
                .compose(records -> settle().compose(unread -> read(records, unread)))
                .compose(chunks -> {
                    accept(chunks);
                    if (System.nanoTime() - keptAt >= KEEP_NANOS) {
                        keep();
                    }
                    return commit().recover(this::commitLater);
                })
                .compose(done -> throttle())
                .onSuccess(done -> turn())
                .onFailure(ended::tryFail);
    }

    private Future<List<Chunk>> read(KafkaConsumerRecords<byte[], byte[]> records, Set<TopicPartition> unread) {
        if (records.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return pipeline.vertx()
                .executeBlocking(() -> pipeline.decoder().decodeAll(records.records(), WORKERS), false)
                .map(chunks -> chunks.stream()
                        .filter(chunk -> !unread.contains(chunk.partition()))
                        .toList());
    }

    private Duration pollTimeout() {
        if (asking || !paused.isEmpty()) {
            return BUSY_POLL;
        }
        return workers.stream()
                .filter(worker -> worker.isWaiting() && !worker.isWriting())
                .map(worker -> Duration.ofNanos(worker.nanosUntilDue()))
                .min(naturalOrder())
                .orElse(IDLE_POLL);
    }

    private void accept(List<Chunk> chunks) {
        // Of this poll: offsets begin anew where a topic was deleted and made again.
        Map<TopicPartition, Long> next = new HashMap<>();
        for (Chunk chunk : chunks) {
            if (owned.contains(chunk.partition())) {
                next.merge(chunk.partition(), chunk.next(), Math::max);
                workers.get(chunk.worker()).add(chunk);
            }
        }
        given.putAll(next);
        StoreWorker.writeNext(workers);
    }

    private void stored(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            long next = given.getOrDefault(partition, 0L);
            for (StoreWorker worker : workers) {
                next = Math.min(next, worker.first(partition).orElse(next));
            }
            stored.put(partition, next);
        }
    }

    /** Has the database keep how far the partitions are stored; one time after the other, and only then is it committed. */
    private void keep() {
        if (stored.isEmpty() || !keeping.isComplete()) {
            return;
        }
        keptAt = System.nanoTime();
        inKeeping.putAll(stored);
        stored.clear();
        keeping = pipeline.writer().keep(starts.progress(inKeeping)).onComplete(done -> {
            if (done.failed()) {
                end();
                return;
            }
            kept.putAll(inKeeping);
            inKeeping.clear();
        });
    }

    private Future<Void> allKept() {
        keep();
        return keeping.compose(done -> stored.isEmpty() && keeping.isComplete() ? Future.succeededFuture() : allKept());
    }

    /** The partitions may be another's by now, or the broker is away: what is stored is committed when it can be. */
    private Future<Void> commitLater(Throwable cause) {
        LOG.debug("offsets not committed yet reason=\"{}\"", cause.toString());
        return Future.succeededFuture();
    }

    private Future<Void> throttle() {
        Set<TopicPartition> wanted = workers.stream().anyMatch(StoreWorker::isFull) ? owned : unsettled;
        Set<TopicPartition> resting = new HashSet<>(wanted);
        resting.removeAll(paused);
        Set<TopicPartition> again = new HashSet<>(paused);
        again.removeAll(wanted);
        paused.addAll(resting);
        paused.removeAll(again);
        Future<Void> rested = resting.isEmpty() ? Future.succeededFuture() : consumer.pause(resting);
        return again.isEmpty() ? rested : rested.compose(done -> consumer.resume(again));
    }

    private void assigned(Set<TopicPartition> partitions) {
        joined = true;
        owned.addAll(partitions);
        unsettled.addAll(partitions);
        if (!partitions.isEmpty()) {
            pipeline.onAssigned().run();
        }
    }

    private void revoked(Set<TopicPartition> partitions) {
        owned.removeAll(partitions);
        unsettled.removeAll(partitions);
        paused.removeAll(partitions);
        Stream.of(given, stored, inKeeping, kept, positions)
                .forEach(offsets -> offsets.keySet().removeAll(partitions));
        workers.forEach(worker -> worker.release(partitions));
    }

    /**
     * Moves partitions that were assigned to where they are to be read from. Until that is known they rest.
     *
     * @return those of which nothing that was read counts
     */
    private Future<Set<TopicPartition>> settle() {
        Set<TopicPartition> unread = Set.copyOf(unsettled);
        Map<TopicPartition, Long> settled = new HashMap<>(found);
        settled.keySet().retainAll(unread);
        found.clear();
        settled.forEach((partition, start) -> {
            given.remove(partition);
            Long committed = positions.put(partition, start);
            if (committed != null && start < committed) {
                // So that everybody sees the lag.
                kept.put(partition, start);
            }
        });
        unsettled.removeAll(settled.keySet());
        if (!unsettled.isEmpty() && !asking) {
            ask(Set.copyOf(unsettled));
        }
        Future<Void> moved = Future.succeededFuture();
        for (Map.Entry<TopicPartition, Long> start : settled.entrySet()) {
            moved = moved.compose(done -> consumer.seek(start.getKey(), start.getValue()));
        }
        return moved.map(unread);
    }

    /** Beside the polls: the database may be away. */
    private void ask(Set<TopicPartition> partitions) {
        asking = true;
        watch.committed(partitions)
                .compose(committed -> {
                    committed.forEach((partition, offset) -> positions.putIfAbsent(partition, offset.getOffset()));
                    positions.keySet().retainAll(owned);
                    return starts.of(committed);
                })
                .onSuccess(found::putAll)
                .onFailure(cause -> trouble = cause)
                .onComplete(done -> asking = false);
    }
}
