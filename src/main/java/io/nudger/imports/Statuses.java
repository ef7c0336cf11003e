package io.nudger.imports;

import io.nudger.check.StatusSet;
import io.nudger.document.Node;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Node.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** Status codes that are up, put together from what other programs accept. */
final class Statuses {
    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;

    private final BitSet codes = new BitSet();

    /** All codes there are. */
    static Statuses all() {
        Statuses statuses = new Statuses();
        statuses.add(LOWEST, HIGHEST);
        return statuses;
    }

    /** Adds the codes of a range; those that do not exist are passed over. */
    void add(int from, int to) {
        if (from <= to && from <= HIGHEST && to >= LOWEST) {
            codes.set(Math.max(from, LOWEST), Math.min(to, HIGHEST) + 1);
        }
    }

    /** Keeps the codes for which this holds. */
    void keep(IntPredicate accepted) {
        codes.stream().filter(accepted.negate()).forEach(codes::clear);
    }

    boolean isEmpty() {
        return codes.isEmpty();
    }

    boolean isAll() {
        return codes.cardinality() == HIGHEST - LOWEST + 1;
    }

    /** What nudger accepts when nothing is said. */
    boolean isDefault() {
        return !isEmpty() && new StatusSet(ranges()).equals(StatusSet.SUCCESS);
    }

    /** As {@code expect.status} has it. */
    Node node() {
        List<Entry> items = new ArrayList<>();
        ranges().forEach(range -> items.add(new Entry(new Scalar(range.toString(), false), 0)));
        return items.size() == 1 ? items.get(0).node() : new Sequence(items);
    }

    /** The runs of codes without a gap. */
    private List<StatusSet.Range> ranges() {
        List<StatusSet.Range> ranges = new ArrayList<>();
        for (int from = codes.nextSetBit(0); from >= 0; from = codes.nextSetBit(from)) {
            int to = codes.nextClearBit(from) - 1;
            ranges.add(new StatusSet.Range(from, to));
            from = to + 1;
        }
        return ranges;
    }
}
