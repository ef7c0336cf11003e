package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Verdict;
import io.nudger.consume.Results;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tables depend on the set of results alone. What they ought to hold is computed here in the plainest way. */
@Tag("services")
final class StoreOrderTest {
    private static final int ROUNDS = Integer.getInteger("nudger.rounds", 12);
    private static final int SLOTS = 14;
    private static final List<String> ZONES = List.of("east", "west");
    /** The last two, and the last reason, are of a later version. */
    private static final List<String> OUTCOMES = List.of("up", "down", "missed", "unknown", "paused", "halted");

    private static final List<FailureReason> REASONS = Stream.concat(
                    FailureReason.values().stream().limit(SLOTS - 1), Stream.of(FailureReason.named("quota")))
            .toList();

    private static final String KEPT =
            "SELECT format('%%s %%s %%s %%s', target, zone, state, since) FROM %s WHERE target LIKE ?";

    private static final String RUNS =
            "SELECT format('%s %s %s %s %s %s %s %s %s', t.name, s.zone_id, s.known_at, s.run_outcome, s.run_since,"
                    + " s.run_length, s.slow_run, s.calm, s.recount) FROM target_statuses s"
                    + " JOIN targets t ON t.id = s.target_id WHERE t.name LIKE ?";

    private static StoreFixture fixture;

    @BeforeAll
    static void migrate() {
        fixture = new StoreFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void anyOrderAnyBatchesAnyRepetition() {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(round);
            List<CheckResult> arriving = shuffled(slots("order-" + round + "-", random), random);
            for (List<CheckResult> batch : cut(arriving, random)) {
                fixture.store(batch);
            }
            assertTablesHold("order-" + round + "-", arriving);
        }
    }

    @Test
    void lateResultsOfAnOrderlyFlow() {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(round);
            List<CheckResult> arriving = slots("late-" + round + "-", random);
            arriving.sort(Comparator.comparing(CheckResult::scheduledAt));
            for (int late = 0; late < 3; late++) {
                int from = random.nextInt(arriving.size());
                arriving.add(from + random.nextInt(arriving.size() - from), arriving.remove(from));
            }
            for (List<CheckResult> batch : cut(arriving, random)) {
                fixture.store(batch);
            }
            assertTablesHold("late-" + round + "-", arriving);
        }
    }

    @Test
    void monitorsOfOneZoneThatSayDifferentThings() {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(round);
            String prefix = "rivals-" + round + "-";
            List<CheckResult> arriving = shuffled(withRivals(slots(prefix, random), random), random);
            for (List<CheckResult> batch : cut(arriving, random)) {
                fixture.store(batch);
            }
            assertTablesHold(prefix, arriving);
        }
    }

    @Test
    void twoPersistersThatStoreTheSameAtTheSameTime() {
        CheckStore other = fixture.anotherStore();
        for (int round = 0; round < ROUNDS / 2; round++) {
            Random random = new Random(round);
            List<CheckResult> results = withRivals(slots("both-" + round + "-", random), random);
            Future.all(
                            storeAll(fixture.store, cut(shuffled(results, random), random)),
                            storeAll(other, cut(shuffled(results, random), random)))
                    .await();
            // Which configuration is the newest may be seen wrongly while two write at once; the next result mends it.
            List<CheckResult> next = List.of(next("both-" + round + "-a"), next("both-" + round + "-b"));
            fixture.store(next);
            results.addAll(next);
            assertTablesHold("both-" + round + "-", results);
        }
    }

    private static Future<?> storeAll(CheckStore store, List<List<CheckResult>> batches) {
        Future<?> stored = Future.succeededFuture();
        for (List<CheckResult> batch : batches) {
            stored = stored.compose(done -> store.store(batch));
        }
        return stored;
    }

    /** Some slots of two targets in two zones, with runs of outcomes, changes of configuration, and holes. */
    private static List<CheckResult> slots(String prefix, Random random) {
        List<CheckResult> results = new ArrayList<>();
        for (String target : List.of(prefix + "a", prefix + "b")) {
            String config = "c1";
            for (String zone : ZONES) {
                String outcome = "up";
                for (int slot = 0; slot < SLOTS; slot++) {
                    if (random.nextInt(3) == 0) {
                        outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
                    }
                    if (random.nextInt(6) == 0) {
                        config = "c" + random.nextInt(4);
                    }
                    if (random.nextInt(5) != 0) {
                        Instant at = NOON.plusSeconds(20L * slot + (zone.equals("west") ? random.nextInt(2) * 7 : 0));
                        results.add(result(info(target, config), zone, at, verdict(outcome, slot)));
                    }
                }
            }
        }
        return results;
    }

    private static CheckResult next(String target) {
        return result(info(target, "c2"), "east", NOON.plusSeconds(600), Verdict.up());
    }

    private static Verdict verdict(String outcome, int slot) {
        FailureReason reason = REASONS.get(slot % REASONS.size());
        String message = "slot " + slot;
        return switch (outcome) {
            case "up" -> Verdict.up();
            case "down" -> Verdict.down(reason, message);
            case "missed" -> Verdict.missed(reason, message);
            case "unknown" -> Verdict.unknown(reason, message);
            default -> Verdict.later(outcome, reason, message);
        };
    }

    /** In any order, some repeated. */
    private static List<CheckResult> shuffled(List<CheckResult> results, Random random) {
        List<CheckResult> arriving = new ArrayList<>(results);
        for (CheckResult each : results) {
            if (random.nextInt(4) == 0) {
                arriving.add(each);
            }
        }
        Collections.shuffle(arriving, random);
        return arriving;
    }

    /** The same, and of some slots what other monitors of the zone say. */
    private static List<CheckResult> withRivals(List<CheckResult> results, Random random) {
        List<CheckResult> all = new ArrayList<>(results);
        for (CheckResult each : results) {
            for (int rivals = random.nextInt(4); rivals > 1; rivals--) {
                all.add(rival(each, random));
            }
        }
        return all;
    }

    private static CheckResult rival(CheckResult result, Random random) {
        Verdict verdict = verdict(OUTCOMES.get(random.nextInt(OUTCOMES.size())), random.nextInt(2));
        Instant slot = result.scheduledAt();
        return new CheckResult(
                info(result.target().name(), "c" + random.nextInt(4)),
                new Origin(result.origin().zone(), "rival-" + random.nextInt(2)),
                slot,
                verdict.outcome() == Outcome.MISSED ? null : slot.plusMillis(1 + random.nextInt(3)),
                verdict,
                verdict.outcome() == Outcome.MISSED ? Observation.NONE : Results.observation());
    }

    private static List<List<CheckResult>> cut(List<CheckResult> results, Random random) {
        List<List<CheckResult>> batches = new ArrayList<>();
        int start = 0;
        while (start < results.size()) {
            int end = Math.min(results.size(), start + 1 + random.nextInt(12));
            batches.add(results.subList(start, end));
            start = end;
        }
        return batches;
    }

    /** What is kept as results come is what the views find in the rows, and what is found anew in them. */
    private static void assertStatusesAreThoseOfTheRows(String prefix) {
        // Those of a zone that had no result since the thresholds changed wait for their turn.
        while (fixture.database.query("SELECT recount_next() AS target").get(0).get("target") != null) {}
        assertThat(read(KEPT.formatted("zone_statuses"), prefix))
                .as("confirmed statuses")
                .containsExactlyInAnyOrderElementsOf(read(KEPT.formatted("confirmed_statuses"), prefix));
        List<String> kept = read(RUNS, prefix);
        assertThat(fixture.database.query(
                        "SELECT recount_status(s.target_id, s.zone_id)::text FROM target_statuses s"
                                + " JOIN targets t ON t.id = s.target_id WHERE t.name LIKE ?",
                        prefix + "%"))
                .isNotEmpty();
        assertThat(read(RUNS, prefix)).as("runs that were found anew").containsExactlyInAnyOrderElementsOf(kept);
    }

    private static void assertTablesHold(String prefix, List<CheckResult> arrived) {
        Map<Key, CheckResult> best = new LinkedHashMap<>();
        arrived.forEach(result -> best.merge(Key.of(result), result, StoreOrderTest::better));
        Collection<CheckResult> stored = best.values();
        assertStatusesAreThoseOfTheRows(prefix);

        assertThat(read(
                        "SELECT format('%s %s %s %s %s %s %s', target, zone, to_json(scheduled_at), outcome, monitor,"
                                + " to_json(started_at), message)"
                                + " FROM check_results WHERE target LIKE ?",
                        prefix))
                .as("checks")
                .containsExactlyInAnyOrderElementsOf(
                        stored.stream().map(StoreOrderTest::check).toList());
        assertThat(read(
                        "SELECT format('%s %s %s %s', t.name, z.name, to_json(f.scheduled_at), f.message)"
                                + " FROM check_failures f JOIN targets t ON t.id = f.target_id"
                                + " JOIN zones z ON z.id = f.zone_id WHERE t.name LIKE ?",
                        prefix))
                .as("evidence")
                .containsExactlyInAnyOrderElementsOf(stored.stream()
                        .filter(result -> result.verdict().reason() != null)
                        .map(StoreOrderTest::evidence)
                        .toList());
        assertThat(read(
                        "SELECT format('%s %s %s %s %s %s %s', t.name, z.name, to_json(s.first_seen),"
                                + " to_json(s.scheduled_at), to_json(s.since),"
                                + " outcome_name(s.outcome), reason_name(s.reason)) FROM target_statuses s"
                                + " JOIN targets t ON t.id = s.target_id JOIN zones z ON z.id = s.zone_id"
                                + " WHERE t.name LIKE ?",
                        prefix))
                .as("statuses")
                .containsExactlyInAnyOrderElementsOf(statuses(stored));
        assertThat(read(
                        "SELECT format('%s %s %s %s %s %s %s %s %s %s', name, url, regexp, labels ->> 'config', interval,"
                                + " failure_threshold, success_threshold, config, to_json(first_seen), to_json(last_seen)) FROM targets WHERE name LIKE ?",
                        prefix))
                .as("targets")
                .containsExactlyInAnyOrderElementsOf(targets(arrived));
        assertThat(read(
                        "SELECT format('%s %s %s %s %s %s', t.name, z.name, c.config, c.interval,"
                                + " to_json(c.first_seen), to_json(c.last_seen)) FROM target_configs c"
                                + " JOIN targets t ON t.id = c.target_id JOIN zones z ON z.id = c.zone_id"
                                + " WHERE t.name LIKE ?",
                        prefix))
                .as("configurations")
                .containsExactlyInAnyOrderElementsOf(configs(arrived));
    }

    private static List<String> read(String sql, String prefix) {
        return fixture.database.query(sql, prefix + "%").stream()
                .map(row -> String.valueOf(row.values().iterator().next()))
                .toList();
    }

    /** Known before unknown before missed; then who began first; then whatever does not depend on the arrival. */
    private static CheckResult better(CheckResult one, CheckResult other) {
        return Stream.of(one, other)
                .min(Comparator.<CheckResult, Integer>comparing(
                                result -> List.of(Outcome.MISSED, Outcome.UNKNOWN)
                                        .indexOf(result.verdict().outcome()),
                                Comparator.comparing(index -> index < 0 ? 0 : 2 - index))
                        .thenComparing(result ->
                                Optional.ofNullable(result.startedAt()).orElse(Instant.MAX))
                        .thenComparing(result -> result.verdict().isOutcomeKnown()
                                ? result.verdict().outcome().code()
                                : Short.MAX_VALUE)
                        .thenComparing(result -> String.valueOf(result.verdict().message()))
                        .thenComparing(result -> result.origin().monitor())
                        .thenComparing(result -> result.verdict().outcomeName()))
                .orElseThrow();
    }

    private static String check(CheckResult result) {
        String message = result.verdict().message();
        Instant started = result.startedAt();
        return String.join(
                " ",
                result.target().name(),
                result.origin().zone(),
                json(result.scheduledAt()),
                result.verdict().outcomeName(),
                result.origin().monitor(),
                started == null ? "" : json(started),
                message == null ? "" : message);
    }

    private static String evidence(CheckResult result) {
        return String.join(
                " ",
                result.target().name(),
                result.origin().zone(),
                json(result.scheduledAt()),
                result.verdict().message());
    }

    private record Key(String target, String zone, Instant slot) {
        static Key of(CheckResult result) {
            return new Key(result.target().name(), result.origin().zone(), result.scheduledAt());
        }
    }

    private static List<String> statuses(Collection<CheckResult> stored) {
        Map<String, List<CheckResult>> pairs = stored.stream()
                .sorted(Comparator.comparing(CheckResult::scheduledAt))
                .collect(Collectors.groupingBy(
                        result -> result.target().name() + " " + result.origin().zone(),
                        TreeMap::new,
                        Collectors.toList()));
        List<String> statuses = new ArrayList<>();
        pairs.forEach((pair, results) -> {
            Verdict newest = results.get(results.size() - 1).verdict();
            Instant since = results.get(results.size() - 1).scheduledAt();
            for (int i = results.size() - 1;
                    i >= 0 && results.get(i).verdict().outcomeName().equals(newest.outcomeName());
                    i--) {
                since = results.get(i).scheduledAt();
            }
            FailureReason reason = newest.reason();
            statuses.add(String.join(
                    " ",
                    pair,
                    json(results.get(0).scheduledAt()),
                    json(results.get(results.size() - 1).scheduledAt()),
                    json(since),
                    newest.outcomeName(),
                    reason == null ? "" : reason.wireName()));
        });
        return statuses;
    }

    private static List<String> targets(Collection<CheckResult> stored) {
        Map<String, List<CheckResult>> byTarget = stored.stream()
                .sorted(Comparator.comparing(CheckResult::scheduledAt)
                        .thenComparing(result -> result.target().config()))
                .collect(Collectors.groupingBy(result -> result.target().name(), TreeMap::new, Collectors.toList()));
        List<String> targets = new ArrayList<>();
        byTarget.forEach((name, results) -> {
            CheckResult newest = results.get(results.size() - 1);
            targets.add(String.join(
                    " ",
                    name,
                    newest.target().url(),
                    newest.target().regexp(),
                    newest.target().config(),
                    "00:00:10",
                    Integer.toString(newest.target().thresholds().failure()),
                    Integer.toString(newest.target().thresholds().success()),
                    newest.target().config(),
                    json(results.get(0).scheduledAt()),
                    json(newest.scheduledAt().truncatedTo(ChronoUnit.MINUTES))));
        });
        return targets;
    }

    private static List<String> configs(Collection<CheckResult> arrived) {
        Map<String, List<Instant>> slots = new TreeMap<>();
        arrived.forEach(result -> slots.computeIfAbsent(
                        result.target().name() + " " + result.origin().zone() + " "
                                + result.target().config(),
                        key -> new ArrayList<>())
                .add(result.scheduledAt()));
        List<String> configs = new ArrayList<>();
        slots.forEach((key, all) -> configs.add(String.join(
                " ",
                key,
                "00:00:10",
                json(Collections.min(all)),
                json(Collections.max(all).truncatedTo(ChronoUnit.HOURS)))));
        return configs;
    }

    /** As PostgreSQL writes a timestamp in JSON, with the quotes. */
    private static String json(Instant instant) {
        String format = instant.equals(instant.truncatedTo(ChronoUnit.SECONDS))
                ? "yyyy-MM-dd'T'HH:mm:ss"
                : "yyyy-MM-dd'T'HH:mm:ss.SSS";
        return "\"" + instant.atOffset(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern(format)) + "+00:00\"";
    }
}
