package io.nudger.persist;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records that are stored together, and the offsets that may be committed when they are. */
final class Batch {
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Sorted readings = new Sorted();

    Batch(List<Portion> portions) {
        for (Portion portion : portions) {
            next.merge(portion.partition(), portion.next(), Math::max);
            readings.addAll(portion.readings());
        }
    }

    Sorted readings() {
        return readings;
    }

    /** By partition: the offset to go on from. */
    Map<TopicPartition, Long> next() {
        return Map.copyOf(next);
    }

    /** These partitions belong to others now: what is stored of them stays stored, but is not committed from here. */
    void release(Collection<TopicPartition> partitions) {
        next.keySet().removeAll(partitions);
    }
}
