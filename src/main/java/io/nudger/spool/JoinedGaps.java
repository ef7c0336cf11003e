package io.nudger.spool;

import io.nudger.check.Micros;
import io.nudger.check.SlotGap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gaps of many targets, joined where one goes on with what another has begun. */
public final class JoinedGaps {
    private final int most;
    private final List<SlotGap> closed = new ArrayList<>();
    private final Map<String, SlotGap> last = new HashMap<>();

    /**
     * @param most how many gaps it holds
     */
    public JoinedGaps(int most) {
        this.most = most;
    }

    /**
     * Adds one.
     *
     * @return false when there is no room for it, and no gap that it goes on with
     */
    public boolean add(SlotGap gap) {
        String target = gap.target().name();
        SlotGap before = last.get(target);
        if (before != null && goesOn(before, gap)) {
            last.put(target, new SlotGap(gap.target(), gap.origin(), before.first(), gap.last(), gap.verdict()));
            return true;
        }
        if (closed.size() + last.size() >= most) {
            return false;
        }
        last.put(target, gap);
        if (before != null) {
            closed.add(before);
        }
        return true;
    }

    private static boolean goesOn(SlotGap before, SlotGap gap) {
        return Micros.of(gap.first())
                        == Micros.of(before.last()) + Micros.of(gap.target().interval())
                && before.verdict().equals(gap.verdict())
                && before.target().equals(gap.target())
                && before.origin().equals(gap.origin());
    }

    /** Whether it holds none. */
    public boolean isEmpty() {
        return last.isEmpty();
    }

    /** All of them, of each target in the order in which they came; none are left. */
    public List<SlotGap> take() {
        List<SlotGap> all = new ArrayList<>(closed);
        all.addAll(last.values());
        closed.clear();
        last.clear();
        return all;
    }
}
