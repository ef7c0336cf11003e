package io.nudger.spool;

import io.nudger.check.SlotMark;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Up to which slot each target was accounted for.
 *
 * <p>The marks are ordered by their place within the interval: the targets that are checked within the same moment stand
 * side by side, and writing their marks touches a page or two, not one for each.
 */
final class MarkTable {
    static final String CREATE =
            """
            CREATE TABLE IF NOT EXISTS marks (
                interval INTEGER NOT NULL, phase INTEGER NOT NULL, target TEXT NOT NULL, slot INTEGER NOT NULL,
                PRIMARY KEY (interval, phase, target)) WITHOUT ROWID""";

    private final Prepared put;
    private final Prepared remove;
    private final Prepared removeAll;
    private final Prepared select;
    private final List<Prepared> all;

    MarkTable(Connection connection) {
        put = new Prepared(connection, "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)");
        remove = new Prepared(connection, "DELETE FROM marks WHERE interval = ? AND phase = ? AND target = ?");
        removeAll = new Prepared(connection, "DELETE FROM marks");
        select = new Prepared(connection, "SELECT target, slot, interval FROM marks");
        all = List.of(put, remove, removeAll, select);
    }

    void forgetStatements() {
        all.forEach(Prepared::forget);
    }

    /** The mark of a target moves, or goes. */
    void apply(SlotChange change) throws SQLException {
        SlotMark old = change.old();
        SlotMark mark = change.mark();
        if (old != null && (mark == null || mark.interval() != old.interval() || mark.phase() != old.phase())) {
            remove(change.target(), old);
        }
        if (mark != null) {
            put(change.target(), mark);
        }
    }

    void put(String target, SlotMark at) throws SQLException {
        PreparedStatement statement = put.get();
        statement.setLong(1, at.interval());
        statement.setLong(2, at.phase());
        statement.setString(3, target);
        statement.setLong(4, at.slot());
        statement.executeUpdate();
    }

    private void remove(String target, SlotMark old) throws SQLException {
        PreparedStatement statement = remove.get();
        statement.setLong(1, old.interval());
        statement.setLong(2, old.phase());
        statement.setString(3, target);
        statement.executeUpdate();
    }

    void removeAll() throws SQLException {
        removeAll.get().executeUpdate();
    }

    /** The marks by target; of several of one target, the last. */
    Map<String, SlotMark> all() throws SQLException {
        Map<String, SlotMark> marks = new HashMap<>();
        try (ResultSet rows = select.get().executeQuery()) {
            while (rows.next()) {
                marks.merge(
                        rows.getString(1),
                        new SlotMark(rows.getLong(2), rows.getLong(3)),
                        (one, other) -> one.slot() > other.slot() ? one : other);
            }
        }
        return marks;
    }
}
