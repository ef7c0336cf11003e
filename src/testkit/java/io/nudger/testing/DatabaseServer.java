package io.nudger.testing;

import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.nudger.document.Secret;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server that tests use, wherever it runs. */
public interface DatabaseServer extends Service {
    /** The name or address of its host. */
    String host();

    /** Its port. */
    int port();

    /** The name of a superuser. */
    String superuser();

    /** The password of the superuser; null when everyone is trusted. */
    @Nullable Secret password();

    /**
     * Freezes it: connections stand, new ones are taken by the system, and nothing is ever answered. Only for one of the
     * caller's own.
     */
    void suspend();

    /** Lets a suspended server go on where it was. */
    void resume();

    /** Kills it and its connections without a word, as {@code kill -9} does; {@link #start} recovers it. */
    void kill();

    /** A new empty database for one test. */
    default TestDatabase createDatabase() {
        return copyOf("template1");
    }

    /** A new database for one test that has what this one has, to which nobody may be connected. */
    default TestDatabase copyOf(String template) {
        String name = "test_" + Long.toUnsignedString(System.nanoTime(), Character.MAX_RADIX);
        database("postgres").execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        return database(name);
    }

    /** The database with this name, whether it is there or not, as the superuser sees it. */
    default TestDatabase database(String name) {
        return database(name, superuser(), password());
    }

    /** The database with this name, made if it is missing, and a login role that owns it. */
    default TestDatabase createDatabase(String name, String user, String password) {
        TestDatabase all = database("postgres");
        if (all.query("SELECT FROM pg_roles WHERE rolname = ?", user).isEmpty()) {
            all.execute("CREATE ROLE " + user + " LOGIN PASSWORD '" + password + "'");
        }
        if (all.query("SELECT FROM pg_database WHERE datname = ?", name).isEmpty()) {
            all.execute("CREATE DATABASE " + name + " OWNER " + user);
        }
        return database(name, user, Secret.of(password));
    }

    private TestDatabase database(String name, String user, @Nullable Secret password) {
        return new TestDatabase(new PostgresSettings(
                host(),
                port(),
                name,
                user,
                password,
                Map.of(),
                "nudger",
                5_000,
                Duration.ofMillis(50),
                Retention.of(Duration.ofDays(90), Duration.ofDays(1_096)),
                true));
    }
}
