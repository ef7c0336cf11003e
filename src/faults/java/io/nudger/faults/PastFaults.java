package io.nudger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Faults of the database that must not change what it says of the past. */
final class PastFaults {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> TIME_ZONES = List.of("America/St_Johns", "Pacific/Chatham");

    private static final String RECORD =
            """
            SELECT t.name, a.zone, a.up, a.down, a.missed, a.unknown, a.expected
              FROM targets t, availability(t.name, now() - interval '5 minutes', now() - interval '10 seconds') a
             ORDER BY 1, 2""";
    private static final String WRONG_DAYS =
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = 'checks'::regclass
               AND pg_get_expr(c.relpartbound, c.oid) !~ ' 00:00:00\\+00''\\).* 00:00:00\\+00''\\)'""";

    private PastFaults() {}

    /** Where days begin in the middle of an hour, and clocks are set twice a year. */
    static void timeZoneSet(World world, Pauses pauses) {
        for (String timeZone : TIME_ZONES) {
            newSessions(world, "SET timezone TO '" + timeZone + "'");
            pauses.pause();
            world.awaitReady();
            compare(world.database(), timeZone);
        }
        newSessions(world, "RESET timezone");
        world.awaitReady();
        assertThat(world.database().query(WRONG_DAYS)).isEmpty();
    }

    /** For all sessions that begin from now on; those that are there end. */
    private static void newSessions(World world, String setting) {
        TestDatabase database = world.database();
        database.execute("ALTER DATABASE " + database.settings().database() + " " + setting);
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    /** One record, at one moment, asked from two time zones; and partitions that are made in one of them. */
    private static void compare(TestDatabase database, String timeZone) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone TO '" + timeZone + "'");
            int ahead = 5 + TIME_ZONES.indexOf(timeZone);
            statement.execute("SELECT create_partitions(d, d) FROM (SELECT (now() AT TIME ZONE 'UTC')::date + " + ahead
                    + " AS d) AS day");
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            List<String> there = rows(statement, RECORD);
            statement.execute("SET LOCAL timezone TO 'UTC'");
            assertThat(there).isEqualTo(rows(statement, RECORD));
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An old day is summed up and dropped while somebody asks for it all the time. */
    static void retentionDuringAudit(World world, Pauses pauses) {
        TestDatabase database = world.database();
        await().atMost(PATIENCE)
                .until(() -> database.number("SELECT count(*) FROM target_statuses")
                        >= world.targets().size());
        String day = String.valueOf(database.query("SELECT to_char(greatest(b.since, now() - interval '60 days')"
                        + " AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day FROM raw_bounds b")
                .get(0)
                .get("day"));
        // Hostile producers have made up thousands more.
        String names = world.targets().stream()
                .map(target -> "'" + target.name() + "'")
                .collect(Collectors.joining(", ", "(", ")"));
        fill(database, day, names);
        String audit = "SELECT t.name, d.zone, d.histogram::text FROM targets t, durations(t.name, '" + day
                + " 00:00Z', timestamptz '" + day + " 00:00Z' + interval '24 hours') d WHERE t.name IN " + names
                + " ORDER BY 1, 2";
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Set<List<String>>> auditor =
                CompletableFuture.supplyAsync(() -> audit(database, audit, over));
        try {
            database.execute("SELECT FROM generate_series(1, 200) WHERE roll_up('0 s') IS NOT NULL");
            pauses.pause();
            String table = "checks_" + day.replace('-', '_');
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                database.execute("SELECT drop_day(to_regclass('" + table + "'), '" + day + " 00:00Z')"
                        + " WHERE to_regclass('" + table + "') IS NOT NULL");
                return database.number("SELECT count(*) FROM pg_class WHERE relname = ?", table) == 0;
            });
            pauses.pause();
        } finally {
            over.set(true);
        }
        assertThat(auditor.join()).as("answers of one day").hasSize(1).allSatisfy(answer -> assertThat(answer)
                .isNotEmpty());
        world.awaitReady();
    }

    private static void fill(TestDatabase database, String day, String names) {
        database.execute("SELECT create_partitions('" + day + "', '" + day + "')");
        database.execute("INSERT INTO checks (scheduled_at, target_id, zone_id, delay, duration, outcome, attempts)"
                + " SELECT timestamptz '" + day + " 00:00Z' + n * interval '10 minutes', t.id, z.id, 0, 1000 * n, 1, 1"
                + " FROM targets t, zones z, generate_series(0, 143) AS n"
                + " WHERE z.name = '" + Deployment.ZONE + "' AND t.name IN " + names);
        database.execute("SELECT mark_stale('hour', ARRAY(SELECT timestamptz '" + day
                + " 00:00Z' + n * interval '1 hour' FROM generate_series(0, 23) AS n))");
    }

    private static Set<List<String>> audit(TestDatabase database, String audit, AtomicBoolean over) {
        Set<List<String>> answers = new HashSet<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            do {
                answers.add(rows(statement, audit));
            } while (!over.get());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return answers;
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(result.getString(i)).append(' ');
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }
}
