package io.nudger.record;

import io.nudger.testing.TestDatabase;

/** A database as it once was, which can take the place of what it has become: beneath whoever uses it. */
public final class Backup {
    private final TestDatabase server;
    private final String name;
    private final String copy;

    private Backup(TestDatabase server, String name) {
        this.server = server;
        this.name = name;
        copy = name + "_backup";
    }

    /**
     * As it is now.
     *
     * @param server the database {@code postgres} of the same server
     */
    public static Backup of(TestDatabase server, TestDatabase database) {
        Backup backup = new Backup(server, database.settings().database());
        backup.withoutConnections("CREATE DATABASE " + backup.copy + " TEMPLATE " + backup.name);
        return backup;
    }

    /** Puts the database back to what it was. */
    public void restore() {
        withoutConnections("ALTER DATABASE " + name + " RENAME TO " + name + "_lost");
        server.execute("ALTER DATABASE " + copy + " RENAME TO " + name);
        server.execute("DROP DATABASE " + name + "_lost");
    }

    private void withoutConnections(String sql) {
        server.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        server.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = ?", name);
        server.execute(sql);
        server.execute("UPDATE pg_database SET datallowconn = true WHERE datname LIKE ? || '%'", name);
    }
}
