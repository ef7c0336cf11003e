package io.nudger.persist;

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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's life: takes records from the topics and hands them to its {@link Lane}s. Poll, read, store, commit; while
 * batches are stored the next ones are read, and when there are enough of them the partitions are paused. Polling goes on all
 * the time, because it is what keeps the membership of the group.
 *
 * <p>The consumer is asked one thing after the other, so that a commit never meets a rebalance: what a poll revokes is
 * known here before anything else is asked. Offsets are committed only up to the first record that is not stored, and of
 * partitions that are still ours. With each goes the id of its topic: an offset in a topic that was deleted and made again says nothing.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Duration IDLE_POLL = Duration.ofMillis(500);
    /** While a batch is stored: its offsets wait for the poll to end, and so does the reading of what comes next. */
    private static final Duration BUSY_POLL = Duration.ofMillis(10);
    /** While one waits for the database, the next one makes its statements. */
    private static final int LANES = 2;

    private final Intakes common;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicWatch watch;
    private final Map<String, String> topicIds;
    private final List<Lane> lanes;

    private final Set<TopicPartition> owned = new HashSet<>();
    private final Set<TopicPartition> unverified = new HashSet<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    /** By partition: the offset after what the lanes were given. */
    private final Map<TopicPartition, Long> given = new HashMap<>();

    private final Map<TopicPartition, Long> stored = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Promise<Void> ended = Promise.promise();
    private boolean joined;
    private boolean ending;

    Intake(Intakes common, KafkaConsumer<byte[], byte[]> consumer, TopicWatch watch, Map<String, String> topicIds) {
        this.common = common;
        this.consumer = consumer;
        this.watch = watch;
        this.topicIds = topicIds;
        lanes = Stream.generate(() -> new Lane(common, this::stored))
                .limit(LANES)
                .toList();
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
        lanes.forEach(Lane::end);
    }

    /** The batches under way; completes when there are none any more. */
    Future<Void> written() {
        return Future.join(lanes.stream().map(Lane::written).toList()).mapEmpty();
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
                .compose(portions -> {
                    accept(portions);
                    return commit().recover(this::commitLater);
                })
                .compose(done -> throttle())
                .onSuccess(done -> turn())
                .onFailure(ended::tryFail);
    }

    private Future<List<Portion>> read(KafkaConsumerRecords<byte[], byte[]> records, Set<TopicPartition> rewound) {
        return common.vertx()
                .executeBlocking(() -> common.reader().readAll(records.records(), LANES), false)
                .map(portions -> portions.stream()
                        .filter(portion -> !rewound.contains(portion.partition()))
                        .toList());
    }

    private Duration pollTimeout() {
        if (lanes.stream().anyMatch(Lane::isWriting)) {
            return BUSY_POLL;
        }
        return lanes.stream()
                .filter(Lane::isWaiting)
                .map(lane -> Duration.ofNanos(lane.nanosUntilDue()))
                .min(naturalOrder())
                .orElse(IDLE_POLL);
    }

    private void accept(List<Portion> portions) {
        // Of this poll: offsets begin anew where a topic was deleted and made again.
        Map<TopicPartition, Long> next = new HashMap<>();
        for (Portion portion : portions) {
            if (owned.contains(portion.partition())) {
                next.merge(portion.partition(), portion.next(), Math::max);
                lanes.get(portion.lane()).add(portion);
            }
        }
        given.putAll(next);
        lanes.forEach(Lane::writeNext);
    }

    private void stored(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            long next = given.getOrDefault(partition, 0L);
            for (Lane lane : lanes) {
                next = Math.min(next, lane.first(partition).orElse(next));
            }
            stored.put(partition, next);
        }
    }

    /** The partitions may be another's by now, or the broker is away: what is stored is committed when it can be. */
    private Future<Void> commitLater(Throwable cause) {
        LOG.debug("offsets are committed later: {}", cause.toString());
        return Future.succeededFuture();
    }

    private Future<Void> throttle() {
        if (lanes.stream().noneMatch(Lane::isFull)) {
            Set<TopicPartition> again = Set.copyOf(paused);
            paused.clear();
            return again.isEmpty() ? Future.succeededFuture() : consumer.resume(again);
        }
        Set<TopicPartition> resting = new HashSet<>(owned);
        resting.removeAll(paused);
        paused.addAll(resting);
        return resting.isEmpty() ? Future.succeededFuture() : consumer.pause(resting);
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
        given.keySet().removeAll(partitions);
        stored.keySet().removeAll(partitions);
        positions.keySet().removeAll(partitions);
        lanes.forEach(lane -> lane.release(partitions));
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
