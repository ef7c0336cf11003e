package io.nudger.persist;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's life: takes records from the topics and hands them on in batches. Poll, read, store, commit; while one
 * batch is stored the next ones are read, and when there are enough of them the partitions are paused. Polling goes on all the
 * time, because it is what keeps the membership of the group.
 *
 * <p>The consumer is asked one thing after the other, so that a commit never meets a rebalance: what a poll revokes is
 * known here before anything else is asked. Offsets are committed only of what is stored, and of partitions that are
 * still ours. With each goes the id of its topic: an offset in a topic that was deleted and made again says nothing.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Duration IDLE_POLL = Duration.ofMillis(500);
    /** While a batch is stored: its offsets wait for the poll to end, and so does the reading of what comes next. */
    private static final Duration BUSY_POLL = Duration.ofMillis(10);
    /** So many batches are read ahead: while one is stored, the next is ready and the one after it is being read. */
    private static final int BATCHES_AHEAD = 2;

    private final Intakes common;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicWatch watch;
    private final Map<String, String> topicIds;
    private final int batchSize;
    private final long lingerNanos;

    private final Set<TopicPartition> owned = new HashSet<>();
    private final Set<TopicPartition> unverified = new HashSet<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private final Map<TopicPartition, Long> stored = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final List<Reading> pending = new ArrayList<>();
    private final Promise<Void> ended = Promise.promise();
    private long pendingSince;
    private @Nullable Batch writing;
    private Future<Void> written = Future.succeededFuture();
    private boolean joined;
    private boolean ending;

    Intake(Intakes common, KafkaConsumer<byte[], byte[]> consumer, TopicWatch watch, Map<String, String> topicIds) {
        this.common = common;
        this.consumer = consumer;
        this.watch = watch;
        this.topicIds = topicIds;
        batchSize = common.settings().batchSize();
        lingerNanos = common.settings().batchLinger().toNanos();
    }

    /** Completes when told to end; fails when the consumer fails, and is then of no more use. */
    Future<Void> run() {
        consumer.partitionsAssignedHandler(this::assigned).partitionsRevokedHandler(this::revoked);
        consumer.subscribe(topicIds.keySet()).onSuccess(subscribed -> turn()).onFailure(ended::tryFail);
        return ended.future();
    }

    /** Ends after the poll under way. What is being stored goes on; see {@link #written}. */
    void end() {
        ending = true;
    }

    /** The batch under way; completes when there is none any more. */
    Future<Void> written() {
        return written;
    }

    /** Commits what is stored. Nothing else may be asked of the consumer meanwhile. */
    Future<Void> commit() {
        if (stored.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<TopicPartition, Long> committing = Map.copyOf(stored);
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        committing.forEach((partition, offset) ->
                offsets.put(partition, new OffsetAndMetadata(offset, topicIds.get(partition.getTopic()))));
        return consumer.commit(offsets).map(committed -> {
            stored.entrySet().removeAll(committing.entrySet());
            positions.putAll(committing);
            return null;
        });
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
        if (ending) {
            ended.tryComplete();
            return;
        }
        consumer.poll(pollTimeout())
                .compose(records -> rewindForeign().compose(rewound -> read(records, rewound)))
                .compose(readings -> {
                    accept(readings);
                    return commit().recover(this::commitLater);
                })
                .compose(done -> throttle())
                .onSuccess(done -> turn())
                .onFailure(ended::tryFail);
    }

    private Future<List<Reading>> read(KafkaConsumerRecords<byte[], byte[]> records, Set<TopicPartition> rewound) {
        return common.vertx()
                .executeBlocking(() -> common.reader().readAll(records.records()), false)
                .map(readings -> readings.stream()
                        .filter(reading -> !rewound.contains(Batch.partitionOf(reading)))
                        .toList());
    }

    private Duration pollTimeout() {
        if (writing != null) {
            return BUSY_POLL;
        }
        if (pending.isEmpty()) {
            return IDLE_POLL;
        }
        long left = lingerNanos - (System.nanoTime() - pendingSince);
        return Duration.ofNanos(Math.max(0, left));
    }

    private void accept(List<Reading> readings) {
        if (pending.isEmpty()) {
            pendingSince = System.nanoTime();
        }
        readings.stream()
                .filter(reading -> owned.contains(Batch.partitionOf(reading)))
                .forEach(pending::add);
        writeNext();
    }

    private void writeNext() {
        boolean due = pending.size() >= batchSize || System.nanoTime() - pendingSince >= lingerNanos;
        if (writing != null || pending.isEmpty() || !due || ending) {
            return;
        }
        List<Reading> next = pending.subList(0, Math.min(batchSize, pending.size()));
        Batch batch = new Batch(next);
        next.clear();
        pendingSince = System.nanoTime();
        writing = batch;
        written = common.writer().write(batch).onComplete(done -> {
            writing = null;
            if (done.succeeded()) {
                stored.putAll(batch.next());
                writeNext();
            }
        });
    }

    /** The partitions may be another's by now, or the broker is away: what is stored is committed when it can be. */
    private Future<Void> commitLater(Throwable cause) {
        LOG.debug("offsets are committed later: {}", cause.toString());
        return Future.succeededFuture();
    }

    private Future<Void> throttle() {
        if (pending.size() < BATCHES_AHEAD * batchSize) {
            Set<TopicPartition> again = Set.copyOf(paused);
            paused.clear();
            return again.isEmpty() ? Future.succeededFuture() : consumer.resume(again);
        }
        Set<TopicPartition> running = new HashSet<>(owned);
        running.removeAll(paused);
        paused.addAll(running);
        return running.isEmpty() ? Future.succeededFuture() : consumer.pause(running);
    }

    private void assigned(Set<TopicPartition> partitions) {
        joined = true;
        owned.addAll(partitions);
        unverified.addAll(partitions);
        if (!partitions.isEmpty()) {
            common.onAssigned().run();
        }
    }

    private void revoked(Set<TopicPartition> partitions) {
        owned.removeAll(partitions);
        unverified.removeAll(partitions);
        paused.removeAll(partitions);
        stored.keySet().removeAll(partitions);
        positions.keySet().removeAll(partitions);
        pending.removeIf(reading -> partitions.contains(Batch.partitionOf(reading)));
        if (writing != null) {
            writing.release(partitions);
        }
    }

    /**
     * Starts partitions over whose committed offset belongs to a topic of the same name that is gone.
     *
     * @return these partitions: what was read of them is to be read again
     */
    private Future<Set<TopicPartition>> rewindForeign() {
        if (unverified.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        Set<TopicPartition> checking = Set.copyOf(unverified);
        return watch.committed(checking).compose(committed -> {
            Set<TopicPartition> foreign = new HashSet<>();
            committed.forEach((partition, offset) -> {
                positions.put(partition, offset.getOffset());
                if (isForeign(partition, offset)) {
                    foreign.add(partition);
                }
            });
            unverified.removeAll(checking);
            return foreign.isEmpty()
                    ? Future.succeededFuture(foreign)
                    : consumer.seekToBeginning(foreign).map(foreign);
        });
    }

    private boolean isForeign(TopicPartition partition, OffsetAndMetadata committed) {
        String metadata = committed.getMetadata();
        return metadata != null && !metadata.isEmpty() && !metadata.equals(topicIds.get(partition.getTopic()));
    }
}
