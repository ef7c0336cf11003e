package io.nudger.record;

import static java.util.Comparator.naturalOrder;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The table of checks; what is kept of them besides goes to the {@link EvidenceTable}. */
final class CheckTable {
    /**
     * One statement with an array per column: twice as fast as a batch of statements, and nearly as fast as COPY. The
     * arrays are unfolded beside one another in the list of what is selected: in FROM, PostgreSQL would write each into a
     * store of its own first, which costs as much as half of all the rest.
     */
    private static final String INSERT =
            """
            INSERT INTO checks (scheduled_at, target_id, delay, duration, resolve, connect, tls, processing, transfer,
                body_bytes, zone_id, monitor_id, outcome, reason, status_code, attempts, regexp_matched,
                degraded)
            SELECT unnest($1::timestamptz[]), unnest($2::int4[]), unnest($3::int4[]), unnest($4::int4[]),
                   unnest($5::int4[]), unnest($6::int4[]), unnest($7::int4[]), unnest($8::int4[]),
                   unnest($9::int4[]), unnest($10::int4[]), unnest($11::int2[]), unnest($12::int2[]),
                   unnest($13::int2[]), unnest($14::int2[]), unnest($15::int2[]), unnest($16::int2[]),
                   unnest($17::bool[]), unnest($18::bool[])""";

    /** Takes half as long again, because each key is looked up first. */
    private static final String INSERT_NEW =
            """
            WITH stored AS (%s ON CONFLICT DO NOTHING RETURNING target_id, zone_id, scheduled_at)
            SELECT count(*)::int4 AS rows, array_agg(target_id) AS targets, array_agg(zone_id) AS zones,
                   array_agg(scheduled_at) AS slots
              FROM stored"""
                    .formatted(INSERT);

    /**
     * Only what goes before the stored row is written; the others are read, and nothing else. Each row is looked up by its
     * key, whatever the statistics say: an UPDATE that is joined to the new rows may read a whole day instead. What is found
     * to be lesser is locked, as it is at that moment, and so is what the conflict is with.
     */
    private static final String REPLACE =
            """
            INSERT INTO checks AS c (scheduled_at, target_id, delay, duration, resolve, connect, tls, processing, transfer,
                body_bytes, zone_id, monitor_id, outcome, reason, status_code, attempts, regexp_matched,
                degraded)
            SELECT n.scheduled_at, n.target_id, n.delay, n.duration, n.resolve, n.connect, n.tls, n.processing,
                   n.transfer, n.body_bytes, n.zone_id, n.monitor_id, n.outcome, n.reason, n.status_code, n.attempts,
                   n.regexp_matched, n.degraded
              FROM unnest($1::timestamptz[], $2::int4[], $3::int4[], $4::int4[], $5::int4[], $6::int4[],
                       $7::int4[], $8::int4[], $9::int4[], $10::int4[], $11::int2[], $12::int2[], $13::int2[],
                       $14::int2[], $15::int2[], $16::int2[], $17::bool[], $18::bool[], $19::text[],
                       $20::text[])
                       AS n (scheduled_at, target_id, delay, duration, resolve, connect, tls, processing, transfer,
                             body_bytes, zone_id, monitor_id, outcome, reason, status_code, attempts, regexp_matched,
                             degraded, monitor, message)
             CROSS JOIN LATERAL
                   (SELECT c.outcome
                      FROM checks c
                     WHERE c.target_id = n.target_id AND c.zone_id = n.zone_id AND c.scheduled_at = n.scheduled_at
                       AND c.scheduled_at BETWEEN $21 AND $22
                       AND %s
                       FOR NO KEY UPDATE) AS lesser
            ON CONFLICT (target_id, zone_id, scheduled_at) DO UPDATE
               SET delay = excluded.delay, duration = excluded.duration, resolve = excluded.resolve,
                   connect = excluded.connect, tls = excluded.tls, processing = excluded.processing,
                   transfer = excluded.transfer, body_bytes = excluded.body_bytes, monitor_id = excluded.monitor_id,
                   outcome = excluded.outcome, reason = excluded.reason, status_code = excluded.status_code,
                   attempts = excluded.attempts, regexp_matched = excluded.regexp_matched, degraded = excluded.degraded
            RETURNING c.target_id, c.zone_id, c.scheduled_at"""
                    .formatted(Precedence.GOES_BEFORE);

    private CheckTable() {}

    /**
     * Stores rows none of which is there yet.
     *
     * @param rows ordered by key, no key twice
     * @return what has changed; fails when one of them is there
     */
    static Future<Changes> insert(SqlConnection connection, List<CheckRow> rows) {
        return connection
                .preparedQuery(INSERT)
                .execute(CheckColumns.of(rows))
                .compose(stored -> EvidenceTable.insert(connection, rows))
                .map(new Changes(rows, List.of()));
    }

    /**
     * Stores the rows that are not there yet, and those that go before the row that is there.
     *
     * @param rows ordered by key, no key twice
     * @return what has changed
     */
    static Future<Changes> merge(SqlConnection connection, List<CheckRow> rows) {
        return Duplicates.without(connection, rows)
                .compose(others -> others.isEmpty()
                        ? Future.succeededFuture(new Changes(List.of(), List.of()))
                        : mergeOthers(connection, others));
    }

    private static Future<Changes> mergeOthers(SqlConnection connection, List<CheckRow> rows) {
        return connection
                .preparedQuery(INSERT_NEW)
                .execute(CheckColumns.of(rows))
                .compose(result -> {
                    List<CheckRow> added = added(rows, result.iterator().next());
                    return EvidenceTable.insert(connection, added)
                            .compose(done -> replace(connection, without(rows, added)))
                            .map(replaced -> new Changes(added, replaced));
                });
    }

    private static Future<List<CheckRow>> replace(SqlConnection connection, List<CheckRow> rivals) {
        if (rivals.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Instant oldest = rivals.stream().map(CheckRow::slot).min(naturalOrder()).orElseThrow();
        Instant newest = rivals.stream().map(CheckRow::slot).max(naturalOrder()).orElseThrow();
        Tuple parameters = CheckColumns.of(rivals)
                .addArrayOfString(rivals.stream().map(Precedence::monitor).toArray(String[]::new))
                .addArrayOfString(rivals.stream().map(Precedence::message).toArray(String[]::new))
                .addOffsetDateTime(oldest.atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(newest.atOffset(ZoneOffset.UTC));
        return connection.preparedQuery(REPLACE).execute(parameters).compose(keys -> {
            List<CheckRow> replaced = withKeys(rivals, keys);
            return EvidenceTable.insert(connection, replaced).map(replaced);
        });
    }

    private static List<CheckRow> withKeys(List<CheckRow> rows, RowSet<Row> keys) {
        Set<List<Object>> found = new HashSet<>();
        keys.forEach(row -> found.add(List.of(
                row.getInteger(0), row.getShort(1), row.getOffsetDateTime(2).toInstant())));
        return rows.stream()
                .filter(row -> found.contains(List.of(row.target(), row.zone(), row.slot())))
                .toList();
    }

    /** Both are in the same order. */
    @SuppressWarnings("ReferenceEquality") // Some of the very rows.
    private static List<CheckRow> without(List<CheckRow> rows, List<CheckRow> some) {
        List<CheckRow> others = new ArrayList<>();
        int next = 0;
        for (CheckRow row : rows) {
            if (next < some.size() && some.get(next).equals(row)) {
                next++;
            } else {
                others.add(row);
            }
        }
        return others;
    }

    /** The keys of the rows that were stored come back in the order in which they were sent. */
    private static List<CheckRow> added(List<CheckRow> rows, Row keys) {
        int count = keys.getInteger("rows");
        if (count == 0 || count == rows.size()) {
            return rows.subList(0, count);
        }
        Integer[] targets = keys.getArrayOfIntegers("targets");
        Short[] zones = keys.getArrayOfShorts("zones");
        OffsetDateTime[] slots = keys.getArrayOfOffsetDateTimes("slots");
        List<CheckRow> added = new ArrayList<>(count);
        for (CheckRow row : rows) {
            int next = added.size();
            if (next < count
                    && row.target() == targets[next]
                    && row.zone() == zones[next]
                    && row.slot().equals(slots[next].toInstant())) {
                added.add(row);
            }
        }
        return added;
    }

    /**
     * What a batch has changed in the table.
     *
     * @param added rows whose slot had none, ordered by key
     * @param replaced rows that have taken the place of a lesser one, ordered by key
     */
    record Changes(List<CheckRow> added, List<CheckRow> replaced) {
        boolean isEmpty() {
            return added.isEmpty() && replaced.isEmpty();
        }
    }
}
