package io.nudger.persist;

import io.nudger.config.PostgresSettings;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the schema to the state this program expects, and makes it when it does not exist. Several may start at once:
 * the first to get Flyway's lock works, the others find nothing left to do.
 */
final class Migrations {
    /** The driver logs what its exceptions say anyway. Held here, because loggers that nobody holds lose their level. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    private Migrations() {}

    /**
     * Blocks until the schema is as it should be.
     *
     * @throws SQLException when the connection properties are not understood
     * @throws FlywayException when the database cannot be reached, or a migration fails; what a failed migration did is
     *     undone
     * @throws IllegalStateException when TLS does not come about, or a file cannot be read
     */
    static void run(PostgresSettings settings) throws SQLException {
        PgOptions options = new PgOptions(settings);
        try {
            migrate(settings, options);
        } catch (FlywayException e) {
            throw TlsTrouble.explain(options, e) instanceof IllegalStateException reason ? reason : e;
        }
    }

    private static void migrate(PostgresSettings settings, PgOptions options) throws SQLException {
        DRIVER.setLevel(Level.OFF);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(options.jdbcUrl());
        Properties properties = options.jdbcProperties();
        for (String name : properties.stringPropertyNames()) {
            source.setProperty(name, properties.getProperty(name));
        }
        Flyway.configure()
                .loggers("slf4j")
                .dataSource(source)
                .locations("classpath:db/migration")
                .defaultSchema(settings.schema())
                .load()
                .migrate();
    }
}
