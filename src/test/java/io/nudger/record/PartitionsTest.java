package io.nudger.record;

import static io.nudger.consume.Results.CLOCK;
import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nudger.config.Retention;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class PartitionsTest {
    private final StoreFixture fixture = new StoreFixture();

    private static final Duration YEARS = Duration.ofDays(1_096);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void todayAndTheDaysToComeArePreparedByAllAtOnce() {
        Future.all(Stream.generate(() -> partitions(90, 90, 90).prepare())
                        .limit(4)
                        .toList())
                .await();

        assertThat(tables())
                .containsExactly(
                        "check_days_2026",
                        "check_failures_2026_11_21",
                        "check_failures_2026_11_22",
                        "check_failures_2026_11_23",
                        "check_failures_2026_11_24",
                        "check_hours_2026_11",
                        "check_matches_2026_11_21",
                        "check_matches_2026_11_22",
                        "check_matches_2026_11_23",
                        "check_matches_2026_11_24",
                        "checks_2026_11_21",
                        "checks_2026_11_22",
                        "checks_2026_11_23",
                        "checks_2026_11_24");
    }

    @Test
    void daysAreThoseOfUtc() {
        Instant midnight = Instant.parse("2026-11-20T00:00:00Z");
        fixture.store(up("edge", "home", midnight.minusNanos(1_000)), up("edge", "home", midnight));

        assertThat(fixture.database.number("SELECT count(*) FROM checks_2026_11_19"))
                .isOne();
        assertThat(fixture.database.number("SELECT count(*) FROM checks_2026_11_20"))
                .isOne();
    }

    @Test
    void expiredDaysAreDroppedAndTheStatusStays() {
        Partitions tenDays = partitions(10, 10, 10);
        fixture.store(IntStream.range(0, 20)
                .mapToObj(days -> down("expiring", "home", NOON.minus(Duration.ofDays(days))))
                .toList());

        // No rows are dropped that are not summed up; their evidence does not wait.
        assertThat(tenDays.dropExpired().await()).isEqualTo(2 * 10);
        assertThat(fixture.rollUp()).isEqualTo(2 * 20);
        assertThat(tenDays.dropExpired().await()).isEqualTo(10);
        assertThat(tenDays.dropExpired().await()).isZero();

        assertThat(tables())
                .filteredOn(name -> name.matches(".*_\\d{4}_\\d{2}_\\d{2}"))
                .hasSize(3 * 10)
                .contains("checks_2026_11_11")
                .doesNotContain("checks_2026_11_10");
        assertThat(tenDays.oldestKept()).isEqualTo(Instant.parse("2026-11-11T12:00:00Z"));
        assertThat(fixture.database.query("SELECT since::text FROM target_statuses"))
                .hasToString("[{since=2026-11-01 12:00:00+00}]");
    }

    @Test
    void evidenceHasARetentionOfItsOwn() {
        Partitions thirtyDays = partitions(90, 90, 30);
        Instant old = NOON.minus(Duration.ofDays(40));
        fixture.store(down("evidence", "home", old));

        assertThat(thirtyDays.dropExpired().await()).isPositive();

        assertThat(tables()).contains("checks_2026_10_11").doesNotContain("check_failures_2026_10_11");
        fixture.store(down("evidence", "away", old));
        assertThat(fixture.database.query("SELECT zone, message FROM check_results WHERE target = 'evidence'"))
                .hasSize(2)
                .anySatisfy(row -> assertThat(row.get("message")).isNull())
                .anySatisfy(row -> assertThat(row.get("message")).isNotNull());
    }

    @Test
    void aLongReaderDelaysTheDropAndNothingElse() throws Exception {
        Partitions tenDays = partitions(10, 10, 10);
        fixture.store(up("read", "home", NOON.minus(Duration.ofDays(20))));
        assertThat(fixture.rollUp()).isEqualTo(2);
        try (Connection reader = fixture.database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            assertThat(statement.execute("SELECT count(*) FROM checks")).isTrue();

            assertThatThrownBy(() -> tenDays.dropExpired().await()).hasMessageContaining("lock timeout");
            fixture.store(up("read", "home", NOON), up("read", "home", NOON.minus(Duration.ofDays(1))));
        }

        assertThat(tenDays.dropExpired().await()).isEqualTo(3);
        assertThat(fixture.database.number("SELECT count(*) FROM checks")).isEqualTo(2);
    }

    /** Whoever reads the days one after the other is not waited for by somebody for whom he would have to wait. */
    @Test
    void aReaderAndADropDoNotWaitForEachOther() throws Exception {
        Partitions tenDays = partitions(10, 10, 10);
        Instant old = NOON.minus(Duration.ofDays(20));
        fixture.store(down("read", "home", old), down("read", "home", old.plus(Duration.ofDays(1))));
        assertThat(fixture.rollUp()).isEqualTo(4);
        try (Connection reader = fixture.database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            assertThat(statement.execute("SELECT FROM checks WHERE scheduled_at >= '2026-11-20'"))
                    .isTrue();
            Future<Integer> drop = tenDays.dropExpired();
            await().until(() -> fixture.database.number(
                            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'checks'::regclass")
                    == 1);

            assertThat(statement.execute("SELECT message FROM check_results")).isTrue();

            assertThatThrownBy(drop::await).hasMessageContaining("lock timeout");
        }
    }

    @Test
    void daysAreDroppedOneAfterTheOther() {
        Partitions tenDays = partitions(10, 10, 10);
        Instant old = NOON.minus(Duration.ofDays(20));
        fixture.store(up("late", "home", old), up("late", "home", old.plus(Duration.ofDays(1))));
        assertThat(fixture.rollUp()).isEqualTo(4);
        fixture.store(up("late", "home", old.plusSeconds(10)));

        assertThat(tenDays.dropExpired().await()).as("the evidence alone").isEqualTo(4);
        assertThat(fixture.rollUp()).isEqualTo(2);
        assertThat(tenDays.dropExpired().await()).isEqualTo(2);

        assertThat(fixture.database.number("SELECT sum(up) FROM check_hours")).isEqualTo(3);
    }

    private Partitions partitions(int days, int archivedDays, int evidenceDays) {
        Retention retention = new Retention(
                Duration.ofDays(days), Duration.ofDays(archivedDays), Duration.ofDays(evidenceDays), YEARS);
        return new Partitions(fixture.connections, fixture.connections, retention, CLOCK);
    }

    private List<String> tables() {
        return fixture
                .database
                .query("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                        + " WHERE c.relkind = 'r' ORDER BY 1")
                .stream()
                .map(row -> String.valueOf(row.get("relname")))
                .toList();
    }
}
