package io.nudger.query;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The targets of the record, and which slots are expected of each.
 *
 * @param targets in the order of their names
 * @param pairs by the number of a target, one for each zone that has reported on it
 */
public record Catalog(List<TargetEntry> targets, Map<Integer, List<Pair>> pairs) {
    /** Before anything was read. */
    public static final Catalog NONE = new Catalog(List.of(), Map.of());

    /**
     * A target in a zone.
     *
     * @param expected its slots
     * @param newest its newest slot
     */
    public record Pair(ExpectedSlots expected, Instant newest) {}

    public Catalog {
        targets = List.copyOf(targets);
        pairs = Map.copyOf(pairs);
    }

    /** The targets by their numbers. */
    public Map<Integer, TargetEntry> byId() {
        Map<Integer, TargetEntry> byId = new HashMap<>();
        targets.forEach(target -> byId.put(target.id(), target));
        return byId;
    }

    /**
     * How many slots of a target are expected, over all its zones, from a time on and before another: none after its newest
     * one, unless that is so old that more should have come.
     */
    public long expected(TargetEntry target, Instant from, Instant to, Instant now) {
        return expected(target, new Instant[] {from, to}, now)[0];
    }

    /** The same of each span from one moment to the next. */
    public long[] expected(TargetEntry target, Instant[] moments, Instant now) {
        Instant fresh = now.minus(target.interval().multipliedBy(3)).minusSeconds(10);
        long[] expected = new long[moments.length - 1];
        long[] micros = Arrays.stream(moments).mapToLong(Catalog::micros).toArray();
        for (Pair pair : pairs.getOrDefault(target.id(), List.of())) {
            long until = micros(pair.newest.isBefore(fresh) ? now : pair.newest.plusNanos(1_000));
            for (int i = 0; i < expected.length; i++) {
                expected[i] += pair.expected.count(micros[i], Math.min(micros[i + 1], until));
            }
        }
        return expected;
    }

    private static long micros(Instant moment) {
        return moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1_000;
    }
}
