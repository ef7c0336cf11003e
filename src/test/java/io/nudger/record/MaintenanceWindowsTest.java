package io.nudger.record;

import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lies in maintenance that does not count is left out, whenever it was announced, as far as that can be known. */
@Tag("services")
final class MaintenanceWindowsTest {
    private static final Instant BEGIN = Instant.parse("2026-11-19T22:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int SLOTS = 6 * 360;
    private static final String ALL = "{}";
    private static final String ANSWER =
            """
            SELECT zone, maintenance_up AS up, maintenance_down AS down, maintenance_missed AS missed,
                   maintenance_unknown AS unknown, maintenance_absent AS absent, maintenance_expected AS expected,
                   uptime_without_maintenance AS uptime, coverage_without_maintenance AS coverage, undivided_hours
              FROM availability(?, ?, ?)""";

    private final StoreFixture fixture = new StoreFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Six hours over midnight; down, missed and absent by turns in the two hours of the window, up around it. */
    @Test
    void windowsAreLeftOutBeforeAndAfterTheRowsAreGone() {
        Instant from = BEGIN.plusSeconds(2_400);
        Instant to = from.plusSeconds(7_200);
        store("shop", at -> at.isBefore(from) || !at.isBefore(to) ? 'u' : "ddm.x".charAt(slot(at) % 5));
        announce("move", ALL, from, to, false);
        Map<String, @Nullable Object> answer = answer();
        assertThat(answer)
                .containsEntry("up", 0L)
                .containsEntry("down", 288L)
                .containsEntry("missed", 144L)
                .containsEntry("unknown", 144L)
                .containsEntry("absent", 144L)
                .containsEntry("expected", 720L)
                .containsEntry("uptime", 1.0)
                .containsEntry("coverage", 1.0)
                .containsEntry("undivided_hours", 0L);

        assertThat(fixture.rollUp()).isPositive();
        fixture.assertDaySumsAreThoseOfTheDays();
        assertThat(answer()).isEqualTo(answer);
        assertThat(fixture.database.number("SELECT sum(maintenance_down) FROM daily_results"))
                .isEqualTo(288);
        drop();
        assertThat(answer()).isEqualTo(answer);
        // What becomes of the target does not change the past.
        fixture.database.execute("UPDATE targets SET labels = '{\"tier\": \"2\"}', group_name = 'other'");
        assertThat(answer()).isEqualTo(answer);
    }

    @Test
    void aWindowIsHonouredWhenItsHoursAreSummedUpAlready() {
        store("shop", at -> slot(at) % 2 == 0 ? 'u' : 'd');
        assertThat(fixture.rollUp()).isPositive();
        fixture.assertDaySumsAreThoseOfTheDays();
        assertThat(answer()).containsEntry("expected", 0L).containsEntry("uptime", 0.5);

        announce("move", "{\"names\": [\"sh?p\"]}", BEGIN.plusSeconds(1_800), BEGIN.plusSeconds(5_400), false);
        assertThat(fixture.rollUp()).isEqualTo(3);
        assertThat(answer())
                .containsEntry("up", 180L)
                .containsEntry("down", 180L)
                .containsEntry("expected", 360L)
                .containsEntry("undivided_hours", 0L);
        fixture.database.execute("UPDATE maintenances SET revoked_at = starts_at + interval '10 minutes'");
        assertThat(fixture.rollUp()).isPositive();
        assertThat(answer()).containsEntry("expected", 60L);
        fixture.database.execute("UPDATE maintenances SET counts = true");
        assertThat(fixture.rollUp()).isPositive();
        fixture.assertDaySumsAreThoseOfTheDays();
        assertThat(answer()).containsEntry("expected", 0L).containsEntry("up", 0L);
        announce("counts", ALL, BEGIN, BEGIN.plusSeconds(5_400), true);
        assertThat(fixture.database.number("SELECT count(*) FROM stale_rollups"))
                .isZero();
        announce("other", "{\"names\": [\"blog\"]}", BEGIN, BEGIN.plusSeconds(5_400), false);
        assertThat(answer()).containsEntry("expected", 0L);
    }

    @Test
    void ofHoursWithoutRowsAllOrNothingIsLeftOutAndTheAnswerSaysSo() {
        store("shop", at -> slot(at) % 2 == 0 ? 'u' : 'd');
        announce("early", ALL, BEGIN.plusSeconds(600), BEGIN.plusSeconds(1_200), false);
        assertThat(fixture.rollUp()).isPositive();
        drop();
        assertThat(answer()).containsEntry("up", 30L).containsEntry("expected", 60L);

        // From 22:30 to 01:15: the hours from 23:00 to 01:00 are whole.
        announce("late", ALL, BEGIN.plusSeconds(1_800), BEGIN.plusSeconds(3 * 3_600 + 900), false);
        assertThat(fixture.rollUp()).isPositive();
        assertThat(answer())
                .containsEntry("up", 30L + 360)
                .containsEntry("down", 30L + 360)
                .containsEntry("expected", 60L + 720)
                .containsEntry("coverage", 1.0)
                .containsEntry("undivided_hours", 2L);
        assertThat(fixture.database.query("SELECT undivided_hours::text AS hours FROM target_maintenances"
                        + " WHERE target = 'shop' AND name = 'late'"))
                .containsExactly(Map.of("hours", "{\"2026-11-19 22:00:00+00\",\"2026-11-20 01:00:00+00\"}"));

        fixture.database.execute("UPDATE maintenances SET ends_at = '2026-11-20T01:00Z' WHERE name = 'late'");
        assertThat(fixture.rollUp()).isPositive();
        assertThat(answer()).containsEntry("expected", 780L).containsEntry("undivided_hours", 1L);
        fixture.database.execute("DELETE FROM maintenances WHERE name = 'late'");
        assertThat(fixture.rollUp()).isPositive();
        assertThat(answer())
                .containsEntry("up", 30L)
                .containsEntry("expected", 60L)
                .containsEntry("undivided_hours", 0L);
    }

    @Test
    void aTargetTakesPartWhenItNamesTheWindowOrFitsWhileItLasts() {
        Instant now = Instant.now();
        store("shop", at -> 'u');
        announce("named", "{\"named_by_targets\": true}", now.minusSeconds(60), now.plusSeconds(600), false);
        announce("labels", "{\"labels\": {\"tier\": \"d*\"}}", now.minusSeconds(60), now.plusSeconds(600), true);
        assertThat(fixture.database.query("SELECT name FROM target_maintenances"))
                .isEmpty();

        fixture.database.execute("UPDATE targets SET maintenance = '{named}', labels = '{\"tier\": \"db\"}'");
        assertThat(fixture.database.query("SELECT name, counts, starts_at > now() - interval '50 seconds' AS late"
                        + " FROM target_maintenances ORDER BY name"))
                .containsExactly(
                        Map.of("name", "labels", "counts", true, "late", true),
                        Map.of("name", "named", "counts", false, "late", true));
        announce("soon", ALL, now.plusSeconds(600), now.plusSeconds(700), false);
        store("blog", at -> 'u');
        assertThat(fixture.database.query("SELECT target FROM target_maintenances WHERE name = 'soon' ORDER BY target"))
                .extracting(row -> row.get("target"))
                .containsExactly("blog", "shop");
    }

    /** Windows that overlap, gaps and all outcomes: what a reader would count, slot by slot. */
    @Test
    void whatIsLeftOutIsWhatAReaderOfTheRecordWouldLeaveOut() {
        Random random = new Random(11);
        store("shop", at -> "uuuddmx.".charAt(random.nextInt(8)));
        SlotGap gap = new SlotGap(
                info("shop", "c1"),
                new Origin("a", "m"),
                BEGIN.plusSeconds(7_000),
                BEGIN.plusSeconds(12_000),
                Verdict.missed(FailureReason.STOPPED, "stopped"));
        assertThat(fixture.store.storeGaps(List.of(gap)).await()).isEmpty();
        for (int round = 0; round < 6; round++) {
            Instant from = BEGIN.plusSeconds(random.nextInt(20_000));
            announce("w" + round, ALL, from, from.plusSeconds(1 + random.nextInt(3_000)), random.nextInt(4) == 0);
            if (random.nextBoolean()) {
                assertThat(fixture.rollUp()).isNotNegative();
            }
            assertThat(fixture.database
                            .query(
                                    """
                            WITH slots AS (
                                SELECT s, coalesce(outcome_name(c.outcome), CASE WHEN s BETWEEN '2026-11-19T23:56:40Z'
                                           AND '2026-11-20T01:20:00Z' THEN 'missed' ELSE 'absent' END) AS outcome
                                  FROM generate_series('2026-11-19T22:00:00Z', '2026-11-20T03:59:50Z', interval '10 s') s
                                  LEFT JOIN checks c ON c.scheduled_at = s
                                 WHERE s >= (SELECT min(first_seen) FROM target_configs)
                                   AND EXISTS (SELECT FROM maintenances m
                                                WHERE NOT m.counts AND s >= m.starts_at AND s < m.ends_at))
                            SELECT count(*) FILTER (WHERE outcome = 'up') AS up,
                                   count(*) FILTER (WHERE outcome = 'down') AS down,
                                   count(*) FILTER (WHERE outcome = 'missed') AS missed,
                                   count(*) FILTER (WHERE outcome = 'unknown') AS unknown,
                                   count(*) FILTER (WHERE outcome = 'absent') AS absent
                              FROM slots""")
                            .get(0))
                    .as("round %d", round)
                    .isEqualTo(only(answer(), "up", "down", "missed", "unknown", "absent"));
        }
    }

    private static Map<String, @Nullable Object> only(Map<String, @Nullable Object> answer, String... columns) {
        Map<String, @Nullable Object> some = new LinkedHashMap<>(answer);
        some.keySet().retainAll(List.of(columns));
        return some;
    }

    private static int slot(Instant at) {
        return (int) Duration.between(BEGIN, at).dividedBy(INTERVAL);
    }

    /** Of the only zone; what is said of all zones is the same. */
    private Map<String, @Nullable Object> answer() {
        List<Map<String, @Nullable Object>> rows = fixture.database.query(
                ANSWER,
                "shop",
                BEGIN.atOffset(ZoneOffset.UTC),
                BEGIN.plus(INTERVAL.multipliedBy(SLOTS)).atOffset(ZoneOffset.UTC));
        assertThat(rows).hasSize(2);
        rows.forEach(row -> row.remove("zone"));
        assertThat(rows.get(0)).isEqualTo(rows.get(1));
        return rows.get(0);
    }

    private void announce(String name, String selector, Instant from, Instant to, boolean counts) {
        fixture.database.execute(
                "INSERT INTO maintenances (name, selector, starts_at, ends_at, counts, source)"
                        + " VALUES (?, ?::jsonb, ?, ?, ?, 'command')",
                name,
                selector,
                from.atOffset(ZoneOffset.UTC),
                to.atOffset(ZoneOffset.UTC),
                counts);
    }

    private void drop() {
        assertThat(fixture.database.number("SELECT drop_partitions('2026-11-21', '2026-11-21', '2026-11-21')"))
                .isPositive();
        assertThat(fixture.database.number("SELECT count(*) FROM checks")).isZero();
    }

    private void store(String target, Slots slots) {
        List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            Instant at = BEGIN.plus(INTERVAL.multipliedBy(i));
            Verdict verdict =
                    switch (slots.at(at)) {
                        case 'u' -> Verdict.up();
                        case 'd' -> Verdict.down(FailureReason.STATUS, "down");
                        case 'm' -> Verdict.missed(FailureReason.STOPPED, "missed");
                        case 'x' -> Verdict.unknown(FailureReason.OVERLOADED, "unknown");
                        default -> null;
                    };
            if (verdict != null) {
                results.add(result(info(target, "c1"), "a", at, verdict));
            }
        }
        fixture.store(results);
    }

    /** How each slot ends. */
    private interface Slots {
        char at(Instant slot);
    }
}
