package io.nudger.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.consume.Results;
import io.nudger.consume.Stored;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The schema in a database of its own, and stores that write to it. */
public final class StoreFixture implements AutoCloseable {
    private static final String DAYS =
            """
            SELECT d.day, d.target_id, sum(d.up) AS up, sum(d.down) AS down, sum(d.missed) AS missed, sum(d.unknown) AS unknown,
                   coalesce(sum(d.maintenance_up), 0) AS quiet_up, coalesce(sum(d.maintenance_down), 0) AS quiet_down,
                   coalesce(sum(d.maintenance_missed), 0) AS quiet_missed,
                   coalesce(sum(d.maintenance_unknown), 0) AS quiet_unknown
              FROM check_days d
             GROUP BY d.day, d.target_id
             ORDER BY d.day, d.target_id""";

    private static final String DAY_SUMS =
            """
            SELECT d.day, u.target_id, u.up::bigint AS up, coalesce(b.down, 0)::bigint AS down,
                   coalesce(b.missed, 0)::bigint AS missed, coalesce(b.unknown, 0)::bigint AS unknown,
                   coalesce(q.up, 0)::bigint AS quiet_up, coalesce(q.down, 0)::bigint AS quiet_down,
                   coalesce(q.missed, 0)::bigint AS quiet_missed, coalesce(q.unknown, 0)::bigint AS quiet_unknown
              FROM day_sums d
             CROSS JOIN LATERAL unnest(d.targets, d.up) AS u (target_id, up)
              LEFT JOIN LATERAL unnest(d.bad_targets, d.down, d.missed, d.unknown) AS b (target_id, down, missed, unknown)
                     ON b.target_id = u.target_id
              LEFT JOIN LATERAL unnest(d.quiet_targets, d.quiet_up, d.quiet_down, d.quiet_missed, d.quiet_unknown)
                     AS q (target_id, up, down, missed, unknown) ON q.target_id = u.target_id
             ORDER BY d.day, u.target_id""";

    public final Vertx vertx = Vertx.vertx();
    public final TestDatabase database = Services.postgres().copyOf(Migrated.NAME);
    final Database connections = connect();
    final Partitions partitions = partitions(connections);
    final Incarnations incarnations = new Incarnations(connections, partitions);
    final CheckStore store = new CheckStore(incarnations, partitions);

    /** The schema, made once in this process: to copy it takes a tenth of the time. */
    private static final class Migrated {
        static final String NAME = migrated();

        private static String migrated() {
            TestDatabase database = Services.postgres().createDatabase();
            try {
                Migrations.run(database.settings());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            // Tests say themselves how long checks are kept; the owner leaves that to them.
            database.execute("UPDATE retention SET checks = '1 day', archive = '1 day', failures = '1 day',"
                    + " sums = '1 day'");
            return database.settings().database();
        }
    }

    /** A store as another process would have it. */
    CheckStore anotherStore() {
        Database another = connect();
        Partitions anothers = partitions(another);
        return new CheckStore(new Incarnations(another, anothers), anothers);
    }

    /** Stores as another process would that ends then. */
    Stored storeAndLeave(List<CheckResult> results) {
        Database another = connect();
        Partitions anothers = partitions(another);
        Stored stored = new CheckStore(new Incarnations(another, anothers), anothers)
                .store(results)
                .await();
        another.close().await();
        return stored;
    }

    public void store(CheckResult... results) {
        store(Arrays.asList(results));
    }

    public void store(List<CheckResult> results) {
        assertThat(outcomeOf(results).refused()).isEmpty();
    }

    public Stored outcomeOf(CheckResult... results) {
        return outcomeOf(Arrays.asList(results));
    }

    public Stored outcomeOf(List<CheckResult> results) {
        return store.store(results).await();
    }

    /** Sums up all hours and days that are over; returns how many. */
    public int rollUp() {
        return new Rollups(connections).catchUp(Duration.ZERO).await();
    }

    /** The bars of all targets: {@code day_sums} says of each target and day what {@code check_days} does. */
    void assertDaySumsAreThoseOfTheDays() {
        assertThat(database.query(DAY_SUMS)).isEqualTo(database.query(DAYS)).isNotEmpty();
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private Database connect() {
        return new Database(vertx, database.settings(), Duration.ofSeconds(20));
    }

    private Partitions partitions(Database connections) {
        return new Partitions(connections, connections, database.settings().retention(), Results.CLOCK);
    }
}
