package io.nudger.persist;

import io.nudger.config.PostgresSettings;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
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
     * @throws org.flywaydb.core.api.FlywayException when the database cannot be reached, or a migration fails; what a
     *     failed migration did is undone
     */
    static void run(PostgresSettings settings) throws SQLException {
        DRIVER.setLevel(Level.OFF);
        PgOptions options = new PgOptions(settings);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(options.jdbcUrl());
        for (String name : options.jdbcProperties().stringPropertyNames()) {
            source.setProperty(name, options.jdbcProperties().getProperty(name));
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
