package io.nudger.persist;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How far partitions are stored.
 *
 * @param incarnation the number of the {@link Incarnation} in which all that comes before was stored
 * @param positions ordered by topic and partition
 */
record Progress(int incarnation, List<Position> positions) {
    Progress {
        positions = List.copyOf(positions);
    }

    /**
     * The progress in some partitions.
     *
     * @param next by partition, the offset from which on nothing is stored
     * @param topicIds by name of the topic
     */
    static Progress of(int incarnation, Map<TopicPartition, Long> next, Map<String, String> topicIds) {
        return new Progress(
                incarnation,
                next.entrySet().stream()
                        .map(entry -> new Position(
                                topicIds.getOrDefault(entry.getKey().getTopic(), ""),
                                entry.getKey().getPartition(),
                                entry.getValue()))
                        .sorted(Position.BY_PARTITION)
                        .toList());
    }

    /** The offset from which on nothing is stored. */
    record Position(String topicId, int partition, long next) {
        static final Comparator<Position> BY_PARTITION =
                Comparator.comparing(Position::topicId).thenComparingInt(Position::partition);
    }
}
