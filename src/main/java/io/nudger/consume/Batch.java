package io.nudger.consume;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records that are stored together, and the offsets of the first ones. */
final class Batch {
    private final Map<TopicPartition, Long> first = new HashMap<>();
    private final Sorted readings = new Sorted();

    Batch(List<Portion> portions) {
        for (Portion portion : portions) {
            first.merge(portion.partition(), portion.offset(), Math::min);
            readings.addAll(portion.readings());
        }
    }

    Sorted readings() {
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
