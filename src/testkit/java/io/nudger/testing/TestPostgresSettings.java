package io.nudger.testing;

import io.nudger.config.Grantees;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.nudger.document.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of a database that are those of another but for what a test says. */
public final class TestPostgresSettings {
    private final PostgresSettings some;
    private int port;
    private String database;
    private String user;
    private @Nullable Secret password;
    private Map<String, String> parameters;
    private String schema;
    private Retention retention;
    private boolean migrate;
    private Grantees grantees;

    private TestPostgresSettings(PostgresSettings some) {
        this.some = some;
        port = some.port();
        database = some.database();
        user = some.user();
        password = some.password();
        parameters = some.parameters();
        schema = some.schema();
        retention = some.retention();
        migrate = some.migrate();
        grantees = some.grantees();
    }

    /** Like these. */
    public static TestPostgresSettings like(PostgresSettings settings) {
        return new TestPostgresSettings(settings);
    }

    /** Like those of this database. */
    public static TestPostgresSettings like(TestDatabase database) {
        return like(database.settings());
    }

    public TestPostgresSettings port(int port) {
        this.port = port;
        return this;
    }

    public TestPostgresSettings database(String name) {
        this.database = name;
        return this;
    }

    public TestPostgresSettings login(String user, @Nullable Secret password) {
        this.user = user;
        this.password = password;
        return this;
    }

    public TestPostgresSettings parameter(String name, String value) {
        this.parameters = Map.of(name, value);
        return this;
    }

    public TestPostgresSettings schema(String schema) {
        this.schema = schema;
        return this;
    }

    public TestPostgresSettings retention(Retention retention) {
        this.retention = retention;
        return this;
    }

    /** Somebody else makes the schema. */
    public TestPostgresSettings withoutMigrating() {
        this.migrate = false;
        return this;
    }

    /** Whoever migrates gives rights to these. */
    public TestPostgresSettings granting(Grantees grantees) {
        this.grantees = grantees;
        return this;
    }

    /** The settings. */
    public PostgresSettings build() {
        return new PostgresSettings(
                some.host(),
                port,
                database,
                user,
                password,
                parameters,
                schema,
                some.batchSize(),
                some.batchLinger(),
                retention,
                migrate,
                grantees);
    }
}
