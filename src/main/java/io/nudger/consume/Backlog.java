package io.nudger.consume;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** What was read and waits to be stored, in the order in which it came. */
final class Backlog {
    private final Deque<Portion> portions = new ArrayDeque<>();
    private int size;
    private long bytes;

    void add(Portion portion) {
        portions.add(portion);
        size += portion.size();
        bytes += portion.bytes();
    }

    /** The offset of the first record of a partition that waits; empty when none does. */
    OptionalLong first(TopicPartition partition) {
        return portions.stream()
                .filter(portion -> portion.partition().equals(partition))
                .mapToLong(Portion::offset)
                .findFirst();
    }

    /** How many records wait. */
    int size() {
        return size;
    }

    /** How many bytes they have. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return portions.isEmpty();
    }

    /** Takes out the first ones, so many records or all that there are; the last portion may be a part of one. */
    List<Portion> take(int records) {
        List<Portion> taken = new ArrayList<>();
        int left = Math.min(records, size);
        size -= left;
        while (left > 0) {
            Portion next = portions.remove();
            if (next.size() > left) {
                portions.addFirst(next.without(left));
                next = next.first(left);
            }
            taken.add(next);
            bytes -= next.bytes();
            left -= next.size();
        }
        return taken;
    }

    /** Forgets what is of these partitions. */
    void release(Collection<TopicPartition> partitions) {
        portions.removeIf(portion -> partitions.contains(portion.partition()));
        size = portions.stream().mapToInt(Portion::size).sum();
        bytes = portions.stream().mapToLong(Portion::bytes).sum();
    }
}
