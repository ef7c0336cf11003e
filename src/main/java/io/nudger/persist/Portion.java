package io.nudger.persist;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.List;

/**
 * What was read of one partition at once. So nobody has to ask each record where it is from.
 *
 * @param partition where all of it is from
 * @param readings in the order of the partition; never empty
 */
record Portion(TopicPartition partition, List<Reading> readings) {
    /** How many records it has. */
    int size() {
        return readings.size();
    }

    /** The offset after its last record. */
    long next() {
        return readings.get(readings.size() - 1).source().offset() + 1;
    }

    /** Its first records, fewer than all. */
    Portion first(int count) {
        return new Portion(partition, readings.subList(0, count));
    }

    /** All but its first records. */
    Portion without(int count) {
        return new Portion(partition, readings.subList(count, readings.size()));
    }
}
