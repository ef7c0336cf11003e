package io.nudger.spool;

import io.nudger.check.FailureReason;
import io.nudger.check.MalformedResultException;
import io.nudger.check.Micros;
import io.nudger.check.SlotGap;
import io.nudger.check.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The slots whose results were given up, until Kafka is told of them: ranges of each target, and what is told of them. A
 * range grows with each further slot, so an outage takes few for each target, however long it is. What is told is kept
 * once for all ranges of which the same is told.
 */
final class LossTable {
    static final String CREATE =
            """
            CREATE TABLE IF NOT EXISTS losses (
                target TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, interval INTEGER NOT NULL,
                told INTEGER NOT NULL,
                PRIMARY KEY (target, first)) WITHOUT ROWID""";

    /** What is told of slots that nobody had the room to tell apart. */
    static final Verdict BLURRED = Verdict.missed(
            FailureReason.OVERLOADED,
            "What became of the check is not known: results of that time were given up, more than can be told one by one.");

    /** What a row takes beside its texts. */
    private static final int OVERHEAD = 40;

    private static final String COLUMNS = "SELECT target, first, last, interval, told FROM losses";

    private final Prepared put;
    private final Prepared extend;
    private final Prepared remove;
    private final Prepared upTo;
    private final Prepared within;
    private final Prepared first;
    private final Prepared sum;
    private final List<Prepared> all;
    private final ToldTable told;
    private Extent extent = Extent.NONE;
    private Extent committed = Extent.NONE;

    private record Extent(long ranges, long bytes) {
        static final Extent NONE = new Extent(0, 0);

        Extent and(int number, long size) {
            return new Extent(ranges + number, bytes + size);
        }
    }

    private record Row(String target, long first, long last, long interval, long told) {
        long size() {
            return (long) target.length() + OVERHEAD;
        }

        Row withSlots(long newFirst, long newLast) {
            return new Row(target, newFirst, newLast, interval, told);
        }

        Row telling(long id) {
            return new Row(target, first, last, interval, id);
        }
    }

    LossTable(Connection connection) {
        put = new Prepared(connection, "INSERT OR REPLACE INTO losses VALUES (?, ?, ?, ?, ?)");
        extend = new Prepared(connection, "UPDATE losses SET last = ? WHERE target = ? AND first = ?");
        remove = new Prepared(connection, "DELETE FROM losses WHERE target = ? AND first = ?");
        upTo = new Prepared(connection, COLUMNS + " WHERE target = ? AND first <= ? ORDER BY first DESC LIMIT 1");
        within = new Prepared(connection, COLUMNS + " WHERE target = ? AND first <= ? AND last >= ?");
        first = new Prepared(connection, COLUMNS + " ORDER BY target, first LIMIT ?");
        sum = new Prepared(connection, "SELECT count(*), sum(length(target) + " + OVERHEAD + ") FROM losses");
        all = List.of(put, extend, remove, upTo, within, first, sum);
        told = new ToldTable(connection);
    }

    /** To be called before any change. */
    void open() throws SQLException {
        count();
        committed = extent;
    }

    private void count() throws SQLException {
        try (ResultSet row = sum.get().executeQuery()) {
            extent = row.next() ? new Extent(row.getLong(1), row.getLong(2) + told.size()) : Extent.NONE;
        }
    }

    void committed() {
        committed = extent;
    }

    void rolledBack() {
        extent = committed;
        all.forEach(Prepared::forget);
        told.forgetStatements();
    }

    /** How many ranges there are. */
    long ranges() {
        return extent.ranges;
    }

    /**
     * These slots are lost.
     *
     * @param maxBytes how much room all ranges may take
     * @return false when there is no room for one more range, and none that could take them in
     */
    boolean add(SlotGap gap, long maxBytes) throws SQLException {
        ToldTable.Told what = ToldTable.Told.by(gap);
        OptionalLong known = told.find(what);
        Row added = new Row(
                what.target(),
                Micros.of(gap.first()),
                Micros.of(gap.last()),
                Micros.of(gap.target().interval()),
                known.orElse(-1));
        Row before = before(added);
        if (before != null && before.told == added.told && before.last + before.interval == added.first) {
            extend(before, added.last);
            return true;
        }
        if (before != null && before.first == added.first) {
            if (before.last >= added.last) {
                return true;
            }
            remove(before);
        }
        long size = added.size() + (known.isPresent() ? 0 : what.size());
        if (extent.bytes + size > maxBytes) {
            return before != null && widen(before, added, gap);
        }
        put(known.isPresent() ? added : added.telling(tell(what)));
        return true;
    }

    /**
     * There is no room for one more range: the one before takes the slots in, and those between as well. All of them are
     * told as missed, which goes after whatever else is known of a slot.
     */
    private boolean widen(Row before, Row added, SlotGap gap) throws SQLException {
        if (before.interval != added.interval || (added.first - before.first) % before.interval != 0) {
            return false;
        }
        ToldTable.Told what =
                ToldTable.Told.by(new SlotGap(gap.target(), gap.origin(), gap.first(), gap.last(), BLURRED));
        OptionalLong known = told.find(what);
        // Once for a target, which has a range and with it something like this already.
        long id = known.isPresent() ? known.getAsLong() : tell(what);
        remove(before);
        put(before.withSlots(before.first, Math.max(before.last, added.last)).telling(id));
        return true;
    }

    private long tell(ToldTable.Told what) throws SQLException {
        extent = extent.and(0, what.size());
        return told.add(what);
    }

    /** These slots are not lost, or not any more. */
    void subtract(SlotSpan slots) throws SQLException {
        PreparedStatement query = within.get();
        query.setString(1, slots.target());
        query.setLong(2, slots.last());
        query.setLong(3, slots.first());
        for (Row row : rows(query)) {
            remove(row);
            long lastBefore = row.first + Math.floorDiv(slots.first() - 1 - row.first, row.interval) * row.interval;
            long firstAfter = row.last - Math.floorDiv(row.last - slots.last() - 1, row.interval) * row.interval;
            if (lastBefore >= row.first) {
                put(row.withSlots(row.first, lastBefore));
            }
            if (firstAfter <= row.last) {
                put(row.withSlots(firstAfter, row.last));
            }
        }
    }

    /** Some of the ranges, as they are told; they are removed. One that makes no sense is removed and not told. */
    List<SlotGap> take(int most) throws SQLException {
        PreparedStatement query = first.get();
        query.setInt(1, most);
        List<Row> rows = rows(query);
        if (rows.isEmpty()) {
            // Ranges that overlap may have been counted twice.
            count();
        }
        List<SlotGap> gaps = new ArrayList<>();
        for (Row row : rows) {
            remove(row);
            try {
                gaps.add(told.gap(row.told, Micros.toInstant(row.first), Micros.toInstant(row.last)));
            } catch (MalformedResultException | IllegalArgumentException e) {
                SpoolDirectory.LOG.warn(
                        "lost slots of {} from {} cannot be told: {}",
                        row.target,
                        Micros.toInstant(row.first),
                        e.getMessage());
            }
        }
        if (extent.ranges == 0) {
            told.clear();
            extent = Extent.NONE;
        }
        return gaps;
    }

    private @Nullable Row before(Row row) throws SQLException {
        PreparedStatement query = upTo.get();
        query.setString(1, row.target);
        query.setLong(2, row.first);
        List<Row> rows = rows(query);
        return rows.isEmpty() ? null : rows.get(0);
    }

    private static List<Row> rows(PreparedStatement query) throws SQLException {
        List<Row> found = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(
                        new Row(rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
            }
        }
        return found;
    }

    private void put(Row row) throws SQLException {
        PreparedStatement statement = put.get();
        statement.setString(1, row.target);
        statement.setLong(2, row.first);
        statement.setLong(3, row.last);
        statement.setLong(4, row.interval);
        statement.setLong(5, row.told);
        statement.executeUpdate();
        extent = extent.and(1, row.size());
    }

    private void extend(Row row, long last) throws SQLException {
        PreparedStatement statement = extend.get();
        statement.setLong(1, last);
        statement.setString(2, row.target);
        statement.setLong(3, row.first);
        statement.executeUpdate();
    }

    private void remove(Row row) throws SQLException {
        PreparedStatement statement = remove.get();
        statement.setString(1, row.target);
        statement.setLong(2, row.first);
        if (statement.executeUpdate() > 0) {
            extent = extent.and(-1, -row.size());
        }
    }
}
