package io.nudger.record;

import io.nudger.record.Confirmation.Thresholds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of the table of statuses that say what is confirmed. Nearly all pairs are calm, up and stay up, and cost one
 * look at an index that holds none of them. Those in trouble are folded in the order of their slots. A pair with a late row,
 * or with other thresholds than before, is marked, and found anew in its rows: some at once, many in their turn.
 */
final class ConfirmedTable {
    /** Each takes some milliseconds. */
    private static final int MOST_RECOUNTED = 50;

    private static final String MARK =
            """
            UPDATE target_statuses s SET calm = false, recount = true
              FROM unnest($1::int4[], $2::int2[]) AS n (target_id, zone_id)
             WHERE s.target_id = n.target_id AND s.zone_id = n.zone_id AND NOT s.recount""";

    private static final String COLUMNS =
            """
            SELECT s.target_id, s.zone_id, s.known_at, s.run_outcome, s.run_since, s.run_length, s.slow_run, s.confirmed,
                   s.confirmed_since, s.first_seen, s.recount, t.failure_threshold, t.success_threshold
              FROM unnest($1::int4[], $2::int2[]) AS n (target_id, zone_id)
              JOIN target_statuses s ON s.target_id = n.target_id AND s.zone_id = n.zone_id
              JOIN targets t ON t.id = s.target_id""";

    private static final String NOT_CALM = COLUMNS + " WHERE NOT s.calm";

    private static final String WRITE =
            """
            UPDATE target_statuses s
               SET known_at = n.known_at, run_outcome = n.run_outcome, run_since = n.run_since, run_length = n.run_length,
                   slow_run = n.slow_run, confirmed = n.confirmed, confirmed_since = n.confirmed_since, calm = n.calm
              FROM unnest($1::int4[], $2::int2[], $3::timestamptz[], $4::int2[], $5::timestamptz[], $6::int2[], $7::int2[],
                       $8::int2[], $9::timestamptz[], $10::bool[])
                       AS n (target_id, zone_id, known_at, run_outcome, run_since, run_length, slow_run, confirmed,
                             confirmed_since, calm)
             WHERE s.target_id = n.target_id AND s.zone_id = n.zone_id""";

    private static final String RECOUNT =
            "SELECT recount_status(n.target_id, n.zone_id) FROM unnest($1::int4[], $2::int2[]) AS n (target_id, zone_id)";

    private ConfirmedTable() {}

    private record Status(Pair pair, Confirmation confirmation, Thresholds thresholds, boolean recount) {
        static Status of(Row row) {
            Short outcome = row.getShort("run_outcome");
            Instant first = row.getOffsetDateTime("first_seen").toInstant();
            Instant since = instant(row, "confirmed_since");
            return new Status(
                    new Pair(row.getInteger("target_id"), row.getShort("zone_id")),
                    new Confirmation(
                            instant(row, "known_at"),
                            outcome != null && outcome == 2,
                            instant(row, "run_since"),
                            outcome == null ? 0 : row.getShort("run_length"),
                            row.getShort("slow_run"),
                            row.getShort("confirmed") == 2,
                            since == null ? first : since),
                    new Thresholds(row.getShort("failure_threshold"), row.getShort("success_threshold")),
                    row.getBoolean("recount"));
        }

        private static @Nullable Instant instant(Row row, String column) {
            OffsetDateTime time = row.getOffsetDateTime(column);
            return time == null ? null : time.toInstant();
        }

        Status then(List<CheckRow> rows) {
            Confirmation after = confirmation;
            for (CheckRow row : rows) {
                after = after.then(row, thresholds);
            }
            return new Status(pair, after, thresholds, recount);
        }
    }

    /**
     * Takes over what the same transaction has changed in the record, after {@link StatusTable} has.
     *
     * @param added the new rows, ordered by key
     * @param late pairs with a change at or before the newest slot that they had
     */
    static Future<Void> update(SqlConnection connection, List<CheckRow> added, Set<Pair> late) {
        List<Pair> calm = new ArrayList<>();
        Set<Pair> troubled = new LinkedHashSet<>();
        Runs.forEach(added, CheckRow::samePair, ofOne -> {
            Pair pair = Pair.of(ofOne.get(0));
            boolean inTrouble = ofOne.stream().anyMatch(Confirmation::isTrouble) || late.contains(pair);
            (inTrouble ? troubled : calm).add(pair);
        });
        troubled.addAll(late);
        return mark(connection, late)
                .compose(marked -> read(connection, COLUMNS, List.copyOf(troubled)))
                .compose(inTrouble -> read(connection, NOT_CALM, calm).map(notCalm -> {
                    List<Status> all = new ArrayList<>(inTrouble);
                    all.addAll(notCalm);
                    return all;
                }))
                .compose(found -> write(connection, found, added).compose(done -> recount(connection, found)));
    }

    private static Future<Void> mark(SqlConnection connection, Set<Pair> late) {
        return late.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(MARK)
                        .execute(pairs(late.stream().sorted().toList()))
                        .mapEmpty();
    }

    private static Future<List<Status>> read(SqlConnection connection, String query, List<Pair> pairs) {
        return pairs.isEmpty()
                ? Future.succeededFuture(List.of())
                : connection.preparedQuery(query).execute(pairs(pairs)).map(ConfirmedTable::statuses);
    }

    private static List<Status> statuses(RowSet<Row> rows) {
        List<Status> statuses = new ArrayList<>();
        rows.forEach(row -> statuses.add(Status.of(row)));
        return statuses;
    }

    private static Future<Void> write(SqlConnection connection, List<Status> found, List<CheckRow> added) {
        Map<Pair, List<CheckRow>> rows = rows(found, added);
        List<Status> folded = found.stream()
                .filter(status -> !status.recount)
                .map(status -> status.then(rows.getOrDefault(status.pair, List.of())))
                .toList();
        if (folded.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple columns = new Columns<>(folded)
                .int4(each -> each.pair.target())
                .int2(each -> each.pair.zone())
                .timestamp(each -> each.confirmation.knownAt())
                .int2(each -> each.confirmation.runOutcome())
                .timestamp(each -> each.confirmation.runSince())
                .int2(each -> (short) each.confirmation.runLength())
                .int2(each -> (short) each.confirmation.slowRun())
                .int2(each -> each.confirmation.confirmed())
                .timestamp(each -> each.confirmation.confirmedSince())
                .bool(each -> each.confirmation.isCalm(each.thresholds))
                .tuple();
        return connection.preparedQuery(WRITE).execute(columns).mapEmpty();
    }

    /** The rows of these; mostly there are none of them. */
    private static Map<Pair, List<CheckRow>> rows(List<Status> found, List<CheckRow> added) {
        Map<Pair, List<CheckRow>> rows = new HashMap<>();
        if (!found.isEmpty()) {
            Set<Pair> pairs = found.stream().map(Status::pair).collect(Collectors.toSet());
            Runs.forEach(added, CheckRow::samePair, ofOne -> {
                Pair pair = Pair.of(ofOne.get(0));
                if (pairs.contains(pair)) {
                    rows.put(pair, ofOne);
                }
            });
        }
        return rows;
    }

    private static Future<Void> recount(SqlConnection connection, List<Status> found) {
        List<Pair> waiting = found.stream()
                .filter(Status::recount)
                .limit(MOST_RECOUNTED)
                .map(Status::pair)
                .sorted()
                .toList();
        return waiting.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(RECOUNT).execute(pairs(waiting)).mapEmpty();
    }

    private static Tuple pairs(List<Pair> pairs) {
        return new Columns<>(pairs).int4(Pair::target).int2(Pair::zone).tuple();
    }
}
