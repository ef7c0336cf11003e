package io.nudger.persist;

import io.nudger.check.CheckResult;
import io.vertx.kafka.client.common.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records that are stored together, and the offsets that may be committed when they are. */
final class Batch {
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final List<Reading.Good> good = new ArrayList<>();
    private final List<CheckResult> results = new ArrayList<>();
    private final List<Reading.Gap> gaps = new ArrayList<>();
    private final List<Reading.DeadLetter> deadLetters = new ArrayList<>();

    Batch(List<Portion> portions) {
        for (Portion portion : portions) {
            next.merge(portion.partition(), portion.next(), Math::max);
            portion.readings().forEach(this::add);
        }
    }

    private void add(Reading reading) {
        if (reading instanceof Reading.Good result) {
            good.add(result);
            results.add(result.result());
        } else if (reading instanceof Reading.Gap gap) {
            gaps.add(gap);
        } else if (reading instanceof Reading.DeadLetter letter) {
            deadLetters.add(letter);
        }
    }

    /** The records of the {@link #results}, in the same order. */
    List<Reading.Good> good() {
        return good;
    }

    List<CheckResult> results() {
        return results;
    }

    List<Reading.Gap> gaps() {
        return gaps;
    }

    List<Reading.DeadLetter> deadLetters() {
        return deadLetters;
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
