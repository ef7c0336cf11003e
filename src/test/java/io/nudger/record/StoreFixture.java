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
    public final Vertx vertx = Vertx.vertx();
    public final TestDatabase database = Services.postgres().createDatabase();
    final Database connections = connect();
    final Partitions partitions = partitions(connections);
    final Incarnations incarnations = new Incarnations(connections, partitions);
    final CheckStore store = new CheckStore(incarnations, partitions);

    public StoreFixture() {
        try {
            Migrations.run(database.settings());
            // Tests say themselves how long checks are kept; the owner leaves that to them.
            database.execute("UPDATE retention SET checks = '1 day', archive = '1 day', failures = '1 day',"
                    + " sums = '1 day'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store as another process would have it. */
    CheckStore anotherStore() {
        Database another = connect();
        Partitions anothers = partitions(another);
        return new CheckStore(new Incarnations(another, anothers), anothers);
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
