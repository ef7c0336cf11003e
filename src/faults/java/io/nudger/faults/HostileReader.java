package io.nudger.faults;

import io.nudger.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Somebody who may read the record: holds every lock that he can get in one long transaction, and reads without pause. */
final class HostileReader implements AutoCloseable {
    private static final String ROLE = "hostile_reader";

    private static final List<String> LOCKS = List.of(
            "SELECT pg_advisory_lock(oid::int8) FROM pg_class",
            "SELECT pg_advisory_lock(hashtextextended('nudger ' || name, 0)) FROM (VALUES ('compat'), ('grants')) v (name)",
            "SELECT pg_advisory_lock(('nudger.stale_rollups'::regclass::oid::bigint << 32) + extract(epoch FROM"
                    + " current_date - n)::bigint / 86400) FROM generate_series(-3, 10) n",
            """
            DO $$ DECLARE t regclass; BEGIN
                FOR t IN SELECT oid FROM pg_class
                          WHERE relnamespace = 'nudger'::regnamespace AND relkind IN ('r', 'p', 'v')
                            AND has_table_privilege(oid, 'SELECT') LOOP
                    EXECUTE format('LOCK TABLE %s IN ACCESS SHARE MODE', t);
                END LOOP;
            END $$""");

    private static final String HEAVY =
            "SELECT count(*) FROM (SELECT * FROM nudger.check_results CROSS JOIN generate_series(1, 20) ORDER BY message) r";

    private final Connection holding;
    private final Connection reading;
    private final CompletableFuture<Void> work;
    private volatile boolean ended;

    private HostileReader(Connection holding, Connection reading) {
        this.holding = holding;
        this.reading = reading;
        work = CompletableFuture.runAsync(this::read);
    }

    /** One that holds its locks already. */
    static HostileReader of(TestDatabase database) {
        database.execute("DO $$ BEGIN CREATE ROLE " + ROLE + " LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        database.execute("SELECT grant_reader('" + ROLE + "')");
        try {
            Connection holding = connect(database);
            holding.setAutoCommit(false);
            try (Statement statement = holding.createStatement()) {
                for (String lock : LOCKS) {
                    statement.execute(lock);
                }
            }
            return new HostileReader(holding, connect(database));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            reading.abort(Runnable::run);
            holding.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        work.join();
    }

    private void read() {
        try (Statement statement = reading.createStatement()) {
            while (!ended) {
                statement.execute(HEAVY);
            }
        } catch (SQLException e) {
            if (!ended) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Connection connect(TestDatabase database) throws SQLException {
        return DriverManager.getConnection("jdbc:" + database.uri(), ROLE, "");
    }
}
