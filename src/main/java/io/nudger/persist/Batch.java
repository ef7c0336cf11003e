package io.nudger.persist;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Records that are stored together, and the offsets that may be committed when they are. */
final class Batch {
    private final List<Reading> readings;
    private final Map<TopicPartition, Long> next = new HashMap<>();

    Batch(List<Reading> readings) {
        this.readings = List.copyOf(readings);
        byPartition(
                readings,
                (partition, some) ->
                        next.merge(partition, some.get(some.size() - 1).source().offset() + 1, Math::max));
    }

    /** Hands on the readings of one partition that lie beside one another, in order; a poll has them so. */
    static void byPartition(List<Reading> readings, BiConsumer<TopicPartition, List<Reading>> action) {
        Runs.forEach(readings, Batch::isOfSame, some -> action.accept(partitionOf(some.get(0)), some));
    }

    private static boolean isOfSame(Reading one, Reading other) {
        return one.source().partition() == other.source().partition()
                && one.source().topic().equals(other.source().topic());
    }

    static TopicPartition partitionOf(Reading reading) {
        return new TopicPartition(reading.source().topic(), reading.source().partition());
    }

    List<Reading.Good> good() {
        return readings.stream()
                .filter(Reading.Good.class::isInstance)
                .map(Reading.Good.class::cast)
                .toList();
    }

    List<Reading.Gap> gaps() {
        return readings.stream()
                .filter(Reading.Gap.class::isInstance)
                .map(Reading.Gap.class::cast)
                .toList();
    }

    List<Reading.DeadLetter> deadLetters() {
        return readings.stream()
                .filter(Reading.DeadLetter.class::isInstance)
                .map(Reading.DeadLetter.class::cast)
                .toList();
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
