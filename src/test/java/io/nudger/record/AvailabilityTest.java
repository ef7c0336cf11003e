package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slots are written as letters: up, down, missed, unknown as {@code u d m x}, and {@code .} for no row. */
@Tag("services")
final class AvailabilityTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

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
    void whatIsNotKnownIsNeitherUpNorDown() {
        store("known", "c1", "a", "uuuuuuuudd".repeat(9) + "mmxxx....." + "u");
        store("known", "c1", "b", "u".repeat(50) + "." + "u".repeat(50));

        List<Map<String, @Nullable Object>> zones = availability("known", NOON, NOON.plusSeconds(1_010));

        assertThat(zones).extracting(row -> row.get("zone")).containsExactly("a", "b", null);
        assertThat(zones.get(0))
                .containsEntry("up", 73L)
                .containsEntry("down", 18L)
                .containsEntry("missed", 2L)
                .containsEntry("unknown", 3L)
                .containsEntry("absent", 5L)
                .containsEntry("expected", 101L)
                .containsEntry("uptime", 73 / 91.0)
                .containsEntry("coverage", 91 / 101.0);
        assertThat(zones.get(1)).containsEntry("uptime", 1.0).containsEntry("coverage", 100 / 101.0);
        assertThat(zones.get(2))
                .containsEntry("uptime", 173 / 191.0)
                .containsEntry("coverage", 191 / 202.0)
                .containsEntry("expected", 202L);
        assertThat(availability("known", NOON.plusSeconds(5), NOON.plusSeconds(35))
                        .get(0))
                .containsEntry("expected", 3L)
                .containsEntry("up", 3L);
        assertThat(availability("known", NOON.minusSeconds(100), NOON)).isEmpty();
        assertThat(availability("nobody", NOON, NOON.plusSeconds(35))).isEmpty();
    }

    @Test
    void longGapsAreMissedSlots() {
        store("gap", "c1", "a", "uuuu" + ".".repeat(300) + "uuuu");
        SlotGap gap = new SlotGap(
                info("gap", "c1"),
                new Origin("a", "m"),
                NOON.plus(INTERVAL.multipliedBy(3)),
                NOON.plus(INTERVAL.multipliedBy(302)),
                Verdict.missed(FailureReason.STOPPED, "stopped"));
        assertThat(fixture.store.storeGaps(List.of(gap)).await()).isEmpty();

        for (boolean summedUp : new boolean[] {false, true}) {
            assertThat(availability("gap", NOON, NOON.plusSeconds(3_080)).get(0))
                    .as("summed up: %s", summedUp)
                    .containsEntry("up", 8L)
                    .containsEntry("missed", 299L)
                    .containsEntry("absent", 1L)
                    .containsEntry("expected", 308L);
            assertThat(fixture.rollUp()).isNotNegative();
        }
    }

    @Test
    void daysWithoutARowAreMissedWhenAGapSaysSo() {
        Instant first = NOON.minus(Duration.ofDays(4));
        SlotGap gap = new SlotGap(
                info("away", "c1"),
                new Origin("a", "m"),
                first,
                first.plus(Duration.ofDays(3)),
                Verdict.missed(FailureReason.STOPPED, "stopped"));
        assertThat(fixture.store.storeGaps(List.of(gap)).await()).isEmpty();

        for (boolean summedUp : new boolean[] {false, true}) {
            assertThat(availability("away", NOON.minus(Duration.ofDays(10)), first.plus(Duration.ofDays(3)))
                            .get(0))
                    .as("summed up: %s", summedUp)
                    .containsEntry("missed", 3 * 8_640L)
                    .containsEntry("absent", 0L);
            assertThat(fixture.rollUp()).isNotNegative();
        }
        assertThat(fixture.database.number("SELECT sum(missed) FROM daily_results WHERE target = 'away'"))
                .isEqualTo(3 * 8_640L + 1);
    }

    @Test
    void slotsAreExpectedUntilNowAndWithEachIntervalWhileItWasConfigured() {
        List<CheckResult> results = new ArrayList<>();
        for (int minute = 0; minute < 60; minute++) {
            results.add(up("changed", Duration.ofMinutes(1), NOON.plusSeconds(60L * minute + 7)));
        }
        for (int slot = 0; slot < 360; slot++) {
            results.add(up("changed", INTERVAL, NOON.plusSeconds(3_600 + 10L * slot + 3)));
        }
        fixture.store(results);

        assertThat(availability("changed", NOON, NOON.plusSeconds(7_200)).get(0))
                .containsEntry("expected", 420L)
                .containsEntry("absent", 0L)
                .containsEntry("coverage", 1.0);
        Map<String, @Nullable Object> later =
                availability("changed", NOON, NOON.plus(Duration.ofDays(1))).get(0);
        assertThat(later).containsEntry("uptime", 1.0).containsEntry("expected", 420L + 22 * 360);

        // The newest slots are still on their way: none are missed because it is now.
        Instant fresh = Instant.now().minusSeconds(12);
        fixture.store(up("fresh", INTERVAL, fresh.minusSeconds(10)), up("fresh", INTERVAL, fresh));
        assertThat(availability("fresh", NOON, NOON.plus(Duration.ofDays(10_000)))
                        .get(0))
                .containsEntry("expected", 2L)
                .containsEntry("coverage", 1.0);
    }

    @Test
    void incidentsAreConfirmedAndEndWithConfirmedRecoveries() {
        // c1 has the thresholds 1 and 1, all others have 3 and 2.
        assertThat(incidents("each", "c1", "udud")).containsExactly("1-2", "3-");
        assertThat(incidents("short", "c2", "udduudd")).isEmpty();
        assertThat(incidents("open", "c2", "udddu")).containsExactly("1-");
        assertThat(incidents("flapping", "c2", "udddudduu")).containsExactly("1-7");
        assertThat(incidents("blind", "c2", "udm.dxduxmu")).containsExactly("1-7");
        assertThat(incidents("twice", "c2", "dddummuddd")).containsExactly("0-3", "7-");

        assertThat(fixture.database.query("SELECT failures, reason, message, duration, confirmed_at - started_at"
                        + " = '50s' AS confirmed FROM incidents WHERE target = 'blind'"))
                .containsExactly(Map.of(
                        "failures", 3L, "reason", "status", "message", "down", "duration", 60.0, "confirmed", true));
        assertThat(fixture.database.query("SELECT format('%s %s %s %s', target, state, (extract(epoch FROM since)"
                        + " - extract(epoch FROM timestamptz '2026-11-20T12:00:00Z'))::int / 10, last_outcome) AS line"
                        + " FROM confirmed_statuses WHERE target IN ('each', 'short', 'open', 'flapping', 'twice')"
                        + " ORDER BY 1"))
                .extracting(row -> row.get("line"))
                .containsExactly(
                        "each down 3 down",
                        "flapping up 7 up",
                        "open down 1 up",
                        "short up 0 down",
                        "twice down 7 down");
    }

    @Test
    void incidentsAreThoseThatAReaderOfTheRecordWouldFind() {
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            StringBuilder slots = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                slots.append("uuuddddmx.".charAt(random.nextInt(10)));
            }
            String config = random.nextBoolean() ? "c1" : "c2";
            Instant since = NOON.plus(INTERVAL.multipliedBy(random.nextInt(45)));
            assertThat(incidents("random-" + round, config, slots.toString()))
                    .as(slots.toString())
                    .isEqualTo(expected(slots.toString(), config.equals("c1") ? 1 : 3, config.equals("c1") ? 1 : 2));
            assertThat(withoutDuration(fixture.database.query(
                            "SELECT * FROM incidents_since(ARRAY[?], ?) ORDER BY started_at",
                            "random-" + round,
                            since.atOffset(ZoneOffset.UTC))))
                    .as("%s since %s", slots, since)
                    .isEqualTo(withoutDuration(fixture.database.query(
                            "SELECT * FROM incidents WHERE target = ? AND started_at >= ? ORDER BY started_at",
                            "random-" + round,
                            since.atOffset(ZoneOffset.UTC))));
        }
        for (int most : new int[] {1, 10, 10_000}) {
            assertThat(withoutDuration(fixture.database.query("SELECT * FROM last_incidents(?)", most)))
                    .isEqualTo(withoutDuration(fixture.database.query(
                            "SELECT * FROM incidents ORDER BY started_at DESC, target, zone LIMIT ?", most)));
        }
    }

    /** Of what goes on it grows. */
    private static List<Map<String, @Nullable Object>> withoutDuration(List<Map<String, @Nullable Object>> incidents) {
        incidents.forEach(incident -> incident.remove("duration"));
        return incidents;
    }

    /** In the plainest way: one slot after the other. */
    private static List<String> expected(String slots, int failures, int successes) {
        List<String> incidents = new ArrayList<>();
        String open = "";
        int down = 0;
        int up = 0;
        int first = 0;
        for (int i = 0; i < slots.length(); i++) {
            char slot = slots.charAt(i);
            if (slot == 'd') {
                first = down == 0 ? i : first;
                down++;
                up = 0;
                if (down == failures && open.isEmpty()) {
                    open = first + "-";
                }
            } else if (slot == 'u') {
                first = up == 0 ? i : first;
                up++;
                down = 0;
                if (up == successes && !open.isEmpty()) {
                    incidents.add(open + first);
                    open = "";
                }
            }
        }
        if (!open.isEmpty()) {
            incidents.add(open);
        }
        return incidents;
    }

    private static List<String> incidents(String target, String config, String slots) {
        store(target, config, "home", slots);
        return fixture
                .database
                .query(
                        "SELECT format('%s-%s', (extract(epoch FROM started_at - ?::timestamptz) / 10)::int,"
                                + " (extract(epoch FROM ended_at - ?::timestamptz) / 10)::int) AS line"
                                + " FROM incidents WHERE target = ? ORDER BY started_at",
                        NOON.atOffset(ZoneOffset.UTC), NOON.atOffset(ZoneOffset.UTC), target)
                .stream()
                .map(row -> String.valueOf(row.get("line")))
                .toList();
    }

    /** Each slot that is counted as not measured is listed, too. */
    private static List<Map<String, @Nullable Object>> availability(String target, Instant from, Instant to) {
        Object[] span = {target, from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC)};
        List<Map<String, @Nullable Object>> zones = fixture.database.query("SELECT * FROM availability(?, ?, ?)", span);
        List<Map<String, @Nullable Object>> listed = fixture.database.query(
                """
                SELECT zone, count(*) FILTER (WHERE outcome = 'missed') AS missed,
                       count(*) FILTER (WHERE outcome = 'unknown') AS unknown,
                       count(*) FILTER (WHERE outcome = 'absent') AS absent
                  FROM unmeasured_slots(?, ?, ?) GROUP BY zone ORDER BY zone""",
                span);
        assertThat(listed)
                .as("slots that are listed as not measured")
                .isEqualTo(zones.stream()
                        .filter(zone -> zone.get("zone") != null)
                        .map(AvailabilityTest::notMeasured)
                        .filter(zone -> zone.values().stream().anyMatch(value -> value instanceof Long n && n > 0))
                        .toList());
        return zones;
    }

    private static Map<String, @Nullable Object> notMeasured(Map<String, @Nullable Object> zone) {
        Map<String, @Nullable Object> counts = new LinkedHashMap<>(zone);
        counts.keySet().retainAll(Set.of("zone", "missed", "unknown", "absent"));
        return counts;
    }

    private static void store(String target, String config, String zone, String slots) {
        List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < slots.length(); i++) {
            Instant slot = NOON.plus(INTERVAL.multipliedBy(i));
            switch (slots.charAt(i)) {
                case 'u' -> results.add(result(info(target, config), zone, slot, Verdict.up()));
                case 'd' ->
                    results.add(result(info(target, config), zone, slot, Verdict.down(FailureReason.STATUS, "down")));
                case 'm' ->
                    results.add(
                            result(info(target, config), zone, slot, Verdict.missed(FailureReason.STOPPED, "missed")));
                case 'x' ->
                    results.add(result(
                            info(target, config), zone, slot, Verdict.unknown(FailureReason.OVERLOADED, "unknown")));
                default -> {}
            }
        }
        fixture.store(results);
    }

    private static CheckResult up(String target, Duration interval, Instant slot) {
        TargetInfo like = info(target, "c" + interval.toSeconds());
        return result(
                new TargetInfo(
                        target, like.url(), interval, like.labels(), like.regexp(), like.thresholds(), like.config()),
                "home",
                slot,
                Verdict.up());
    }
}
