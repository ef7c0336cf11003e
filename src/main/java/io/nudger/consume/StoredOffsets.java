package io.nudger.consume;

import java.util.Comparator;
import java.util.List;

/**
 * How far partitions are stored.
 *
 * @param incarnation the number of the incarnation of the store in which all that comes before was stored
 * @param positions ordered by topic and partition
 */
public record StoredOffsets(int incarnation, List<Position> positions) {
    public StoredOffsets {
        positions = List.copyOf(positions);
    }

    /** The offset from which on nothing is stored. */
    public record Position(String topicId, int partition, long next) {
        static final Comparator<Position> BY_PARTITION =
                Comparator.comparing(Position::topicId).thenComparingInt(Position::partition);
    }
}
