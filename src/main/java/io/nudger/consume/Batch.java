package io.nudger.consume;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records that are stored together, and the offsets of the first ones. */
final class Batch {
    private final Map<TopicPartition, Long> first = new HashMap<>();
    private final DecodedBatch readings = new DecodedBatch();

    Batch(List<Chunk> chunks) {
        for (Chunk chunk : chunks) {
            first.merge(chunk.partition(), chunk.offset(), Math::min);
            readings.addAll(chunk.readings());
        }
    }

    DecodedBatch readings() {
        return readings;
    }

    /** By partition: the offset of its first record. */
    Map<TopicPartition, Long> first() {
        return Map.copyOf(first);
    }

    /** These partitions belong to others now: what is stored of them stays stored, but is not committed from here. */
    void release(Collection<TopicPartition> partitions) {
        first.keySet().removeAll(partitions);
    }
}
