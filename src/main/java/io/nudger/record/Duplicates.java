package io.nudger.record;

import io.nudger.check.Outcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds the rows that are stored already, as they are. When results are read again these are nearly all, and one look by
 * the key is all that they need. Rows that are not up are left to the others: their messages lie in another table.
 */
final class Duplicates {
    /**
     * Which of these rows, all up, are not there, or differ in what decides between rivals. A look for each row, whatever
     * the statistics say: a plan for all of them together may read the whole table, or its index of times row by row.
     */
    private static final String SELECT_OTHERS =
            """
            SELECT n.ordinal
              FROM (SELECT unnest($1::timestamptz[]) AS scheduled_at, unnest($2::int4[]) AS target_id,
                           unnest($3::int2[]) AS zone_id, unnest($4::int2[]) AS monitor_id,
                           unnest($5::int4[]) AS delay, unnest($6::int4[]) AS duration,
                           generate_subscripts($1, 1) AS ordinal) AS n
              LEFT JOIN LATERAL
                   (SELECT c.outcome, c.monitor_id, c.delay, c.duration
                      FROM checks c
                     WHERE c.target_id = n.target_id AND c.zone_id = n.zone_id AND c.scheduled_at = n.scheduled_at
                    OFFSET 0) AS c ON true
             WHERE (c.outcome = %d AND c.monitor_id = n.monitor_id AND c.delay IS NOT DISTINCT FROM n.delay
                    AND c.duration IS NOT DISTINCT FROM n.duration) IS NOT TRUE"""
                    .formatted(Outcome.UP.code());

    private Duplicates() {}

    /** The rows that may change something, in the same order: what is stored only gives way to what goes before it. */
    static Future<List<CheckRow>> without(SqlConnection connection, List<CheckRow> rows) {
        List<CheckRow> up = new ArrayList<>(rows.size());
        for (CheckRow row : rows) {
            if (isUp(row)) {
                up.add(row);
            }
        }
        if (up.isEmpty()) {
            return Future.succeededFuture(rows);
        }
        var parameters = new Columns<>(up)
                .timestamp(CheckRow::slot)
                .int4(CheckRow::target)
                .int2(CheckRow::zone)
                .int2(CheckRow::monitor)
                .int4(CheckRow::delay)
                .int4(CheckRow::duration)
                .tuple();
        return connection.preparedQuery(SELECT_OTHERS).execute(parameters).map(found -> {
            BitSet others = new BitSet(up.size());
            found.forEach(row -> others.set(row.getInteger(0) - 1));
            return others(rows, others);
        });
    }

    private static List<CheckRow> others(List<CheckRow> rows, BitSet othersOfUp) {
        List<CheckRow> others = new ArrayList<>();
        int ordinal = 0;
        for (CheckRow row : rows) {
            if (!isUp(row) || othersOfUp.get(ordinal++)) {
                others.add(row);
            }
        }
        return others;
    }

    private static boolean isUp(CheckRow row) {
        return row.outcome() == Outcome.UP.code();
    }
}
