package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.consume.Refused;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever gaps and configurations somebody has sent: what an answer costs grows with how many they are, and no faster. */
@Tag("services")
final class HostileRangesTest {
    private static final String AVAILABILITY = "SELECT * FROM availability('site', '2026-11-01', '2026-11-24')";
    private static final String ROLL_UP = "SELECT * FROM range_counts(NULL, ARRAY[timestamptz '2026-11-20 12:00Z'],"
            + " ARRAY[timestamptz '2026-11-20 13:00Z'])";

    /** Of many intervals and lengths, over each other, some within others, on no common grid, both outcomes. */
    private static final String RANGES =
            """
            SELECT add_missed_range(t.id, z.id, NULL, f.first, f.first + (s.slots - 1) * s.step * interval '1 microsecond',
                       s.step, s.slots, (3 + n %% 2)::int2, 15::int2, 'made up')
              FROM targets t, zones z, generate_series(%d::bigint, %d::bigint) AS n
             CROSS JOIN LATERAL (SELECT 30000000 + n %% 7 * 10000003 AS step, 100 + n * 7919 %% 9000 AS slots) AS s
             CROSS JOIN LATERAL (SELECT timestamptz '2026-11-20 00:00Z' + n %% 977 * interval '61.000001 s' AS first) AS f
             WHERE t.name = 'site'""";

    /** Each with an interval of its own, many of them in use at the same time. */
    private static final String CONFIGS =
            """
            INSERT INTO target_configs (target_id, zone_id, config, url, interval, first_seen, last_seen)
            SELECT t.id, z.id, 'made up ' || n, 'http://site', n %% 50 * interval '1 s' + interval '1 s',
                   timestamptz '2026-11-20 00:00Z' + n * 7919 %% 90000 * interval '1 s', '2026-11-21 00:00Z'
              FROM targets t, zones z, generate_series(%d, %d) AS n
             WHERE t.name = 'site'""";

    private static final String READ =
            "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_xact_user_tables";

    private final StoreFixture fixture = new StoreFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void workGrowsWithRanges() throws SQLException {
        grows(RANGES, List.of(AVAILABILITY, ROLL_UP));

        long counted =
                fixture.database.number("SELECT missed + unknown FROM (" + AVAILABILITY + ") AS a WHERE zone IS NULL");
        long listed = fixture.database.number("SELECT count(DISTINCT (m.zone_id, m.scheduled_at)) FROM targets t,"
                + " missed_in_ranges(t.id, '2026-11-01', '2026-11-24') m WHERE t.name = 'site'");
        assertThat(counted).as("each slot counts once").isEqualTo(listed);
    }

    @Test
    void workGrowsWithConfigurations() throws SQLException {
        grows(CONFIGS, List.of(AVAILABILITY));
    }

    @Test
    void whatNoMonitorSendsIsRefusedByTheTables() {
        SlotGap tiny = gap(Duration.of(1, ChronoUnit.MICROS), NOON, NOON.plusSeconds(2));
        SlotGap ages = gap(Duration.ofSeconds(10), Instant.parse("0001-01-01T00:00:00Z"), NOON);
        SlotGap fair = gap(Duration.ofSeconds(10), NOON, NOON.plusSeconds(3_000));

        assertThat(fixture.store.storeGaps(List.of(tiny, fair, ages)).await())
                .extracting(Refused::index)
                .containsExactlyInAnyOrder(0, 2);
        assertThat(fixture.database.number("SELECT sum(slots) FROM missed_ranges"))
                .isEqualTo(301);
        CheckResult often = result(tiny.target(), "home", NOON, Verdict.up());
        assertThat(fixture.outcomeOf(often, up("other", "home", NOON)).refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.index()).isZero());
    }

    private static SlotGap gap(Duration interval, Instant first, Instant last) {
        TargetInfo like = info("odd", "every " + interval);
        TargetInfo target = new TargetInfo(
                like.name(), like.url(), interval, like.labels(), like.regexp(), like.thresholds(), like.config());
        return new SlotGap(
                target, new Origin("home", "m"), first, last, Verdict.missed(FailureReason.STOPPED, "stopped"));
    }

    /** Twice as much of it makes the work at most so much more. */
    private void grows(String sql, List<String> queries) throws SQLException {
        fixture.store(up("site", "home", NOON), up("site", "away", NOON.plusSeconds(7)));
        fixture.database.execute("SELECT create_partitions('2026-11-20', '2026-11-24')");
        fixture.database.execute(
                "SELECT mark_stale('hour', ARRAY(SELECT generate_series(timestamptz '2026-11-20 00:00Z',"
                        + " '2026-11-24 00:00Z', '1 hour')))");
        int count = 400;
        fixture.database.execute(sql.formatted(1, count));
        fixture.database.execute("ANALYZE");
        List<Long> once = List.of(work(queries.get(0)), work(queries.get(queries.size() - 1)));
        fixture.database.execute(sql.formatted(count + 1, 2 * count));
        fixture.database.execute("ANALYZE");
        List<Long> twice = List.of(work(queries.get(0)), work(queries.get(queries.size() - 1)));
        for (int i = 0; i < once.size(); i++) {
            assertThat(twice.get(i))
                    .as(
                            "%s: rows and blocks for %s, before %s",
                            queries.get(i % queries.size()), 2 * count, once.get(i))
                    .isLessThan(once.get(i) * 5 / 2 + 100);
        }
    }

    /** Rows that were read, blocks of memory, and a hundred for each block of a temporary file. */
    private long work(String query) throws SQLException {
        try (Connection connection = fixture.database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            long before = number(statement, READ);
            long blocks;
            try (ResultSet plan =
                    statement.executeQuery("EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT JSON) " + query)) {
                assertThat(plan.next()).isTrue();
                JsonObject top =
                        new JsonArray(plan.getString(1)).getJsonObject(0).getJsonObject("Plan");
                blocks = top.getLong("Shared Hit Blocks")
                        + 100 * (top.getLong("Temp Written Blocks") + top.getLong("Temp Read Blocks"));
            }
            return blocks + number(statement, READ) - before;
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            assertThat(result.next()).isTrue();
            return result.getLong(1);
        }
    }
}
