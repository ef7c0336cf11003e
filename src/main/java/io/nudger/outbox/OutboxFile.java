package io.nudger.outbox;

import io.nudger.check.Outcome;
import io.nudger.check.SlotMark;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The outbox in one SQLite file: {@code entries} are what waits, {@code marks} say how far each target was accounted for,
 * {@code facts} whose the marks are and how many entries there are. Its journal (WAL) has a checksum in every frame: after a
 * crash it counts up to the last transaction that is whole. For one thread at a time.
 */
final class OutboxFile implements AutoCloseable {
    /**
     * In this order: the first two hold for a database that is made, the journal has to be smaller than the reserve. Marks
     * are ordered by the place of the slots in the interval: those that move together share a page or two.
     */
    private static final String[] SETUP = {
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA auto_vacuum = INCREMENTAL",
        "PRAGMA journal_mode = WAL",
        "PRAGMA wal_autocheckpoint = 500",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cell_size_check = true",
        """
        CREATE TABLE IF NOT EXISTS entries (
            number INTEGER PRIMARY KEY, target TEXT NOT NULL, slot INTEGER NOT NULL, outcome INTEGER NOT NULL,
            content_type TEXT NOT NULL, written_at INTEGER NOT NULL, checksum INTEGER NOT NULL, value BLOB NOT NULL)""",
        """
        CREATE TABLE IF NOT EXISTS marks (
            interval INTEGER NOT NULL, phase INTEGER NOT NULL, target TEXT NOT NULL, slot INTEGER NOT NULL,
            PRIMARY KEY (interval, phase, target)) WITHOUT ROWID""",
        "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
    };

    private static final String ZONE = "zone";
    /** Counting the rows of a large file takes seconds. */
    private static final String COUNT = "entries";

    private static final int SHRINK_PAGES = 1_024;

    private final Connection connection;
    private long count;
    private boolean synchronous;

    /**
     * What was read.
     *
     * @param rows in their order
     * @param damaged those that are not what was written
     * @param last the number after which the next reading begins
     * @param isEnd whether there are no others
     */
    record Reading(List<Batch.Row> rows, List<Batch.Row> damaged, long last, boolean isEnd) {}

    private OutboxFile(Connection connection) {
        this.connection = connection;
    }

    /** Opens the file, and makes it when there is none. */
    static OutboxFile open(Path path) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        // Nobody asks for them, and the driver would look up the key of each row that is written.
        config.setGetGeneratedKeys(false);
        OutboxFile file = new OutboxFile(config.createConnection("jdbc:sqlite:" + path));
        try {
            try (Statement statement = file.connection.createStatement()) {
                for (String sql : SETUP) {
                    statement.execute(sql);
                }
            }
            String counted = file.fact(COUNT);
            file.count = counted == null ? 0 : Long.parseLong(counted);
            return file;
        } catch (SQLException | RuntimeException e) {
            file.close();
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

    /** The marks of this zone by target; those of another zone are deleted. */
    Map<String, SlotMark> marksOf(String zone) throws SQLException {
        String before = fact(ZONE);
        if (!zone.equals(before)) {
            execute("BEGIN IMMEDIATE");
            if (before != null) {
                OutboxDirectory.LOG.info(
                        "zone changed from={} to={}; slot marks of the old zone discarded", before, zone);
            }
            execute("DELETE FROM marks");
            putFact(ZONE, zone);
            execute("COMMIT");
        }
        Map<String, SlotMark> marks = new HashMap<>();
        try (PreparedStatement query = prepare("SELECT target, slot, interval FROM marks");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                SlotMark mark = new SlotMark(rows.getLong(2), rows.getLong(3));
                marks.merge(rows.getString(1), mark, (one, other) -> one.slot() > other.slot() ? one : other);
            }
        }
        return marks;
    }

    /** Writes all of it, or nothing; then gives free pages back to the file system. */
    void write(Batch batch, long nowMillis) throws SQLException {
        if (batch.sync() != synchronous) {
            execute("PRAGMA synchronous = " + (batch.sync() ? "FULL" : "NORMAL"));
            synchronous = batch.sync();
        }
        execute("BEGIN IMMEDIATE");
        long left = count - delete(batch.deletes()) + batch.inserts().size();
        insert(batch.inserts(), nowMillis);
        move(batch.marks());
        putFact(COUNT, Long.toString(left));
        execute("COMMIT");
        count = left;
        if (!batch.deletes().isEmpty()) {
            shrink();
        }
    }

    /** What was written before stays written when this fails, on a full disk for example: the next deletion tries again. */
    private void shrink() throws SQLException {
        try {
            if (number("PRAGMA freelist_count") > SHRINK_PAGES) {
                execute("PRAGMA incremental_vacuum(" + SHRINK_PAGES + ")");
            }
        } catch (SQLException e) {
            if (isCorrupt(e)) {
                throw e;
            }
            OutboxDirectory.LOG.debug("outbox file not shrunk reason=\"{}\"", e.getMessage());
        }
    }

    private int delete(List<Long> numbers) throws SQLException {
        int found = 0;
        try (PreparedStatement delete = prepare("DELETE FROM entries WHERE number = ?")) {
            for (long number : numbers) {
                found += update(delete, number);
            }
        }
        return found;
    }

    private void insert(List<Batch.Row> rows, long nowMillis) throws SQLException {
        try (PreparedStatement insert = prepare("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Batch.Row row : rows) {
                Payload payload = row.payload();
                run(
                        insert,
                        row.number(),
                        payload.target(),
                        payload.slot(),
                        payload.outcome().code(),
                        payload.contentType(),
                        nowMillis,
                        payload.checksum(),
                        payload.value());
            }
        }
    }

    private void move(List<Batch.MarkChange> changes) throws SQLException {
        try (PreparedStatement put = prepare("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)");
                PreparedStatement remove =
                        prepare("DELETE FROM marks WHERE interval = ? AND phase = ? AND target = ?")) {
            for (Batch.MarkChange change : changes) {
                SlotMark old = change.old();
                SlotMark mark = change.mark();
                if (old != null && (mark == null || mark.interval() != old.interval() || mark.phase() != old.phase())) {
                    run(remove, old.interval(), old.phase(), change.target());
                }
                if (mark != null) {
                    run(put, mark.interval(), mark.phase(), change.target(), mark.slot());
                }
            }
        }
    }

    /** The entries after this number, in order, at most so many. */
    Reading read(long after, int most) throws SQLException {
        List<Batch.Row> rows = new ArrayList<>();
        List<Batch.Row> damaged = new ArrayList<>();
        long last = after;
        try (PreparedStatement query =
                prepare("SELECT number, target, slot, outcome, content_type, value, checksum FROM entries"
                        + " WHERE number > ? ORDER BY number LIMIT ?")) {
            query.setLong(1, after);
            query.setInt(2, most);
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    last = found.getLong(1);
                    Payload payload = new Payload(
                            found.getString(2),
                            found.getLong(3),
                            outcome(found.getInt(4)),
                            found.getString(5),
                            found.getBytes(6));
                    (payload.checksum() == found.getInt(7) ? rows : damaged).add(new Batch.Row(last, payload));
                }
            }
        }
        return new Reading(rows, damaged, last, rows.size() + damaged.size() < most);
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

    /** Takes back what has begun; there may be nothing. */
    void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException nothingToRollBack) {
            OutboxDirectory.LOG.debug("nothing to roll back reason=\"{}\"", nothingToRollBack.getMessage());
        }
    }

    /** Brings the journal into the database, so that it begins anew in the room that it has. */
    void checkpoint() throws SQLException {
        execute("PRAGMA wal_checkpoint(RESTART)");
    }

    /** The greatest number of an entry; 0 when there is none. */
    long lastNumber() throws SQLException {
        return number("SELECT max(number) FROM entries");
    }

    /** What is there; free pages within the file do not count. */
    DiskState state() throws SQLException {
        long oldest = number("SELECT written_at FROM entries ORDER BY number LIMIT 1");
        long pages = number("PRAGMA page_count") - number("PRAGMA freelist_count");
        return new DiskState(
                count, pages * number("PRAGMA page_size"), oldest == 0 ? null : Instant.ofEpochMilli(oldest), null);
    }

    private void putFact(String name, String value) throws SQLException {
        try (PreparedStatement put = prepare("INSERT OR REPLACE INTO facts VALUES (?, ?)")) {
            run(put, name, value);
        }
    }

    private @Nullable String fact(String name) throws SQLException {
        try (PreparedStatement query = prepare("SELECT value FROM facts WHERE name = ?")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    private long number(String sql) throws SQLException {
        try (PreparedStatement query = prepare(sql);
                ResultSet rows = query.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    private static int update(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement.executeUpdate();
    }

    private static void run(PreparedStatement statement, Object... parameters) throws SQLException {
        int ignored = update(statement, parameters);
    }

    /** Runs it to its end, whatever rows it gives; {@code execute} would stop at the first. */
    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            OutboxDirectory.LOG.debug("outbox file not closed reason=\"{}\"", e.getMessage());
        }
    }
}
