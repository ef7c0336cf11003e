package io.nudger.spool;

import io.nudger.check.MalformedResultException;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotGapCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** What is told of lost slots: gaps without their slots, each once. */
final class ToldTable {
    static final String CREATE =
            "CREATE TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY, target TEXT NOT NULL, gap BLOB NOT NULL)";
    static final String CREATE_INDEX = "CREATE INDEX IF NOT EXISTS told_target ON told (target)";

    /** What a row takes beside its texts. */
    private static final int OVERHEAD = 40;

    private final Prepared find;
    private final Prepared keep;
    private final Prepared get;
    private final Prepared clear;
    private final Prepared sum;
    private final List<Prepared> all;

    /** A gap without its slots, in the bytes of the table. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record Told(String target, byte[] gap) {
        static Told by(SlotGap gap) {
            return new Told(gap.target().name(), SlotGapCodec.encode(withSlots(gap, Instant.EPOCH, Instant.EPOCH)));
        }

        long size() {
            return (long) target.length() + gap.length + OVERHEAD;
        }
    }

    ToldTable(Connection connection) {
        find = new Prepared(connection, "SELECT id FROM told WHERE target = ? AND gap = ?");
        keep = new Prepared(connection, "INSERT INTO told (target, gap) VALUES (?, ?) RETURNING id");
        get = new Prepared(connection, "SELECT gap FROM told WHERE id = ?");
        clear = new Prepared(connection, "DELETE FROM told");
        sum = new Prepared(connection, "SELECT sum(length(target) + length(gap) + " + OVERHEAD + ") FROM told");
        all = List.of(find, keep, get, clear, sum);
    }

    void forgetStatements() {
        all.forEach(Prepared::forget);
    }

    /** The bytes that it takes, more or less. */
    long size() throws SQLException {
        try (ResultSet row = sum.get().executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Its number; empty when it is not there. */
    OptionalLong find(Told told) throws SQLException {
        PreparedStatement query = find.get();
        query.setString(1, told.target);
        query.setBytes(2, told.gap);
        try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    /** Adds it, and tells its number. */
    long add(Told told) throws SQLException {
        PreparedStatement statement = keep.get();
        statement.setString(1, told.target);
        statement.setBytes(2, told.gap);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.getLong(1);
        }
    }

    /** The gap with this number and these slots. */
    SlotGap gap(long id, Instant first, Instant last) throws SQLException, MalformedResultException {
        PreparedStatement query = get.get();
        query.setLong(1, id);
        try (ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                throw new MalformedResultException("what is to be told is gone");
            }
            return withSlots(SlotGapCodec.decode(rows.getBytes(1)), first, last);
        }
    }

    /** Removes all of them. */
    void clear() throws SQLException {
        clear.get().executeUpdate();
    }

    private static SlotGap withSlots(SlotGap gap, Instant first, Instant last) {
        return new SlotGap(gap.target(), gap.origin(), first, last, gap.verdict());
    }
}
