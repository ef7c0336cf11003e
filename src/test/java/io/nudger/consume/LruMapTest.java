package io.nudger.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LruMapTest {
    @Test
    void forgetsWhatWasNotAskedForLongest() {
        Map<String, Integer> map = new LruMap<>(2);
        map.put("a", 1);
        map.put("b", 2);
        assertThat(map.get("a")).isEqualTo(1);
        map.put("c", 3);

        assertThat(map).containsOnlyKeys("a", "c");
    }

    @Test
    void holdsNoMoreThanTheHeapBears() {
        Map<Integer, Integer> map = new LruMap<>();
        for (int i = 0; i < 1_100_000; i++) {
            map.put(i, i);
        }

        assertThat(map.size()).isBetween(10_000, 1_000_000).isLessThanOrEqualTo((int)
                Math.max(10_000, Runtime.getRuntime().maxMemory() / 4_096));
    }
}
