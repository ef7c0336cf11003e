package io.nudger.consume;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** What was read and waits to be stored, in the order in which it came. */
final class BatchQueue {
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private int size;
    private long bytes;

    void add(Chunk chunk) {
        chunks.add(chunk);
        size += chunk.size();
        bytes += chunk.bytes();
    }

    /** The offset of the first record of a partition that waits; empty when none does. */
    OptionalLong first(TopicPartition partition) {
        return chunks.stream()
                .filter(chunk -> chunk.partition().equals(partition))
                .mapToLong(Chunk::offset)
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
        return chunks.isEmpty();
    }

    /** Takes out the first ones, so many records or all that there are; the last chunk may be a part of one. */
    List<Chunk> take(int records) {
        List<Chunk> taken = new ArrayList<>();
        int left = Math.min(records, size);
        size -= left;
        while (left > 0) {
            Chunk next = chunks.remove();
            if (next.size() > left) {
                chunks.addFirst(next.without(left));
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
        chunks.removeIf(chunk -> partitions.contains(chunk.partition()));
        size = chunks.stream().mapToInt(Chunk::size).sum();
        bytes = chunks.stream().mapToLong(Chunk::bytes).sum();
    }
}
