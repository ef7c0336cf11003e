package io.nudger.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nudger.consume.Results;
import io.nudger.consume.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody has the password of a persister whose role owns nothing, and wants to get rid of the record. */
@Tag("services")
final class HostilePersisterTest {
    private static final List<String> TABLES = List.of(
            "targets",
            "target_configs",
            "target_statuses",
            "zones",
            "monitors",
            "certificates",
            "checks",
            "check_failures",
            "check_matches",
            "check_hours",
            "check_days",
            "day_sums",
            "stale_rollups",
            "missed_ranges",
            "past_incidents",
            "raw_bounds",
            "archived_checks",
            "replaced_failures",
            "retention",
            "locks",
            "record_days");

    /** The functions of the owner, asked for what he does not want. */
    private static final List<String> FUNCTIONS = List.of(
            "SELECT drop_partitions('2100-01-01', '2100-01-01', '2100-01-01')",
            "SELECT drop_partitions('infinity', 'infinity', '-infinity')",
            "SELECT drop_partitions(current_date, current_date, NULL)",
            "SELECT drop_periods('2100-01-01', '2100-01-01')",
            "SELECT drop_periods('infinity', NULL)",
            "SELECT expire_missed_ranges('infinity')",
            "SELECT keep_incidents('-infinity', 'infinity')",
            "SELECT keep_incidents('infinity', 'infinity')",
            "SELECT archive_next('infinity', '-infinity')",
            "SELECT archive_next(current_date + 1, '2000-01-01')",
            "SELECT create_partitions(current_date - 100000, current_date)",
            "SELECT create_partitions(current_date, current_date + 100000)",
            "SELECT create_partitions('4000-01-01', '4000-01-02')",
            "SELECT mark_stale('hour', ARRAY(SELECT now() - n * interval '1 minute' FROM generate_series(1, 100000) n))",
            "SELECT mark_stale('hour', ARRAY(SELECT timestamptz '1900-01-01' + n * interval '1 hour'"
                    + " FROM generate_series(1, 100000) n))",
            "SELECT mark_stale('minute', ARRAY[now()])",
            "SELECT mark_stale('day', ARRAY[now() - interval '1 day', 'infinity'])",
            "SELECT roll_up(interval '-1 day')",
            "SELECT roll_up(interval '-1000 years')",
            "SELECT roll_up(interval '1 month -30 days')",
            "SELECT set_retention('0', '0', '0', '0')",
            "SELECT forget_failures(array_agg(target_id), array_agg(zone_id), array_agg(scheduled_at)) FROM checks",
            "SELECT replace_checks()",
            "SELECT take_lock('partitions')",
            "SELECT drop_day(c.oid, '2000-01-01') FROM pg_class c WHERE c.relname ~ '^checks_'",
            "SELECT grant_persister('public')",
            "SELECT grant_reader('public')",
            "SELECT drop_compat()");

    /** What is its own comes before what is the owner's, or so it hopes. */
    private static final List<String> TRICKS = List.of(
            "SET search_path TO pg_temp, nudger",
            "CREATE TEMP TABLE retention AS SELECT true AS one_row, interval '0' AS checks, interval '0' AS archive,"
                    + " interval '0' AS failures, interval '0' AS sums",
            "CREATE TEMP TABLE record_days AS SELECT now() AS day WHERE false",
            "CREATE TEMP TABLE stale_rollups AS SELECT 'hour' AS kind, now() AS since, now() AS marked_at WHERE false",
            "CREATE FUNCTION pg_temp.kept_since(text) RETURNS timestamptz LANGUAGE sql RETURN timestamptz 'infinity'",
            "CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql RETURN timestamptz 'infinity'",
            "CREATE FUNCTION pg_temp.minus(timestamptz, interval) RETURNS timestamptz LANGUAGE sql RETURN 'infinity'",
            "CREATE OPERATOR pg_temp.- (FUNCTION = pg_temp.minus, LEFTARG = timestamptz, RIGHTARG = interval)",
            "CREATE FUNCTION nudger.kept_since(text) RETURNS timestamptz LANGUAGE sql RETURN timestamptz 'infinity'",
            "CREATE OR REPLACE FUNCTION nudger.kept_since(part text) RETURNS timestamptz LANGUAGE sql RETURN 'infinity'",
            "SELECT nudger.drop_partitions('infinity', 'infinity', 'infinity')",
            "SELECT nudger.drop_periods('infinity', 'infinity')",
            "SELECT nudger.expire_missed_ranges('infinity')");

    private static final List<String> STATEMENTS = List.of(
            "UPDATE targets SET name = 'gone'",
            "UPDATE targets SET id = id + 1000",
            "UPDATE checks SET target_id = target_id + 1000",
            "UPDATE checks SET scheduled_at = scheduled_at - interval '1 second'",
            "UPDATE checks SET outcome = 3",
            "UPDATE checks SET outcome = 2, delay = 2000000",
            "UPDATE checks SET outcome = CASE outcome WHEN 1 THEN 2 ELSE 1 END, delay = NULL",
            "UPDATE check_failures SET message = ''",
            "UPDATE retention SET checks = '0'",
            "UPDATE raw_bounds SET since = 'infinity'",
            "ALTER TABLE checks DISABLE TRIGGER ALL",
            "SET session_replication_role TO replica",
            "GRANT SELECT ON checks TO public",
            "SET ROLE postgres");

    private final Roles roles = new Roles();

    HostilePersisterTest() throws SQLException {}

    @AfterEach
    void close() {
        roles.close();
    }

    @Test
    void nothingIsTakenAway() throws SQLException {
        roles.keepARecord();
        Map<String, List<String>> before = record();
        assertThat(before)
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isNotEmpty());

        try (Connection connection = roles.persister()) {
            Roles.tryAll(connection, FUNCTIONS);
            Roles.tryAll(connection, STATEMENTS);
            Roles.tryAll(
                    connection,
                    TABLES.stream()
                            .flatMap(table -> Stream.of(
                                    "DELETE FROM " + table,
                                    "TRUNCATE " + table + " CASCADE",
                                    "DROP TABLE " + table + " CASCADE"))
                            .toList());
            Roles.tryAll(connection, TRICKS);
        }

        assertThat(record()).isEqualTo(before);
        assertThat(roles.database.number("SELECT count(*) FROM record_days"))
                .as("days, at most what is kept and a month")
                .isLessThan(90 + 31 + 9);
        assertThat(roles.database.number("SELECT count(*) FROM stale_rollups"))
                .as("marks, of days that there are")
                .isLessThan(25 * (90 + 31 + 9));
        assertThat(roles.store(List.of(Results.up("another", "away", roles.hour))))
                .isOne();
        assertThat(roles.partitions.prepare().await().checks()).isEqualTo(Duration.ofDays(90));
        assertThat(roles.rollUp()).isPositive();
        assertThat(hours("site")).as("sums are those of the rows").isEqualTo(before.get("hours"));
    }

    @Test
    void nobodyElseIsLockedOut() throws SQLException {
        try (Connection connection = roles.persister();
                Statement attempt = connection.createStatement()) {
            for (String table : TABLES) {
                for (String mode : List.of("ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE")) {
                    String lock = "LOCK TABLE " + table + " IN " + mode + " MODE";
                    assertThatThrownBy(() -> attempt.execute("BEGIN; " + lock))
                            .as(lock)
                            .hasMessageContaining("permission denied");
                    attempt.execute("ROLLBACK");
                }
            }
        }
    }

    /** It may say that it knew better, as any monitor may. What it has covered up stays. */
    @Test
    void aFailureThatIsReplacedIsStillThere() throws SQLException {
        roles.keepARecord();
        long failures = roles.database.number("SELECT count(*) FROM checks WHERE outcome = 2");
        assertThat(failures).isEqualTo(10);

        try (Connection connection = roles.persister();
                Statement attempt = connection.createStatement()) {
            attempt.execute("UPDATE checks SET outcome = 1, reason = NULL, delay = 0 WHERE outcome = 2");
        }

        assertThat(roles.database.number("SELECT count(*) FROM checks WHERE outcome = 2"))
                .isZero();
        assertThat(roles.database.query("SELECT DISTINCT target, zone, monitor, reason, message, outcome,"
                        + " evidence ->> 'remote_address' AS address, delay FROM replaced_results"))
                .containsExactly(new TreeMap<>(Map.of(
                        "target", "site",
                        "zone", "home",
                        "monitor", "monitor-home",
                        "reason", "status",
                        "message", "wanted 2xx, found 503",
                        "outcome", "up",
                        "address", "192.0.2.1:443",
                        "delay", 0.002)));
        assertThat(roles.database.number("SELECT count(*) FROM replaced_results"))
                .isEqualTo(failures);
    }

    /** All that nobody may take away. */
    private Map<String, List<String>> record() {
        Map<String, List<String>> all = new TreeMap<>();
        for (String table :
                List.of("checks", "check_failures", "missed_ranges", "retention", "zones", "certificates")) {
            all.put(table, Topic.texts(roles.database, "SELECT t::text FROM " + table + " t ORDER BY 1"));
        }
        all.put("targets", Topic.texts(roles.database, "SELECT id || name || url FROM targets"));
        all.put("hours", hours("site"));
        all.put(
                "incidents",
                Topic.texts(
                        roles.database,
                        "SELECT i::text FROM (SELECT target, started_at, ended_at, failures,"
                                + " message FROM incidents ORDER BY 2) i"));
        return all;
    }

    private List<String> hours(String target) {
        return Topic.texts(
                roles.database,
                "SELECT h::text FROM check_hours h JOIN targets t ON t.id = h.target_id WHERE t.name = '" + target
                        + "' ORDER BY 1");
    }
}
