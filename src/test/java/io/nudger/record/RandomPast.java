package io.nudger.record;

import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some days of two targets in two zones: rows, long gaps that overlap each other and rows, slots of which nothing is known,
 * and changes of the configuration. What was delivered of it is counted in the plainest way, slot by slot.
 */
final class RandomPast {
    static final int DAYS = 5;
    static final List<String> TARGETS = List.of("blog", "shop");
    private static final List<String> ZONES = List.of("east", "west");
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
    private static final List<Integer> MINUTES = List.of(7, 10, 15, 10);

    private final Random random;
    private final Instant begin;
    /** What is to be delivered. */
    final List<CheckResult> results = new ArrayList<>();

    final List<SlotGap> gaps = new ArrayList<>();
    private final Map<Pair, NavigableMap<Instant, Outcome>> told = new HashMap<>();
    private final Map<Pair, NavigableMap<Instant, Outcome>> ranged = new HashMap<>();

    RandomPast(Random random, Instant begin) {
        this.random = random;
        this.begin = begin;
        for (String target : TARGETS) {
            for (String zone : ZONES) {
                fill(target, zone);
            }
        }
    }

    Instant day(int number) {
        return begin.plus(Duration.ofDays(number));
    }

    /** A span of whole hours within these days, or around them. */
    Instant[] span() {
        Instant from = begin.plus(Duration.ofHours(random.nextInt(DAYS * 24 + 8) - 8L));
        return new Instant[] {from, from.plus(Duration.ofHours(1 + random.nextInt(DAYS * 24)))};
    }

    /** What came; of the time before this moment nothing counts any more. */
    void deliver(Collection<CheckResult> rows, Collection<SlotGap> ranges, Instant since) {
        for (CheckResult row : rows) {
            if (!row.scheduledAt().isBefore(since)) {
                Pair pair = new Pair(row.target().name(), row.origin().zone());
                slots(told, pair).put(row.scheduledAt(), row.verdict().outcome());
            }
        }
        for (SlotGap range : ranges) {
            Pair pair = new Pair(range.target().name(), range.origin().zone());
            for (CheckResult slot : range.results()) {
                if (!slot.scheduledAt().isBefore(since)) {
                    slots(ranged, pair)
                            .merge(slot.scheduledAt(), range.verdict().outcome(), RandomPast::better);
                }
            }
        }
    }

    /** By zone, how many slots of a target from one moment to another ended up, down, missed and unknown. */
    Map<String, String> counts(String target, Instant from, Instant to) {
        Map<String, String> counts = new TreeMap<>();
        for (String zone : ZONES) {
            Pair pair = new Pair(target, zone);
            Map<Instant, Outcome> slots = new HashMap<>(slots(ranged, pair).subMap(from, to));
            slots.putAll(slots(told, pair).subMap(from, to));
            if (!slots.isEmpty()) {
                counts.put(
                        zone,
                        Stream.of(Outcome.UP, Outcome.DOWN, Outcome.MISSED, Outcome.UNKNOWN)
                                .map(outcome -> String.valueOf(Collections.frequency(slots.values(), outcome)))
                                .collect(Collectors.joining(" ")));
            }
        }
        return counts;
    }

    private static NavigableMap<Instant, Outcome> slots(Map<Pair, NavigableMap<Instant, Outcome>> of, Pair pair) {
        return of.computeIfAbsent(pair, none -> new TreeMap<>());
    }

    /** Of two ranges unknown goes before missed. */
    private static Outcome better(Outcome one, Outcome other) {
        return one == Outcome.MISSED ? other : one;
    }

    private void fill(String target, String zone) {
        Instant at = begin.plusSeconds(random.nextInt(30_000));
        Instant end = day(DAYS);
        while (at.isBefore(end)) {
            int minutes = MINUTES.get(random.nextInt(MINUTES.size()));
            Instant until = at.plus(Duration.ofHours(10 + random.nextInt(60)));
            fill(configured(target, minutes), zone, at, until.isBefore(end) ? until : end);
            at = until.plusSeconds(random.nextInt(500));
        }
    }

    private void fill(TargetInfo target, String zone, Instant from, Instant until) {
        List<Instant> slots = new ArrayList<>();
        for (Instant slot = from; slot.isBefore(until); slot = slot.plus(target.interval())) {
            slots.add(slot);
        }
        Outcome outcome = Outcome.UP;
        boolean absent = false;
        for (int i = 0; i < slots.size(); i++) {
            if (random.nextInt(12) == 0) {
                outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
                absent = random.nextInt(3) == 0;
            }
            if (!absent) {
                results.add(result(target, zone, slots.get(i), verdict(outcome)));
            }
            if (random.nextInt(25) == 0) {
                int last = Math.min(slots.size() - 1, i + random.nextInt(90));
                Verdict verdict = verdict(random.nextBoolean() ? Outcome.MISSED : Outcome.UNKNOWN);
                gaps.add(new SlotGap(target, new Origin(zone, "m"), slots.get(i), slots.get(last), verdict));
            }
        }
    }

    private static Verdict verdict(Outcome outcome) {
        return switch (outcome) {
            case UP -> Verdict.up();
            case DOWN -> Verdict.down(FailureReason.STATUS, "down");
            case MISSED -> Verdict.missed(FailureReason.STOPPED, "stopped");
            case UNKNOWN -> Verdict.unknown(FailureReason.OVERLOADED, "given up");
        };
    }

    private static TargetInfo configured(String name, int minutes) {
        TargetInfo like = info(name, "c");
        return new TargetInfo(
                name,
                like.url(),
                Duration.ofMinutes(minutes),
                like.labels(),
                like.regexp(),
                Thresholds.ONE,
                "every " + minutes);
    }

    private record Pair(String target, String zone) {}
}
