package io.nudger.record;

import static io.nudger.consume.Results.CLOCK;
import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Verdict;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.nudger.consume.Persisting;
import io.nudger.consume.RecordException;
import io.nudger.consume.Topic;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.testing.TestPostgresSettings;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Days past the retention are packed, and nothing of them is lost. */
@Tag("services")
final class ArchiveTest {
    private static final Instant OLD = NOON.minus(Duration.ofDays(20));
    private static final String DAY = "2026_10_31";
    private static final Duration TEN_DAYS = Duration.ofDays(10);
    private static final Duration YEARS = Duration.ofDays(1_096);

    private static final String IS_PACKING =
            "query LIKE 'SELECT archive_next%' AND wait_event_type = 'Lock' AND datname = current_database()";

    private final StoreFixture fixture = new StoreFixture();
    private final TestDatabase database = fixture.database;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void archivedChecksReadAsTheyWere() {
        List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Instant slot = OLD.plusSeconds(10L * i + (i > 200 ? 3 : 0));
            results.add(i % 7 == 0 ? down("kept", "home", slot) : up("kept", "home", slot));
            results.add(up("kept", "away", slot.plusNanos(1_000L * i)));
            results.add(up("other", "home", slot));
        }
        fixture.store(results);
        fixture.store(up("kept", "home", NOON));
        List<Map<String, Object>> before =
                results("check_results WHERE target = 'kept' AND scheduled_at < '2026-11-01'");
        Map<String, Object> availability = availability();

        archive(Duration.ofDays(60));

        assertThat(before).hasSize(600);
        assertThat(results("archived_results('kept', '2026-10-31', '2026-11-01')"))
                .isEqualTo(before);
        assertThat(database.number("SELECT count(*) FROM check_results")).isOne();
        assertThat(database.query("SELECT to_regclass('checks_" + DAY + "') AS rows"))
                .hasToString("[{rows=null}]");
        assertThat(availability()).isEqualTo(availability);
    }

    @Test
    void aPartOfADayIsRead() {
        fixture.store(
                up("part", "home", OLD),
                up("part", "home", OLD.plusSeconds(10)),
                up("part", "home", OLD.plusSeconds(20)));

        archive(Duration.ofDays(60));

        assertThat(database.query(
                        "SELECT scheduled_at::text FROM archived_results('part', ?::timestamptz, ?::timestamptz)",
                        OLD.plusSeconds(10).toString(),
                        OLD.plusSeconds(20).toString()))
                .hasToString("[{scheduled_at=2026-10-31 12:00:10+00}]");
    }

    @Test
    void whateverANumberIsItComesBack() {
        database.execute("SELECT create_partitions('2026-10-31', '2026-10-31')");
        Random random = new Random(7);
        List<String> values =
                List.of("NULL", "0", "1", "-1", "32767", "32768", "65535", "65536", "2147483647", "-2147483648");
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            rows.append(i == 0 ? "" : ", ")
                    .append("('2026-10-31 00:00:00+00'::timestamptz + interval '1 microsecond' * ")
                    .append((86_399_999_999L / 499) * i)
                    .append(", ")
                    .append(i % 3)
                    .append(", 1");
            for (int column = 0; column < 8; column++) {
                rows.append(", ").append(values.get(random.nextInt(values.size())));
            }
            rows.append(i % 5 == 0 ? ", NULL, 1, NULL, NULL, 0, NULL, NULL)" : ", 7, 2, 16, 599, 32767, true, false)");
        }
        database.execute(
                "INSERT INTO checks (scheduled_at, target_id, zone_id, delay, duration, resolve, connect, tls, "
                        + "processing, transfer, body_bytes, monitor_id, outcome, reason, status_code, attempts, regexp_matched, "
                        + "degraded) VALUES " + rows);
        database.execute("CREATE TABLE original AS SELECT * FROM checks");

        archive(Duration.ofDays(60));

        String unpacked = "SELECT c.* FROM archived_checks p CROSS JOIN LATERAL unpack_checks(p) c";
        assertThat(database.number("SELECT count(*) FROM (" + unpacked + ") AS u"))
                .isEqualTo(500);
        assertThat(database.query(
                        "(TABLE original EXCEPT " + unpacked + ") UNION ALL (" + unpacked + " EXCEPT TABLE original)"))
                .isEmpty();
    }

    @Test
    void rowsThatComeToADayThatIsArchivedJoinIt() {
        fixture.store(up("late", "home", OLD), up("late", "home", OLD.plusSeconds(20)));
        archive(Duration.ofDays(60));

        fixture.store(up("late", "home", OLD.plusSeconds(10)), up("late", "home", OLD.plusSeconds(20)));
        archive(Duration.ofDays(60));

        assertThat(
                        database.query(
                                "SELECT to_char(scheduled_at, 'SS') AS s FROM archived_results('late', '2026-10-31', '2026-11-01')"))
                .hasToString("[{s=00}, {s=10}, {s=20}]");
    }

    @Test
    void aLesserRowThatComesLateGivesWay() {
        fixture.store(up("best", "home", OLD), missed("best", OLD.plusSeconds(10)));
        archive(Duration.ofDays(60));

        fixture.store(missed("best", OLD), up("best", "home", OLD.plusSeconds(10)));
        archive(Duration.ofDays(60));

        assertThat(database.query("SELECT outcome FROM archived_results('best', '2026-10-31', '2026-11-01')"))
                .hasToString("[{outcome=up}, {outcome=up}]");
    }

    @Test
    void aDayIsInOnePlaceAtAnyMoment() throws SQLException {
        fixture.store(up("place", "home", OLD), up("place", "home", OLD.plusSeconds(10)));
        prepare();

        Future<Integer> packing;
        try (Connection obstacle = database.connect()) {
            obstruct(obstacle);
            packing = sixtyDays().catchUp();
            awaitPacking();
            assertThat(places()).isEqualTo("2 rows, 0 archived");
            obstacle.rollback();
        }

        assertThat(packing.await()).isOne();
        assertThat(places()).isEqualTo("0 rows, 2 archived");
    }

    @Test
    void aPersisterThatIsKilledLeavesTheDayWhole() throws SQLException {
        fixture.store(up("place", "home", OLD), up("place", "home", OLD.plusSeconds(10)));
        prepare();

        try (Connection obstacle = database.connect()) {
            obstruct(obstacle);
            Future<Integer> packing = sixtyDays().catchUp();
            awaitPacking();
            database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + IS_PACKING);
            assertThatThrownBy(packing::await).isNotNull();
            obstacle.rollback();
        }

        assertThat(places()).isEqualTo("2 rows, 0 archived");
        assertThat(sixtyDays().catchUp().await()).isOne();
        assertThat(places()).isEqualTo("0 rows, 2 archived");
    }

    @Test
    void whatComesWhileADayIsPackedIsPackedTheNextTime() throws SQLException {
        fixture.store(up("place", "home", OLD));
        prepare();

        try (Connection obstacle = database.connect()) {
            obstruct(obstacle);
            Future<Integer> packing = sixtyDays().catchUp();
            awaitPacking();
            fixture.store(up("place", "home", OLD.plusSeconds(10)));
            assertThat(fixture.rollUp()).as("the mark on the hour is needed").isZero();
            obstacle.rollback();
            assertThatThrownBy(packing::await).hasMessageContaining("checks of 2026-10-31 have come while");
        }

        assertThat(places()).isEqualTo("2 rows, 0 archived");
        assertThat(sixtyDays().catchUp().await()).as("it is not summed up yet").isZero();
        archive(Duration.ofDays(60));
        assertThat(places()).isEqualTo("0 rows, 2 archived");
    }

    @Test
    void manyPersistersArchiveADayOnce() {
        fixture.store(up("once", "home", OLD), up("once", "home", OLD.plus(Duration.ofDays(1))));
        assertThat(fixture.rollUp()).isPositive();
        assertThat(partitions(Duration.ofDays(60)).dropExpired().await()).isZero();

        Future<Integer> one = sixtyDays().catchUp();
        Future<Integer> other = sixtyDays().catchUp();

        assertThat(one.await() + other.await()).isEqualTo(2);
        assertThat(results("archived_results('once', '2026-10-01', '2026-12-01')"))
                .hasSize(2);
    }

    @Test
    void archiveEndsAsWell() {
        fixture.store(down("ends", "home", OLD.minus(Duration.ofDays(5))));
        archive(Duration.ofDays(60));
        assertThat(results("archived_results('ends', '2026-10-01', '2026-12-01')"))
                .singleElement()
                .satisfies(row -> assertThat(row.get("message")).isEqualTo("wanted 2xx, found 503"));

        assertThat(partitions(Duration.ofDays(25)).dropExpired().await())
                .as("the evidence goes by the day, the archive by the month")
                .isEqualTo(2);
        assertThat(results("archived_results('ends', '2026-10-01', '2026-12-01')"))
                .hasSize(1);
        assertThat(partitions(Duration.ofDays(20)).dropExpired().await()).isOne();
        assertThat(results("archived_results('ends', '2026-10-01', '2026-12-01')"))
                .isEmpty();
    }

    @Test
    void sizeOfAnArchivedCheckIsMeasured() throws RecordException {
        List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            results.add(up("site-" + i % 6, "home", OLD.plusSeconds(i)));
        }
        fixture.store(results);
        archive(Duration.ofDays(60));
        fixture.store(up("site-0", "home", NOON));
        // So that nothing is left to do that would change the size meanwhile.
        database.execute("VACUUM (ANALYZE) archived_checks");

        assertThat(RecordSize.measure(database.settings()).of(RecordSize.Table.ARCHIVE))
                .isEqualTo(database.number("SELECT pg_total_relation_size('archived_checks_2026_10')") / 300.0);
    }

    @Test
    void persisterArchives() {
        database.execute("SELECT create_partitions('2026-10-31', '2026-10-31')");
        fixture.store(up("served", "home", OLD));
        assertThat(fixture.rollUp()).isPositive();
        Topic topic = Topic.create(Services.kafka(), "archive", 1);
        PostgresSettings archiving = TestPostgresSettings.like(database)
                .retention(retention(Duration.ofDays(60)))
                .build();

        try (Persisting persisting = Persisting.start(topic.settings, archiving)) {
            await().until(() -> results("archived_results('served', '2026-10-01', '2026-12-01')")
                            .size()
                    == 1);
            await().until(persisting::isReady);
        }
    }

    private void prepare() {
        assertThat(fixture.rollUp()).isPositive();
        assertThat(partitions(Duration.ofDays(60)).dropExpired().await()).isZero();
    }

    /** A row in the way: whoever packs the day has read all of it, and waits until this is rolled back. */
    private static void obstruct(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            String columns = "array_fill(0::smallint, ARRAY[1]), ".repeat(21);
            assertThat(statement.executeUpdate(
                            "INSERT INTO archived_checks SELECT '2026-10-31 00:00:00+00', t.id, z.id,"
                                    + " '{0}'::bigint[], " + columns + "'{true}'::boolean[], '{true}'::boolean[]"
                                    + " FROM targets t, zones z WHERE t.name = 'place' AND z.name = 'home'"))
                    .isOne();
        }
    }

    private void awaitPacking() {
        await().until(() -> database.number("SELECT count(*) FROM pg_stat_activity WHERE " + IS_PACKING) == 1);
    }

    /** Where the checks of one target are, seen by one statement. */
    private String places() {
        return String.valueOf(database.query("SELECT (SELECT count(*) FROM check_results WHERE target = 'place')"
                        + " || ' rows, ' || (SELECT count(*) FROM archived_results('place', '2026-10-31', '2026-11-01'))"
                        + " || ' archived' AS places")
                .get(0)
                .get("places"));
    }

    private static CheckResult missed(String target, Instant slot) {
        return new CheckResult(
                up(target, "home", slot).target(),
                new Origin("home", "other"),
                slot,
                null,
                Verdict.missed(FailureReason.STOPPED, "stopped"),
                Observation.NONE);
    }

    private void archive(Duration archived) {
        assertThat(fixture.rollUp()).isNotNegative();
        assertThat(partitions(archived).dropExpired().await()).isNotNegative();
        assertThat(archiving(archived).catchUp().await()).isOne();
    }

    private Archive sixtyDays() {
        return archiving(Duration.ofDays(60));
    }

    private Archive archiving(Duration archived) {
        return new Archive(fixture.connections, partitions(archived));
    }

    private Partitions partitions(Duration archived) {
        return new Partitions(fixture.connections, fixture.connections, retention(archived), CLOCK);
    }

    private static Retention retention(Duration archived) {
        return new Retention(TEN_DAYS, archived, archived, YEARS);
    }

    private Map<String, Object> availability() {
        return Map.copyOf(database.query(
                        "SELECT up, down, missed, absent, expected FROM availability('kept', '2026-10-31', '2026-11-01')"
                                + " WHERE zone = 'home'")
                .get(0));
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> results(String from) {
        return (List<Map<String, Object>>)
                (List<?>) database.query("SELECT * FROM " + from + " ORDER BY scheduled_at, zone");
    }
}
