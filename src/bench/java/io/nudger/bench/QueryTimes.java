package io.nudger.bench;

import io.nudger.record.Migrations;
import io.nudger.testing.DatabaseServer;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code make bench-queries}: the questions of docs/queries.md on a record that is made up: 1,000 targets in two zones over 90
 * days, 20 million checks, one of a hundred down. Writes docs/benchmarks/queries.md.
 */
public final class QueryTimes {
    private static final Path WRITTEN = Path.of("docs", "benchmarks", "queries.md");
    private static final int DAYS = 90;
    private static final int SLOTS = 10_000;
    private static final int TIMES = 5;
    private static final double NANOS_IN_MILLI = 1e6;

    private static final String NAMES =
            """
            SET timezone = 'UTC';
            UPDATE retention SET checks = '100 days', archive = '100 days', failures = '100 days', sums = '800 days';
            INSERT INTO zones VALUES (1, 'eu'), (2, 'us');
            INSERT INTO targets (id, name, url, labels, interval, failure_threshold, success_threshold, config, first_seen, last_seen)
            SELECT n, 'site-' || n, 'https://site-' || n || '.example/',
                   jsonb_build_object('team', (ARRAY['web', 'shop', 'ops', 'data'])[1 + n % 4]), '$interval s', 2, 2, 'c',
                   date_trunc('day', now(), 'UTC') - interval '$days days', now()
              FROM generate_series(1, 1000) n;
            INSERT INTO target_configs (target_id, zone_id, config, url, interval, first_seen, last_seen)
            SELECT t.id, z.id, 'c', t.url, t.interval,
                   date_trunc('day', now(), 'UTC') - interval '$days days' + (t.id % $interval) * interval '1 s', now()
              FROM targets t, zones z;
            SELECT create_partitions((now() - interval '$days days')::date, (now() + interval '1 day')::date);
            """;

    /** A failure lasts four slots, so each is an incident of its own; some slots are missed. */
    private static final String CHECKS =
            """
            INSERT INTO checks (scheduled_at, target_id, zone_id, delay, duration, resolve, connect, tls, processing, transfer,
                body_bytes, outcome, reason, status_code, attempts)
            SELECT b.at + s * interval '$interval s' + (t % $interval) * interval '1 s', t, z, 100 + s % 400,
                   CASE WHEN o = 2 THEN 5000000 ELSE (20000 * exp(((s * 7919 + t * 104729 + z * 31) % 1000) / 500.0))::int END,
                   1000, 2000, 3000, 10000, 500, 1000, o, CASE o WHEN 2 THEN 4 WHEN 3 THEN 14 END,
                   CASE o WHEN 1 THEN 200 END, CASE o WHEN 3 THEN 0 ELSE 1 END
              FROM (SELECT date_trunc('day', now(), 'UTC') - interval '$days days' AS at) b,
                   generate_series($from, $to) s, generate_series(1, 1000) t, generate_series(1, 2) z,
                   LATERAL (SELECT CASE WHEN (t * 13 + z * 7 + s / 4) % 100 = 0 THEN 2
                                        WHEN (t * 31 + s) % 5000 = 0 THEN 3 ELSE 1 END AS o) oo
             WHERE b.at + s * interval '$interval s' + (t % $interval) * interval '1 s' < now()
            """;

    private static final String REST =
            """
            SET timezone = 'UTC';
            INSERT INTO check_failures (scheduled_at, target_id, zone_id, message, first_reason, first_message)
            SELECT scheduled_at, target_id, zone_id,
                   CASE WHEN outcome = 2 THEN 'No complete response within 5 s'
                        WHEN target_id % 3 = 0 THEN 'What the check found is not known, its result was discarded: no room.'
                        ELSE 'The check did not run' END,
                   CASE WHEN outcome = 2 AND target_id % 20 = 0 THEN 4 END,
                   CASE WHEN outcome = 2 AND target_id % 20 = 0 THEN 'No complete response within 5 s' END
              FROM checks WHERE outcome <> 1;
            INSERT INTO target_statuses (scheduled_at, since, first_seen, known_at, run_since, confirmed_since, target_id, zone_id,
                outcome, confirmed)
            SELECT max(scheduled_at), max(scheduled_at), min(scheduled_at), max(scheduled_at), max(scheduled_at),
                   min(scheduled_at), target_id, zone_id, CASE WHEN target_id % 50 = 0 THEN 2 ELSE 1 END,
                   CASE WHEN target_id % 50 = 0 THEN 2 ELSE 1 END
              FROM checks GROUP BY target_id, zone_id;
            SELECT mark_stale('hour', ARRAY(SELECT generate_series(date_trunc('day', now(), 'UTC') - interval '$days days', now(),
                                                                   '1 hour')));
            INSERT INTO maintenances (name, selector, starts_at, ends_at, counts, source)
            SELECT 'night', '{"labels": {"team": "ops"}}', d + interval '70 minutes', d + interval '130 minutes', false, 'command'
              FROM generate_series(date_trunc('day', now(), 'UTC') - interval '$days days', now(), '7 days') d;
            """;

    private static final String ROLL_UP = "SELECT roll_up('1 ms')";

    private static final List<Question> QUESTIONS = List.of(
            new Question(
                    "incidents of one target, all 90 days",
                    50.0,
                    "SELECT * FROM incidents WHERE target = 'site-7' ORDER BY started_at DESC"),
            new Question("the last ten incidents of all targets", 50.0, "SELECT * FROM last_incidents(10)"),
            new Question(
                    "bars: 90 days of 1,000 targets, their zones added up, as the page reads them: a row for each day",
                    100.0,
                    "SELECT * FROM day_sums WHERE day >= date_trunc('day', now(), 'UTC') - interval '90 days'"),
            new Question(
                    "bars of one target",
                    null,
                    "SELECT day, zone_id, up, down, missed, unknown FROM check_days WHERE target_id = 7"
                            + " AND day >= date_trunc('day', now(), 'UTC') - interval '90 days'"),
            new Question(
                    "the last 20 results",
                    50.0,
                    "SELECT * FROM check_results WHERE scheduled_at > now() - interval '1 hour'"
                            + " ORDER BY scheduled_at DESC LIMIT 20"),
            new Question(
                    "`daily_results`, 30 days, all targets",
                    500.0,
                    "SELECT * FROM daily_results WHERE day > now() - interval '30 days'"),
            new Question(
                    "`availabilities`, 30 days, all targets",
                    500.0,
                    "SELECT * FROM availabilities(NULL, now() - interval '30 days', now())"),
            new Question(
                    "the same of one label, a whole month",
                    null,
                    "SELECT * FROM availabilities(ARRAY(SELECT name FROM targets WHERE labels @> '{\"team\": \"ops\"}'),"
                            + " date_trunc('month', now(), 'UTC') - interval '1 month', date_trunc('month', now(), 'UTC'))"),
            new Question(
                    "results that were discarded, 7 days",
                    100.0,
                    "SELECT * FROM failed_results WHERE message LIKE '%discarded%' AND scheduled_at > now() - interval '7 days'"),
            new Question(
                    "checks with a second attempt, 7 days",
                    200.0,
                    "SELECT * FROM check_evidence WHERE first_reason IS NOT NULL AND scheduled_at > now() - interval '7 days'"),
            new Question(
                    "`hourly_results` of a day, all targets",
                    300.0,
                    "SELECT * FROM hourly_results WHERE hour >= now() - interval '1 day'"),
            new Question(
                    "incidents of all targets since yesterday",
                    null,
                    "SELECT * FROM incidents_since(NULL, now() - interval '1 day')"),
            new Question("confirmed statuses", 50.0, "SELECT * FROM zone_statuses WHERE state = 'down'"),
            new Question(
                    "failures of all targets, last day",
                    100.0,
                    "SELECT * FROM failed_results WHERE outcome = 'down' AND scheduled_at > now() - interval '1 day'"),
            new Question(
                    "slots that were not measured, one target, 30 days",
                    null,
                    "SELECT * FROM unmeasured_slots('site-7', now() - interval '30 days', now())"));

    private QueryTimes() {}

    /** A question, what it may take in milliseconds, and how it is asked. */
    private record Question(String name, @Nullable Double goal, String sql) {}

    /** Makes the record, asks, and writes the table. The argument: how many thousand slots, 10 by default. */
    public static void main(String... arguments) throws SQLException, IOException {
        int slots = arguments.length == 0 ? SLOTS : Integer.parseInt(arguments[0]) * 1_000;
        DatabaseServer server = EmbeddedPostgres.temporary(Map.of(
                "shared_buffers", "512MB", "work_mem", "16MB", "max_wal_size", "4GB", "fsync", "off", "jit", "off"));
        try {
            TestDatabase database = server.createDatabase();
            long checks = make(database, slots);
            StringBuilder table = new StringBuilder("# The questions of an analyst\n\n");
            table.append(String.format(
                    Locale.ROOT,
                    "%,d checks of 1,000 targets in two zones over %d days, one of a hundred down; PostgreSQL as it comes, with%n"
                            + "512 MB of shared buffers. Milliseconds until the last row is there, the second to %dth time in a"
                            + " session, their median;%n`make bench-queries` makes the data and writes this page. ",
                    checks,
                    DAYS,
                    TIMES + 1));
            table.append(String.join(
                    "; ",
                    Machine.describe().entrySet().stream()
                            .map(part -> part.getKey() + ": " + part.getValue())
                            .toList()));
            table.append(".\n\n| question | ms | goal | rows |\n|---|---:|---:|---:|\n");
            for (Question question : QUESTIONS) {
                String line = ask(database, question);
                System.out.print(line);
                table.append(line);
            }
            if (slots == SLOTS) {
                Files.writeString(WRITTEN, table);
            }
        } finally {
            server.stop();
        }
    }

    private static long make(TestDatabase database, int slots) throws SQLException {
        Migrations.run(database.settings());
        int interval = (DAYS + 1) * 86_400 / slots;
        database.execute(filled(NAMES, interval));
        for (int from = 0; from < slots; from += 1_000) {
            database.execute(filled(CHECKS, interval)
                    .replace("$from", Integer.toString(from))
                    .replace("$to", Integer.toString(from + 999)));
            System.out.printf(Locale.ROOT, "%,d slots made%n", from + 1_000);
        }
        database.execute(filled(REST, interval));
        while (database.query(ROLL_UP).get(0).get("roll_up") != null) {
            // The next hour, then the next day.
        }
        database.execute("VACUUM ANALYZE");
        return database.number("SELECT count(*) FROM checks");
    }

    private static String filled(String sql, int interval) {
        return sql.replace("$interval", Integer.toString(interval)).replace("$days", Integer.toString(DAYS));
    }

    private static String ask(TestDatabase database, Question question) throws SQLException {
        List<Double> times = new ArrayList<>();
        int rows = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i <= TIMES; i++) {
                long begin = System.nanoTime();
                rows = 0;
                try (ResultSet result = statement.executeQuery(question.sql)) {
                    while (result.next()) {
                        rows++;
                    }
                }
                times.add((System.nanoTime() - begin) / NANOS_IN_MILLI);
            }
        }
        double[] sorted =
                times.stream().skip(1).mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %,d |%n",
                question.name,
                Numbers.text(sorted[TIMES / 2]),
                question.goal == null ? "" : Numbers.text(question.goal),
                rows);
    }
}
