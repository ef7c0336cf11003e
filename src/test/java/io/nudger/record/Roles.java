package io.nudger.record;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.SlotGap;
import io.nudger.check.Verdict;
import io.nudger.config.Grantees;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.Results;
import io.nudger.consume.Stored;
import io.nudger.document.Secret;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.testing.TestPostgresSettings;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A record that its owner has made, that a persister keeps who owns nothing, and that somebody may read. */
final class Roles implements AutoCloseable {
    private static final Secret PASSWORD = Secret.of("secret");

    final TestDatabase database = Services.postgres().createDatabase();
    /** A whole hour of today or yesterday that is over. */
    final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(2));

    final PostgresSettings owner;
    final Partitions partitions;

    private final Vertx vertx = Vertx.vertx();
    private final String persister = "persister_" + database.settings().database();
    private final String reader = "reader_" + database.settings().database();
    private final Database connections;
    private final CheckStore store;

    Roles() throws SQLException {
        database.execute("CREATE ROLE " + persister + " LOGIN PASSWORD 'secret'");
        database.execute("CREATE ROLE " + reader + " LOGIN PASSWORD 'secret'");
        owner = TestPostgresSettings.like(database)
                .granting(new Grantees(persister, reader, null))
                .build();
        Migrations.run(owner);
        PostgresSettings settings = TestPostgresSettings.like(database)
                .login(persister, PASSWORD)
                .withoutMigrating()
                .build();
        connections = new Database(vertx, settings, Duration.ofSeconds(20));
        partitions = new Partitions(connections, connections, owner.retention(), InstantSource.system());
        store = new CheckStore(new Incarnations(connections, partitions), partitions);
    }

    /** Some of everything: an outage with evidence, a gap, an incident, sums, today and twenty days ago. */
    void keepARecord() {
        for (Instant begin : List.of(hour, hour.minus(Duration.ofDays(20)))) {
            List<CheckResult> results = new ArrayList<>();
            IntStream.range(0, 20).forEach(slot -> {
                Instant at = begin.plusSeconds(10L * slot);
                results.add(slot > 3 && slot < 9 ? Results.down("site", "home", at) : Results.up("site", "home", at));
            });
            if (store(results) == 0) {
                throw new IllegalStateException("nothing was stored");
            }
        }
        SlotGap gap = new SlotGap(
                Results.info("site", "c1"),
                Results.up("site", "home", hour).origin(),
                hour.minusSeconds(7_200),
                hour.minusSeconds(10),
                Verdict.missed(FailureReason.STOPPED, "the monitor was stopped"));
        if (!store.storeGaps(List.of(gap)).await().isEmpty()) {
            throw new IllegalStateException("the gap was refused");
        }
        if (rollUp() == 0) {
            throw new IllegalStateException("nothing was summed up");
        }
    }

    /** As a persister does it; returns how many are new. */
    int store(List<CheckResult> results) {
        Stored stored = store.store(results).await();
        if (!stored.refused().isEmpty()) {
            throw new IllegalStateException(stored.refused().get(0).reason());
        }
        return stored.rows();
    }

    /** As a persister does it. */
    int rollUp() {
        return new Rollups(connections).catchUp(Duration.ZERO).await();
    }

    /** As a persister does it. */
    int archive() {
        return new Archive(connections, partitions).catchUp().await();
    }

    /** A connection of somebody who has stolen the password of a persister. */
    Connection persister() throws SQLException {
        return connect(persister);
    }

    /** A connection of somebody who may read. */
    Connection reader() throws SQLException {
        return connect(reader);
    }

    private Connection connect(String role) throws SQLException {
        return DriverManager.getConnection("jdbc:" + database.uri() + "?currentSchema=nudger", role, PASSWORD.reveal());
    }

    /** Each by itself, whether it is refused or not. */
    static void tryAll(Connection connection, List<String> statements) throws SQLException {
        for (String sql : statements) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException refused) {
                // What counts is what it has changed.
            }
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
