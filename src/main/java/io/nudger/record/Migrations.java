package io.nudger.record;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Micros;
import io.nudger.config.Grantees;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.nudger.consume.RecordException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the schema to the state this program expects, and makes it when it does not exist. Several may start at once:
 * the first to get Flyway's lock works, the others find nothing left to do.
 */
public final class Migrations {
    /** The driver logs what its exceptions say anyway. Held here, because loggers that nobody holds lose their level. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    /**
     * Flyway puts the schema before it. Functions keep the search path they are made under: those with the rights of the
     * owner must find nothing that somebody else has slipped under them.
     */
    private static final String SEARCH_PATH = "-c search_path=pg_temp";

    private Migrations() {}

    /**
     * Blocks until the schema is as it should be, knows the retention of the settings, and their roles have their rights.
     *
     * @throws SQLException when the connection properties are not understood, or a role does not get its rights
     * @throws FlywayException when the database cannot be reached, or a migration fails; what a failed migration did is
     *     undone
     * @throws IllegalStateException when TLS does not come about, or a file cannot be read
     */
    public static void run(PostgresSettings settings) throws SQLException {
        requireNonNull(with(settings, Migrations::migrate), "what was done");
        settle(settings);
    }

    /**
     * Brings the schema up to date, with the retention of the settings, and gives their roles their rights, blocking.
     *
     * @return what was done
     * @throws RecordException when the database cannot be reached, a migration fails, or a role does not get its rights;
     *     what a failed migration did is undone
     */
    public static Done migrate(PostgresSettings settings) throws RecordException {
        try {
            Done done = with(settings, flyway -> {
                int migrations = migrate(flyway);
                return new Done(
                        migrations,
                        Objects.requireNonNull(flyway.info().current())
                                .getVersion()
                                .getVersion());
            });
            settle(settings);
            return done;
        } catch (SQLException | FlywayException | IllegalStateException e) {
            throw new RecordException("postgres: " + PgFailure.describe(e), e);
        }
    }

    /**
     * Blocks until it is known that the schema is as it should be, and changes nothing.
     *
     * @throws SQLException as {@link #run}
     * @throws IllegalStateException when the schema lacks migrations
     */
    public static void check(PostgresSettings settings) throws SQLException {
        int pending = with(settings, flyway -> flyway.info().pending().length);
        if (pending > 0) {
            throw new IllegalStateException("the schema " + settings.schema() + " lacks " + pending
                    + " migrations, and postgres.migrate is false: let its owner run nudger migrate");
        }
    }

    /** Migrates under a lock that everybody who may connect can take as well: only where there is something to do. */
    private static int migrate(Flyway flyway) {
        if (flyway.info().pending().length > 0) {
            return flyway.migrate().migrationsExecuted;
        }
        flyway.validate();
        return 0;
    }

    /** What the owner of the schema says. Whoever does not own it says nothing, and the retention in the database counts. */
    private static void settle(PostgresSettings settings) throws SQLException {
        Grantees grantees = settings.grantees();
        try (Connection connection = source(settings).getConnection()) {
            connection.setAutoCommit(false);
            connection.setSchema(settings.schema());
            if (!isOwner(connection) && grantees.equals(Grantees.NONE)) {
                return;
            }
            setRetention(connection, settings.retention());
            if (!grantees.equals(Grantees.NONE)) {
                grant(connection, grantees);
            }
            connection.commit();
        }
    }

    private static boolean isOwner(Connection connection) throws SQLException {
        try (Statement question = connection.createStatement();
                ResultSet answer = question.executeQuery("SELECT has_table_privilege('retention', 'UPDATE')")) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private static void setRetention(Connection connection, Retention retention) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement("SELECT set_retention(make_interval(secs => ?),"
                + " make_interval(secs => ?), make_interval(secs => ?), make_interval(secs => ?))")) {
            int column = 0;
            for (Duration kept :
                    List.of(retention.checks(), retention.archive(), retention.failures(), retention.sums())) {
                column++;
                call.setDouble(column, Micros.of(kept) / 1e6);
            }
            call.execute();
        }
    }

    /**
     * Again each time: a migration may have made a table, and somebody a role anew. One after the other, because two who
     * grant at once get in each other's way.
     */
    private static void grant(Connection connection, Grantees grantees) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("SELECT take_lock('grants')");
            // What may be read should be there. Where it cannot be made, the persister says why.
            lock.execute("SELECT keep_compat()");
        }
        grant(connection, "SELECT grant_persister(?)", "persister_role", grantees.persister());
        grant(connection, "SELECT grant_reader(?)", "reader_role", grantees.reader());
        grant(connection, "SELECT grant_alerter(?)", "alerter_role", grantees.alerter());
    }

    private static void grant(Connection connection, String function, String key, @Nullable String role)
            throws SQLException {
        if (role == null) {
            return;
        }
        try (PreparedStatement call = connection.prepareStatement(function)) {
            call.setString(1, role);
            call.execute();
        } catch (SQLException e) {
            throw new SQLException("postgres." + key + ": " + PgFailure.describe(e), e);
        }
    }

    private static <T> T with(PostgresSettings settings, Function<Flyway, T> work) throws SQLException {
        PgOptions options = new PgOptions(settings);
        try {
            return work.apply(flyway(settings, options));
        } catch (FlywayException e) {
            throw TlsTrouble.explain(options, e) instanceof IllegalStateException reason ? reason : e;
        }
    }

    /**
     * Connections over JDBC.
     *
     * @throws SQLException when the connection properties are not understood
     */
    public static DataSource source(PostgresSettings settings) throws SQLException {
        return source(new PgOptions(settings));
    }

    private static PGSimpleDataSource source(PgOptions options) throws SQLException {
        DRIVER.setLevel(Level.OFF);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(options.jdbcUrl());
        Properties properties = options.jdbcProperties();
        for (String name : properties.stringPropertyNames()) {
            source.setProperty(name, properties.getProperty(name));
        }
        return source;
    }

    private static Flyway flyway(PostgresSettings settings, PgOptions options) throws SQLException {
        PGSimpleDataSource source = source(options);
        String given = source.getOptions();
        source.setOptions(given == null ? SEARCH_PATH : given + " " + SEARCH_PATH);
        return Flyway.configure()
                .loggers("slf4j")
                .dataSource(source)
                .locations("classpath:db/migration")
                .defaultSchema(settings.schema())
                .load();
    }

    /**
     * What a migration has done.
     *
     * @param migrations how many steps were made
     * @param version of the schema now
     */
    public record Done(int migrations, String version) {}
}
