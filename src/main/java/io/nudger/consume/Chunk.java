package io.nudger.consume;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.List;

/**
 * What was read of one partition at once, for one {@link StoreWorker}. So nobody has to ask each record where it is from.
 *
 * @param partition where all of it is from
 * @param worker the number of the worker: all results of a target have the same
 * @param readings in the order of the partition; never empty
 */
record Chunk(TopicPartition partition, int worker, List<Decoded> readings) {
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
        for (Decoded reading : readings) {
            bytes += Math.max(0, reading.source().serializedValueSize());
        }
        return bytes;
    }

    /** The offset after its last record. */
    long next() {
        return readings.get(readings.size() - 1).source().offset() + 1;
    }

    /** Its first records, fewer than all. */
    Chunk first(int count) {
        return new Chunk(partition, worker, readings.subList(0, count));
    }

    /** All but its first records. */
    Chunk without(int count) {
        return new Chunk(partition, worker, readings.subList(count, readings.size()));
    }
}
