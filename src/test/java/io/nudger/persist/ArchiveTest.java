package io.nudger.persist;

import static io.nudger.persist.Results.CLOCK;
import static io.nudger.persist.Results.NOON;
import static io.nudger.persist.Results.down;
import static io.nudger.persist.Results.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.vertx.core.Future;
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
        assertThat(database.query("SELECT to_regclass('checks_" + DAY + "') AS rows, to_regclass('archiving_" + DAY
                        + "') AS waiting"))
                .hasToString("[{rows=null, waiting=null}]");
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
    void manyPersistersArchiveADayOnce() {
        fixture.store(up("once", "home", OLD), up("once", "home", OLD.plus(Duration.ofDays(1))));
        assertThat(fixture.rollUp()).isPositive();
        assertThat(partitions(Duration.ofDays(60)).dropExpired().await()).isZero();

        Future<Integer> one = new Archive(fixture.connections).catchUp();
        Future<Integer> other = new Archive(fixture.connections).catchUp();

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

        try (Persisting persisting = Persisting.start(topic.settings, keeping(retention(Duration.ofDays(60))))) {
            await().atMost(Topic.PATIENCE)
                    .until(() -> results("archived_results('served', '2026-10-01', '2026-12-01')")
                                    .size()
                            == 1);
            await().atMost(Topic.PATIENCE).until(persisting::isReady);
        }
    }

    private void archive(Duration archived) {
        assertThat(fixture.rollUp()).isNotNegative();
        assertThat(partitions(archived).dropExpired().await()).isNotNegative();
        assertThat(new Archive(fixture.connections).catchUp().await()).isOne();
    }

    private Partitions partitions(Duration archived) {
        return new Partitions(fixture.connections, fixture.connections, retention(archived), CLOCK);
    }

    private static Retention retention(Duration archived) {
        return new Retention(TEN_DAYS, archived, archived, YEARS);
    }

    private PostgresSettings keeping(Retention retention) {
        PostgresSettings some = database.settings();
        return new PostgresSettings(
                some.host(),
                some.port(),
                some.database(),
                some.user(),
                some.password(),
                some.parameters(),
                some.schema(),
                some.batchSize(),
                some.batchLinger(),
                retention,
                some.migrate());
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
