package io.nudger.spool;

import io.nudger.check.MalformedResultException;
import io.nudger.check.Outcome;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotGapCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The records that wait, each under its number. */
final class EntryTable {
    static final String CREATE =
            """
            CREATE TABLE IF NOT EXISTS entries (
                number INTEGER PRIMARY KEY, target TEXT NOT NULL, slot INTEGER NOT NULL, outcome INTEGER NOT NULL,
                content_type TEXT NOT NULL,
                written_at INTEGER NOT NULL, checksum INTEGER NOT NULL, value BLOB NOT NULL)""";

    private static final String SELECT =
            "SELECT number, target, slot, outcome, content_type, value, checksum, written_at FROM entries"
                    + " WHERE number > ? AND number <= ?";

    private final Prepared insert;
    private final Prepared delete;
    private final Prepared forwards;
    private final Prepared backwards;
    private final Prepared ofTarget;
    private final List<Prepared> all;

    EntryTable(Connection connection) {
        insert = new Prepared(connection, "INSERT OR IGNORE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        delete = new Prepared(connection, "DELETE FROM entries WHERE number = ?");
        forwards = new Prepared(connection, SELECT + " ORDER BY number LIMIT ?");
        backwards = new Prepared(connection, SELECT + " ORDER BY number DESC LIMIT ?");
        ofTarget = new Prepared(connection, SELECT + " AND target = ? ORDER BY number LIMIT ?");
        all = List.of(insert, delete, forwards, backwards, ofTarget);
    }

    void forgetStatements() {
        all.forEach(Prepared::forget);
    }

    /** Tells how many were added: none when it is there already. */
    int insert(SpoolEntry entry, long writtenAt) throws SQLException {
        PreparedStatement statement = insert.get();
        statement.setLong(1, entry.number());
        statement.setString(2, entry.target());
        statement.setLong(3, entry.slot());
        statement.setInt(4, entry.outcome().code());
        statement.setString(5, entry.contentType());
        statement.setLong(6, writtenAt);
        statement.setInt(7, entry.checksum());
        statement.setBytes(8, entry.value());
        return statement.executeUpdate();
    }

    /** Tells how many of them were there. */
    int delete(Iterable<Long> numbers) throws SQLException {
        PreparedStatement statement = delete.get();
        int there = 0;
        for (long number : numbers) {
            statement.setLong(1, number);
            there += statement.executeUpdate();
        }
        return there;
    }

    /** Entries after this number up to the other, in order, at most so many. */
    List<Read> read(long after, long upTo, int most) throws SQLException {
        return read(forwards.get(), after, upTo, most);
    }

    /** As {@link #read}, beginning with the last. */
    List<Read> readBackwards(long after, long upTo, int most) throws SQLException {
        return read(backwards.get(), after, upTo, most);
    }

    /** As {@link #read}, of one target. */
    List<Read> readOf(String target, long after, long upTo, int most) throws SQLException {
        PreparedStatement query = ofTarget.get();
        query.setLong(1, after);
        query.setLong(2, upTo);
        query.setString(3, target);
        query.setInt(4, most);
        return rows(query);
    }

    private static List<Read> read(PreparedStatement query, long after, long upTo, int most) throws SQLException {
        query.setLong(1, after);
        query.setLong(2, upTo);
        query.setInt(3, most);
        return rows(query);
    }

    private static List<Read> rows(PreparedStatement query) throws SQLException {
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
                entries.add(new Read(entry, entry.checksum() == rows.getInt(7), rows.getLong(8)));
            }
        }
        return entries;
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

    /**
     * An entry as it was found.
     *
     * @param whole whether it is what was written
     * @param writtenAt when that was, in milliseconds since the epoch
     */
    record Read(SpoolEntry entry, boolean whole, long writtenAt) {
        /** As one that has to go. */
        Dropped dropped() {
            return new Dropped(entry.number(), slots(), entry.isGap());
        }

        private SlotSpan slots() {
            if (whole && entry.isGap()) {
                try {
                    SlotGap gap = SlotGapCodec.decode(entry.value());
                    return SlotSpan.of(gap);
                } catch (MalformedResultException ofAnotherVersion) {
                    SpoolDirectory.LOG.debug("a gap on disk: {}", ofAnotherVersion.getMessage());
                }
            }
            return new SlotSpan(entry.target(), entry.slot(), entry.slot());
        }
    }
}
