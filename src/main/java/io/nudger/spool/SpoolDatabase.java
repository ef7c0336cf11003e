package io.nudger.spool;

import io.nudger.check.Outcome;
import io.nudger.check.SlotMark;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The tables of a spool, in SQLite. Its journal (WAL) has a checksum in every frame: after a crash it is taken up to the
 * last transaction that is whole. For one thread at a time.
 *
 * <p>The marks are ordered by their place within the interval: the targets that are checked within the same moment stand
 * side by side, and writing their marks touches a page or two, not one for each.
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
        """
        CREATE TABLE IF NOT EXISTS entries (
            number INTEGER PRIMARY KEY, target TEXT NOT NULL, slot INTEGER NOT NULL, outcome INTEGER NOT NULL,
            content_type TEXT NOT NULL,
            written_at INTEGER NOT NULL, checksum INTEGER NOT NULL, value BLOB NOT NULL)""",
        """
        CREATE TABLE IF NOT EXISTS marks (
            interval INTEGER NOT NULL, phase INTEGER NOT NULL, target TEXT NOT NULL, slot INTEGER NOT NULL,
            PRIMARY KEY (interval, phase, target)) WITHOUT ROWID""",
        "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
    };

    private final Connection connection;
    private Statements statements;
    private boolean synchronous;

    private SpoolDatabase(Connection connection) throws SQLException {
        this.connection = connection;
        this.statements = Statements.prepare(connection);
    }

    private record Statements(
            PreparedStatement insert,
            PreparedStatement delete,
            PreparedStatement mark,
            PreparedStatement unmark,
            PreparedStatement fact) {
        static Statements prepare(Connection connection) throws SQLException {
            return new Statements(
                    connection.prepareStatement("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
                    connection.prepareStatement("DELETE FROM entries WHERE number = ?"),
                    connection.prepareStatement("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)"),
                    connection.prepareStatement("DELETE FROM marks WHERE interval = ? AND phase = ? AND target = ?"),
                    connection.prepareStatement("INSERT OR REPLACE INTO facts VALUES (?, ?)"));
        }

        void close() throws SQLException {
            for (PreparedStatement each : new PreparedStatement[] {insert, delete, mark, unmark, fact}) {
                each.close();
            }
        }
    }

    static SpoolDatabase open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
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

    void insert(SpoolEntry entry, long writtenAt) throws SQLException {
        statements.insert.setLong(1, entry.number());
        statements.insert.setString(2, entry.target());
        statements.insert.setLong(3, entry.slot());
        statements.insert.setInt(4, entry.outcome().code());
        statements.insert.setString(5, entry.contentType());
        statements.insert.setLong(6, writtenAt);
        statements.insert.setInt(7, entry.checksum());
        statements.insert.setBytes(8, entry.value());
        statements.insert.executeUpdate();
    }

    /** Tells how many of them were there. */
    int delete(Iterable<Long> numbers) throws SQLException {
        int there = 0;
        for (long number : numbers) {
            statements.delete.setLong(1, number);
            there += statements.delete.executeUpdate();
        }
        return there;
    }

    void mark(String target, SlotMark at) throws SQLException {
        statements.mark.setLong(1, at.interval());
        statements.mark.setLong(2, at.phase());
        statements.mark.setString(3, target);
        statements.mark.setLong(4, at.slot());
        statements.mark.executeUpdate();
    }

    void unmark(String target, SlotMark old) throws SQLException {
        statements.unmark.setLong(1, old.interval());
        statements.unmark.setLong(2, old.phase());
        statements.unmark.setString(3, target);
        statements.unmark.executeUpdate();
    }

    void unmarkAll() throws SQLException {
        execute("DELETE FROM marks");
    }

    Map<String, SlotMark> marks() throws SQLException {
        Map<String, SlotMark> marks = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT target, slot, interval FROM marks")) {
            while (rows.next()) {
                marks.merge(
                        rows.getString(1),
                        new SlotMark(rows.getLong(2), rows.getLong(3)),
                        (one, other) -> one.slot() > other.slot() ? one : other);
            }
        }
        return marks;
    }

    /** Keeps a text under a name. */
    void fact(String name, String value) throws SQLException {
        statements.fact.setString(1, name);
        statements.fact.setString(2, value);
        statements.fact.executeUpdate();
    }

    @Nullable String fact(String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT value FROM facts WHERE name = ?")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Entries whose numbers lie between these two, in order; what does not fit its checksum has no value. */
    List<Read> read(long after, long upTo, int most, boolean backwards) throws SQLException {
        String order = backwards ? "DESC" : "ASC";
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT number, target, slot, outcome, content_type, value, checksum FROM entries"
                        + " WHERE number > ? AND number <= ? ORDER BY number " + order + " LIMIT ?")) {
            query.setLong(1, after);
            query.setLong(2, upTo);
            query.setInt(3, most);
            List<Read> entries = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    SpoolEntry entry = new SpoolEntry(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getLong(3),
                            outcome(rows.getInt(4)),
                            rows.getString(5),
                            rows.getBytes(6));
                    entries.add(new Read(entry, entry.checksum() == rows.getInt(7)));
                }
            }
            return entries;
        }
    }

    /** One that is not known does not fit the checksum. */
    private static Outcome outcome(int code) {
        for (Outcome outcome : Outcome.values()) {
            if (outcome.code() == code) {
                return outcome;
            }
        }
        return Outcome.UNKNOWN;
    }

    /** The oldest entries, without their values. */
    List<Dropped> oldest(int most, long writtenBefore) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT number, target, slot, written_at FROM entries ORDER BY number LIMIT ?")) {
            query.setInt(1, most);
            List<Dropped> oldest = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next() && rows.getLong(4) < writtenBefore) {
                    oldest.add(new Dropped(rows.getLong(1), rows.getString(2), rows.getLong(3)));
                }
            }
            return oldest;
        }
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
    }

    /** Takes it back; there may be none. */
    void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException nothingToRollBack) {
            SpoolDirectory.LOG.debug("rollback: {}", nothingToRollBack.getMessage());
        }
        try {
            // The driver closes a statement that has failed.
            statements.close();
            statements = Statements.prepare(connection);
        } catch (SQLException e) {
            SpoolDirectory.LOG.debug("rollback: {}", e.getMessage());
        }
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

    /** An entry as it was found. */
    record Read(SpoolEntry entry, boolean whole) {}
}
