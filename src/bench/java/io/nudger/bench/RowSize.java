package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;

/**
 * Row 5: what a row weighs in the table and in its index, as it is written all day and after it is rewritten, and in the
 * archive, and what a month of a thousand sites weighs. Nothing of it is a matter of luck, so it is measured once.
 */
final class RowSize implements Benchmark {
    /** 1,000 sites every 15 s for 30 days. */
    private static final double MONTH = 172_800_000;

    private static final double GIGABYTE = 1e9;
    private static final double PROMISED_GIGABYTES = 4;
    private static final int DAY_SLOTS = 5_760;

    /** As a monitor writes them: slot by slot, each target in its turn; https sites, all phases measured. */
    private static final String FILL =
            """
            INSERT INTO checks (scheduled_at, target_id, delay, duration, resolve, connect, tls, processing, transfer,
                body_bytes, zone_id, monitor_id, outcome, reason, status_code, attempts, regexp_matched)
            SELECT current_date - interval '1 day' + slot * interval '15 s' + target * interval '15 ms', target,
                   (random() * 2000)::int, (random() * 160000)::int, (random() * 8000)::int, (random() * 25000)::int,
                   (random() * 40000)::int, (random() * 80000)::int, (random() * 900)::int,
                   1000 + (random() * 50000)::int, 1, 1, 1, NULL, 200, 1, NULL
              FROM generate_series(0, ? - 1) AS slot, generate_series(0, 999) AS target
            """;

    private static final String NARROWEST =
            """
            CREATE TABLE narrowest AS SELECT scheduled_at, target_id, zone_id, outcome FROM checks;
            ALTER TABLE narrowest ADD PRIMARY KEY (target_id, zone_id, scheduled_at)
            """;

    /** Nothing is dropped; the archive gets the month of yesterday. */
    private static final String PREPARE = "SELECT drop_partitions(current_date, current_date - 1, current_date - 1)";

    private static final String ARCHIVE = "SELECT archive_next(current_date, current_date - 1)";

    @Override
    public int row() {
        return 5;
    }

    @Override
    public String title() {
        return "Bytes per row, and per month of 1,000 sites every 15 s";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        return lab.withDeployment(deployment -> measure(deployment, plan));
    }

    private List<Result> measure(Deployment deployment, Plan plan) {
        TestDatabase database = deployment.database();
        makeTables(deployment);
        int slots = Math.max(1, Math.min(DAY_SLOTS, plan.dayRows() / TypicalResults.TARGETS));
        long rows = (long) slots * TypicalResults.TARGETS;
        database.execute(FILL, slots);
        double heap = size(database, "pg_relation_size", rows);
        double index = size(database, "pg_indexes_size", rows);
        database.execute("REINDEX TABLE checks");
        double fresh = size(database, "pg_indexes_size", rows);
        double narrowest = alone(database, "narrowest", NARROWEST, rows);
        double archived = archive(database, rows);
        Reference none = Reference.absent("");
        String rewritten = String.format(
                Locale.ROOT,
                "%,d rows were written. The goal is %.1f bytes a row; a table with nothing but the key and the outcome takes"
                        + " %.1f with its index, because every row of PostgreSQL has a header of 24 bytes and a pointer of 4,"
                        + " and every entry of an index 8 more",
                rows,
                PROMISED_GIGABYTES * GIGABYTE / MONTH,
                narrowest);
        return List.of(
                line(
                        "heap",
                        "bytes/row",
                        heap,
                        Reference.fixed("bytes, key and outcome alone, with their index", narrowest, 1)),
                line("index, as written all day", "bytes/row", index, Reference.fixed("bytes, rebuilt", fresh, 1)),
                line("heap and index", "bytes/row", heap + index, none),
                line(
                        "in the archive, all in all",
                        "bytes/check",
                        archived,
                        Reference.fixed("bytes/row", heap + index, 1)),
                month("a month as rows, all in all", heap + index).with(rewritten),
                month("a month in the archive, all in all", archived)
                        .with("every measurement, to the microsecond; all numbers are noise here, which no compression"
                                + " makes smaller"));
    }

    private Result month(String name, double bytes) {
        Reference promised = Reference.fixed("GB, promised without an index", PROMISED_GIGABYTES, 1);
        return line(name, "GB", bytes * MONTH / GIGABYTE, promised).with(Goal.atMost(PROMISED_GIGABYTES));
    }

    /** Bytes a check in the archive; the rows are gone afterwards. */
    private static double archive(TestDatabase database, long rows) {
        database.execute(PREPARE);
        database.execute(ARCHIVE);
        if (database.number("SELECT sum(cardinality(outcome)) FROM archived_checks") != rows) {
            throw new IllegalStateException("not all rows are in the archive");
        }
        return database.number("SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits"
                        + " WHERE inhparent = 'archived_checks'::regclass")
                / (double) rows;
    }

    private Result line(String name, String unit, double value, Reference reference) {
        return Result.of(row(), name, unit, List.of(value), reference);
    }

    /** The persister makes them; it need not live longer. */
    private static void makeTables(Deployment deployment) {
        Node persister = deployment.start("persister");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> deployment
                                .database()
                                .number("SELECT count(*) FROM pg_inherits WHERE inhparent = 'checks'::regclass")
                        > 0);
        persister.kill();
        deployment.database().execute("SELECT create_partitions(current_date - 1, current_date - 1)");
    }

    /** Bytes a row of all partitions. */
    private static double size(TestDatabase database, String function, long rows) {
        return database.number(
                        "SELECT sum(" + function + "(inhrelid)) FROM pg_inherits WHERE inhparent = 'checks'::regclass")
                / (double) rows;
    }

    /** Bytes a row of a table of the same content, which goes again. */
    private static double alone(TestDatabase database, String table, String sql, long rows) {
        database.execute(sql);
        double bytes = database.number("SELECT pg_total_relation_size(?::regclass)", table) / (double) rows;
        database.execute("DROP TABLE " + table);
        return bytes;
    }
}
