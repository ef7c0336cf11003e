package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.Verdict;
import io.nudger.consume.Results;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sums are those of the rows, whatever the order in which rows come and sums are made. */
@Tag("services")
final class RollupsTest {
    private static final Instant START = NOON.minus(Duration.ofHours(20));
    private static final int SLOTS = 50 * 6;
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final StoreFixture fixture = new StoreFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void sumsFollowTheRowsThroughLateAndBetterResults() {
        Random random = new Random(3);
        List<CheckResult> results = results(random);
        Collections.shuffle(results, random);
        for (int from = 0; from < results.size(); from += 100) {
            fixture.store(results.subList(from, Math.min(results.size(), from + 100)));
            if (random.nextInt(3) == 0) {
                assertThat(fixture.rollUp()).isPositive();
            }
            assertSpansAgree(random);
        }
        assertThat(fixture.rollUp()).isNotNegative();

        assertThat(fixture.database.number("SELECT count(*) FROM stale_rollups"))
                .isZero();
        assertSumsAreThoseOfTheRows();
        assertSpansAgree(random);
        Map<String, List<String>> dump = RecordDump.of(fixture.database);
        fixture.store(results);
        assertThat(fixture.rollUp()).isZero();
        assertThat(RecordDump.of(fixture.database)).isEqualTo(dump);
    }

    @Test
    void spansAnswerTheSameWhenTheRowsAreGone() {
        fixture.store(results(new Random(4)));
        assertThat(fixture.rollUp()).isNotNegative();
        String availability = "SELECT * FROM availability('site', '2026-11-19 16:00Z', '2026-11-23 05:00Z')";
        String durations = "SELECT zone, histogram::text AS histogram, percentile(histogram, 0.9) AS p90"
                + " FROM durations('site', '2026-11-19 16:00Z', '2026-11-23 05:00Z')";
        var available = fixture.database.query(availability);
        var lasted = fixture.database.query(durations);
        assertThat(available).hasSize(3);
        assertThat(lasted).hasSize(2);

        assertThat(fixture.database.number("SELECT drop_partitions('2026-11-22', '2026-11-22', '2026-11-22')"))
                .isEqualTo(9);

        assertThat(fixture.database.query(availability)).isEqualTo(available);
        assertThat(fixture.database.query(durations)).isEqualTo(lasted);
        // A row that comes when its day was dropped does not put itself into the place of the day.
        fixture.store(result("east", START.plus(INTERVAL), Verdict.up(), 1_000));
        assertThat(fixture.rollUp()).isNotNegative();
        assertThat(fixture.database.query(availability)).isEqualTo(available);
        fixture.assertDaySumsAreThoseOfTheDays();
        fixture.database.execute("UPDATE retention SET sums = '-1 year'");
        assertThat(fixture.database.number("SELECT drop_periods('2027-01-01', '2027-01-01')"))
                .isEqualTo(2);
        assertThat(fixture.database.number("SELECT count(*) FROM day_sums")).isZero();
    }

    /** A transaction that has read once learns of no new partition: the sums have to go where it looks already. */
    @Test
    void whoGoesOnReadingWhileTheFirstHoursAreSummedUpMissesNothing() throws SQLException {
        fixture.store(results(new Random(7)));
        String durations =
                "SELECT zone, histogram::text FROM durations('site', '2026-11-19 00:00Z', '2026-11-23 00:00Z')";
        try (Connection reading = fixture.database.connect();
                Statement statement = reading.createStatement()) {
            reading.setAutoCommit(false);
            List<String> before = texts(statement, durations);
            assertThat(before).hasSize(2);

            assertThat(fixture.rollUp()).isPositive();

            assertThat(texts(statement, durations)).isEqualTo(before);
        }
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1) + " " + rows.getString(2));
            }
        }
        return texts;
    }

    /** Who asks while a day is dropped waits, and then sees what there is, not what there was. */
    @Test
    void whoAsksWhileADayIsDroppedMissesNothing() throws SQLException {
        fixture.store(results(new Random(6)));
        // Half an hour from the rows, as long as they are there.
        String availability = "SELECT zone, up, down, missed, unknown, expected"
                + " FROM availability('site', '2026-11-19 16:30Z', '2026-11-20 05:00Z')";
        CompletableFuture<List<Map<String, @Nullable Object>>> answer;
        try (Connection dropping = fixture.database.connect();
                Statement statement = dropping.createStatement()) {
            dropping.setAutoCommit(false);
            statement.execute("SELECT FROM generate_series(1, 100) WHERE roll_up('0 s') IS NOT NULL");
            statement.execute("SELECT drop_day('checks_2026_11_19', '2026-11-19 00:00Z')");
            answer = CompletableFuture.supplyAsync(() -> fixture.database.query(availability));
            await().until(() -> fixture.database.number("SELECT count(*) FROM pg_stat_activity WHERE query LIKE"
                            + " 'SELECT zone, up%' AND wait_event_type = 'Lock'"
                            + " AND datname = current_database()")
                    == 1);
            dropping.commit();
        }
        assertThat(answer.join()).isEqualTo(fixture.database.query(availability));
    }

    @Test
    void anHourThatIsBeingWrittenToIsLeftForLater() throws SQLException {
        fixture.store(result("east", START, Verdict.up(), 1_000));
        try (Connection writer = fixture.database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("SELECT mark_stale('hour', ARRAY[timestamptz '2026-11-19 16:00Z'])");

            assertThat(fixture.rollUp()).isZero();
            writer.commit();
        }
        assertThat(fixture.rollUp()).isEqualTo(2);
        assertThat(fixture.rollUp()).isZero();
    }

    @Test
    void percentilesAreTwoAndAHalfPercentOffAtMost() {
        Random random = new Random(5);
        List<CheckResult> results = new ArrayList<>();
        int[] micros = new int[1_000];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = 20 + (int) Math.exp(8 + 2 * random.nextGaussian());
            results.add(result("east", START.plusSeconds(i), Verdict.up(), micros[i]));
        }
        fixture.store(results);
        assertThat(fixture.rollUp()).isNotNegative();
        Arrays.sort(micros);
        for (double fraction : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            double exact = micros[(int) Math.ceil(fraction * micros.length) - 1] / 1e6;
            var row = fixture.database.query(
                    "SELECT percentile(merge_histograms(durations), ?) AS p FROM check_hours", fraction);
            assertThat((Double) row.get(0).get("p")).isCloseTo(exact, within(exact * 0.0254));
        }
    }

    private void assertSumsAreThoseOfTheRows() {
        for (String unit : List.of("hour", "day")) {
            String fromRows =
                    """
                    SELECT format('%%s %%s %%s %%s %%s %%s %%s %%s', target_id, zone_id, date_trunc('%1$s', scheduled_at),
                           count(*) FILTER (WHERE outcome = 1), count(*) FILTER (WHERE outcome = 2),
                           count(*) FILTER (WHERE outcome = 3), count(*) FILTER (WHERE outcome = 4),
                           coalesce(sum(duration) FILTER (WHERE outcome = 1), 0)) AS line
                      FROM checks GROUP BY target_id, zone_id, date_trunc('%1$s', scheduled_at)"""
                            .formatted(unit);
            String fromSums =
                    """
                    SELECT format('%%s %%s %%s %%s %%s %%s %%s %%s', target_id, zone_id, %1$s, up, down, missed, unknown,
                           duration_sum) AS line
                      FROM check_%1$ss
                     WHERE up = coalesce((SELECT sum(durations[i][2]) FROM generate_subscripts(durations, 1) i), 0)
                       AND down + missed + unknown
                           = coalesce((SELECT sum(reasons[i][3]) FROM generate_subscripts(reasons, 1) i), 0)"""
                            .formatted(unit);
            assertThat(lines(fromSums)).containsExactlyInAnyOrderElementsOf(lines(fromRows));
        }
        fixture.assertDaySumsAreThoseOfTheDays();
    }

    private List<String> lines(String sql) {
        return fixture.database.query(sql).stream()
                .map(row -> String.valueOf(row.get("line")))
                .toList();
    }

    /** Any span, from rows and from whatever is summed up. */
    private void assertSpansAgree(Random random) {
        Instant from = START.plusSeconds(random.nextInt(100_000));
        Instant to = from.plusSeconds(1 + random.nextInt(150_000));
        Object[] span = {
            from.atOffset(ZoneOffset.UTC),
            to.atOffset(ZoneOffset.UTC),
            from.atOffset(ZoneOffset.UTC),
            to.atOffset(ZoneOffset.UTC)
        };
        assertThat(fixture.database.query(
                        """
                        (SELECT zone_id, coalesce(sum(up), 0)::bigint, coalesce(sum(down), 0)::bigint,
                                coalesce(sum(missed), 0)::bigint, coalesce(sum(unknown), 0)::bigint
                           FROM check_pieces(ARRAY[1], ?, ?)
                          GROUP BY zone_id
                         HAVING coalesce(sum(up), 0) + coalesce(sum(down), 0) + coalesce(sum(missed), 0)
                              + coalesce(sum(unknown), 0) > 0)
                        EXCEPT
                        SELECT zone_id, count(*) FILTER (WHERE outcome = 1), count(*) FILTER (WHERE outcome = 2),
                               count(*) FILTER (WHERE outcome = 3), count(*) FILTER (WHERE outcome = 4)
                          FROM checks WHERE scheduled_at >= ? AND scheduled_at < ? GROUP BY zone_id""",
                        span))
                .isEmpty();
        assertThat(fixture.database.query(
                        """
                        SELECT count(*) FILTER (WHERE outcome = 1) AS up FROM checks
                         WHERE scheduled_at >= ? AND scheduled_at < ?
                        EXCEPT
                        SELECT coalesce(sum(up), 0)::bigint FROM check_pieces(ARRAY[1], ?, ?)""",
                        span))
                .isEmpty();
    }

    /** Two zones; of some slots a second result that says something else. */
    private static List<CheckResult> results(Random random) {
        List<CheckResult> results = new ArrayList<>();
        for (String zone : List.of("east", "west")) {
            for (int slot = 0; slot < SLOTS; slot++) {
                for (int times = random.nextInt(5) == 0 ? 2 : 1; times > 0; times--) {
                    results.add(result(
                            zone, START.plus(INTERVAL.multipliedBy(slot)), verdict(random), random.nextInt(1_000_000)));
                }
            }
        }
        return results;
    }

    private static Verdict verdict(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Verdict.down(FailureReason.TIMEOUT, "late");
            case 1 -> Verdict.unknown(FailureReason.OVERLOADED, "busy");
            case 2 -> Verdict.missed(FailureReason.OVERLOADED, "busy");
            default -> Verdict.up();
        };
    }

    private static CheckResult result(String zone, Instant slot, Verdict verdict, int micros) {
        return new CheckResult(
                info("site", "c1"),
                new Origin(zone, "m"),
                slot,
                slot.plusNanos(micros * 1_000L),
                verdict,
                new Observation(1, 200, Results.micros(micros), Phases.NONE, null, null, null, null, null, null, null));
    }
}
