package io.nudger.spool;

import io.nudger.check.SlotMark;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The tables of a spool, in SQLite. Its journal (WAL) has a checksum in every frame: after a crash it is taken up to the
 * last transaction that is whole. For one thread at a time.
 */
final class SpoolDatabase implements AutoCloseable {
    /** In this order: the first two hold for a database that is made, the journal has to be smaller than the reserve. */
    private static final String[] SETTINGS = {
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA auto_vacuum = INCREMENTAL",
        "PRAGMA journal_mode = WAL",
        "PRAGMA wal_autocheckpoint = 500",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cell_size_check = true"
    };

    private static final String[] TABLES = {
        EntryTable.CREATE,
        MarkTable.CREATE,
        LossTable.CREATE,
        ToldTable.CREATE,
        ToldTable.CREATE_INDEX,
        "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
    };

    /** The fact that tells whose the marks are. */
    static final String ZONE = "zone";

    private final Connection connection;
    private final EntryTable entries;
    private final MarkTable marks;
    private final LossTable losses;
    private final Prepared putFact;
    private final Prepared fact;
    private boolean synchronous;

    private SpoolDatabase(Connection connection) {
        this.connection = connection;
        this.entries = new EntryTable(connection);
        this.marks = new MarkTable(connection);
        this.losses = new LossTable(connection);
        this.putFact = new Prepared(connection, "INSERT OR REPLACE INTO facts VALUES (?, ?)");
        this.fact = new Prepared(connection, "SELECT value FROM facts WHERE name = ?");
    }

    static SpoolDatabase open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        // Nobody asks for them, and the driver would look up the key of each row that is written.
        config.setGetGeneratedKeys(false);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            try (Statement statement = connection.createStatement()) {
                for (String sql : SETTINGS) {
                    statement.execute(sql);
                }
                for (String sql : TABLES) {
                    statement.execute(sql);
                }
            }
            return new SpoolDatabase(connection);
        } catch (SQLException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    /** Whether this failure may be over when there is room again. */
    static boolean isFull(SQLException e) {
        return is(e, SQLiteErrorCode.SQLITE_FULL);
    }

    /** Whether what is on the disk is not what was written. */
    static boolean isCorrupt(SQLException e) {
        return is(e, SQLiteErrorCode.SQLITE_CORRUPT) || is(e, SQLiteErrorCode.SQLITE_NOTADB);
    }

    private static boolean is(SQLException e, SQLiteErrorCode code) {
        return e instanceof SQLiteException sqlite && (sqlite.getResultCode().code & 0xff) == code.code;
    }

    EntryTable entries() {
        return entries;
    }

    MarkTable marks() {
        return marks;
    }

    /** The marks of this zone; those of another are forgotten. */
    Map<String, SlotMark> marksOf(String zone) throws SQLException {
        begin();
        String before = fact(ZONE);
        if (before != null && !before.equals(zone)) {
            SpoolDirectory.LOG.info("the monitor was in zone {} before, and owes nothing to {}", before, zone);
            marks.removeAll();
        }
        fact(ZONE, zone);
        commit();
        return marks.all();
    }

    LossTable losses() {
        return losses;
    }

    /** Keeps a text under a name. */
    void fact(String name, String value) throws SQLException {
        PreparedStatement statement = putFact.get();
        statement.setString(1, name);
        statement.setString(2, value);
        statement.executeUpdate();
    }

    @Nullable String fact(String name) throws SQLException {
        PreparedStatement query = fact.get();
        query.setString(1, name);
        try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** When the oldest entry was written, in milliseconds since the epoch; 0 when there is none. */
    long oldestMillis() throws SQLException {
        return number("SELECT written_at FROM entries ORDER BY number LIMIT 1");
    }

    /** The bytes that are in use; what is free within the file is not. */
    long usedBytes() throws SQLException {
        long pages = number("PRAGMA page_count") - number("PRAGMA freelist_count");
        return pages * number("PRAGMA page_size");
    }

    /** Begins a transaction. */
    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    /** Ends it: all of it is there, or nothing. */
    void commit() throws SQLException {
        execute("COMMIT");
        losses.committed();
    }

    /** Takes it back; there may be none. */
    void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException nothingToRollBack) {
            SpoolDirectory.LOG.debug("rollback: {}", nothingToRollBack.getMessage());
        }
        entries.forgetStatements();
        marks.forgetStatements();
        losses.rolledBack();
        putFact.forget();
        fact.forget();
    }

    /** Whether the next transactions, and all before them, survive a loss of power once they are committed. */
    void synchronous(boolean sync) throws SQLException {
        if (sync != synchronous) {
            execute("PRAGMA synchronous = " + (sync ? "FULL" : "NORMAL"));
            synchronous = sync;
        }
    }

    /** Brings the journal into the database, so that it begins anew in the room that it has. */
    void checkpoint() throws SQLException {
        execute("PRAGMA wal_checkpoint(RESTART)");
    }

    /** Gives free pages back to the file system. */
    void shrink(int pages) throws SQLException {
        if (number("PRAGMA freelist_count") > pages) {
            execute("PRAGMA incremental_vacuum(" + pages + ")");
        }
    }

    /** Runs it to its end, whatever rows it gives; {@code execute} would stop at the first. */
    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            SpoolDirectory.LOG.debug("closing the spool: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        closeQuietly(connection);
    }
}
