package io.nudger.consume;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is remembered of names that others choose: as many as fit into a share of the heap. Of more than that, those that
 * were not asked for longest are forgotten, and have to be looked up again.
 */
public final class LruMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private static final float LOAD_FACTOR = 0.75f;
    private static final int FEWEST = 10_000;
    private static final int MOST = 1_000_000;
    /** Several of these maps remember a name, 200 to 400 bytes each: a fifth of the heap at most. */
    private static final long HEAP_PER_ENTRY = 6 << 10;

    private final int most;

    /** As many as fit. */
    public LruMap() {
        this((int) Math.max(FEWEST, Math.min(MOST, Runtime.getRuntime().maxMemory() / HEAP_PER_ENTRY)));
    }

    /** @param most how many it holds */
    LruMap(int most) {
        super(16, LOAD_FACTOR, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
