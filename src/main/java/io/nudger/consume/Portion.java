package io.nudger.consume;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.List;

/**
 * What was read of one partition at once, for one {@link Lane}. So nobody has to ask each record where it is from.
 *
 * @param partition where all of it is from
 * @param lane the number of the lane: all results of a target have the same
 * @param readings in the order of the partition; never empty
 */
record Portion(TopicPartition partition, int lane, List<Reading> readings) {
    /** How many records it has. */
    int size() {
        return readings.size();
    }

    /** The offset of its first record. */
    long offset() {
        return readings.get(0).source().offset();
    }

    /** How many bytes its records have: they stay in memory until the last of them is stored. */
    long bytes() {
        long bytes = 0;
        for (Reading reading : readings) {
            bytes += Math.max(0, reading.source().serializedValueSize());
        }
        return bytes;
    }

    /** The offset after its last record. */
    long next() {
        return readings.get(readings.size() - 1).source().offset() + 1;
    }

    /** Its first records, fewer than all. */
    Portion first(int count) {
        return new Portion(partition, lane, readings.subList(0, count));
    }

    /** All but its first records. */
    Portion without(int count) {
        return new Portion(partition, lane, readings.subList(count, readings.size()));
    }
}
