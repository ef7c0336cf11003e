package io.nudger.consume;

import io.vertx.core.Future;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From where partitions are read that were assigned. The group's committed offset says how far they were stored, the record
 * itself how far they are stored now: when a database was set back, less.
 *
 * <p>With each committed offset goes the id of its topic. One of another id belongs to a topic of the same name that is gone, and
 * says nothing. One without was not committed by a persister: where an operator has moved the group to, it reads.
 */
final class StartOffsets {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.persister");

    private final TopicWatch watch;
    private final BatchWriter writer;
    private final Map<String, String> topicIds;
    private final int incarnation;

    /**
     * For one consumer.
     *
     * @param watch knows the oldest records
     * @param writer knows the record
     * @param topicIds the ids of the topics, by name
     * @param incarnation of the database, in which all of this is true
     */
    StartOffsets(TopicWatch watch, BatchWriter writer, Map<String, String> topicIds, int incarnation) {
        this.watch = watch;
        this.writer = writer;
        this.topicIds = topicIds;
        this.incarnation = incarnation;
    }

    /** What is to be kept in the record of these offsets. */
    StoredOffsets progress(Map<TopicPartition, Long> next) {
        return new StoredOffsets(
                incarnation,
                next.entrySet().stream()
                        .map(entry -> position(entry.getKey(), entry.getValue()))
                        .sorted(StoredOffsets.Position.BY_PARTITION)
                        .toList());
    }

    /** Whether the database was set back since. */
    boolean isOutdated() {
        return incarnation != writer.incarnation();
    }

    /**
     * The offsets, by partition; waits for the database.
     *
     * @param committed what the group has committed, of these partitions
     */
    Future<Map<TopicPartition, Long>> of(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        committed.forEach((partition, offset) -> offsets.put(partition, offset.getOffset()));
        return writer.positions(progress(offsets)).compose(known -> {
            Map<StoredOffsets.Position, Long> stored = new TreeMap<>(StoredOffsets.Position.BY_PARTITION);
            known.forEach(position -> stored.put(position, position.next()));
            Set<TopicPartition> fromBeginning = new HashSet<>();
            List<String> behind = new ArrayList<>();
            committed.forEach((partition, offset) -> {
                Long recorded = stored.get(position(partition, 0));
                if (isForeign(partition, offset)) {
                    start(partition, recorded, offsets, fromBeginning);
                } else if (isOurs(partition, offset) && (recorded == null || recorded < offset.getOffset())) {
                    behind.add("%s-%d committed=%d stored=%d"
                            .formatted(
                                    partition.getTopic(),
                                    partition.getPartition(),
                                    offset.getOffset(),
                                    recorded == null ? 0 : recorded));
                    start(partition, recorded, offsets, fromBeginning);
                }
            });
            report(behind);
            return fromBeginning.isEmpty()
                    ? Future.succeededFuture(offsets)
                    : watch.begins(fromBeginning).map(begins -> {
                        offsets.putAll(begins);
                        return offsets;
                    });
        });
    }

    private static void start(
            TopicPartition partition,
            @Nullable Long recorded,
            Map<TopicPartition, Long> offsets,
            Set<TopicPartition> fromBeginning) {
        if (recorded == null) {
            fromBeginning.add(partition);
        } else {
            offsets.put(partition, recorded);
        }
    }

    private static void report(List<String> behind) {
        if (!behind.isEmpty()) {
            Collections.sort(behind);
            LOG.warn("database behind kafka reading_again=\"{}\"; it was set back or is another one", behind);
        }
    }

    private StoredOffsets.Position position(TopicPartition partition, long next) {
        return new StoredOffsets.Position(
                topicIds.getOrDefault(partition.getTopic(), ""), partition.getPartition(), next);
    }

    private boolean isOurs(TopicPartition partition, OffsetAndMetadata committed) {
        String topicId = topicIds.get(partition.getTopic());
        return topicId != null && topicId.equals(committed.getMetadata());
    }

    private boolean isForeign(TopicPartition partition, OffsetAndMetadata committed) {
        String metadata = committed.getMetadata();
        return metadata != null && !metadata.isEmpty() && !isOurs(partition, committed);
    }
}
