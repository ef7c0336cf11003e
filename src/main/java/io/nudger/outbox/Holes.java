package io.nudger.outbox;

import io.nudger.check.Micros;
import io.nudger.check.SlotGap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The slots whose results were discarded and not reported yet. While a target has a hole all its results are discarded, so
 * a hole grows slot by slot, and is one span however long it lasts. Belongs to one event loop, except for {@link #size}.
 */
final class Holes {
    /** A target has more than one hole only when its slots changed meanwhile. */
    private final Map<String, List<SlotGap>> byTarget = new LinkedHashMap<>();

    private final AtomicInteger size = new AtomicInteger();

    /** These slots are lost from now on. */
    void add(SlotGap discarded) {
        List<SlotGap> holes = byTarget.computeIfAbsent(discarded.target().name(), target -> new ArrayList<>(1));
        int last = holes.size() - 1;
        if (last >= 0 && continues(holes.get(last), discarded)) {
            SlotGap before = holes.get(last);
            holes.set(
                    last,
                    new SlotGap(
                            discarded.target(),
                            discarded.origin(),
                            before.first(),
                            discarded.last(),
                            before.verdict()));
            return;
        }
        holes.add(discarded);
        size.incrementAndGet();
    }

    private static boolean continues(SlotGap before, SlotGap next) {
        long interval = Micros.of(next.target().interval());
        return Micros.of(before.target().interval()) == interval
                && Micros.of(before.last()) + interval == Micros.of(next.first());
    }

    /** Whether this target has one. */
    boolean has(String target) {
        return byTarget.containsKey(target);
    }

    /** Some target that has one; only while there is one. */
    String any() {
        return byTarget.keySet().iterator().next();
    }

    /** The holes of this target, in order; it has none any more. */
    List<SlotGap> take(String target) {
        List<SlotGap> holes = byTarget.remove(target);
        if (holes == null) {
            return List.of();
        }
        size.addAndGet(-holes.size());
        return holes;
    }

    boolean isEmpty() {
        return byTarget.isEmpty();
    }

    /** How many there are. Safe for any thread. */
    int size() {
        return size.get();
    }
}
