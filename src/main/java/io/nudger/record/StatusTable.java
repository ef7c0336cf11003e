package io.nudger.record;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of statuses: the newest slot of each target in each zone, and the start of the run of equal outcomes that ends
 * with it. Both depend on the set of stored rows alone, not on the order or the batches in which they came.
 *
 * <p>Nearly always all new rows of a pair are newer than its status, and one statement that looks at nothing else does.
 * Late rows are rare and cost a look at their neighbours in the record. The row of the status is locked before that look,
 * and whoever stores checks updates their statuses before the commit: so what others have stored is seen, or they
 * will see ours. Two transactions with late rows of the same pairs may wait for each other; then PostgreSQL makes one
 * of them give way, and it is repeated. Where a better result has taken the place of a stored one, the status is found
 * anew, under the same lock.
 */
final class StatusTable {
    /** All new rows are newer: the run goes on, or a new one has begun within them. */
    private static final String ADVANCE =
            """
            UPDATE target_statuses s
               SET scheduled_at = n.newest, outcome = n.outcome, reason = n.reason,
                   since = CASE WHEN n.run = n.oldest AND n.outcome = s.outcome THEN s.since ELSE n.run END,
                   known_at = CASE WHEN n.outcome = 1 THEN n.newest ELSE s.known_at END
              FROM unnest($1::int4[], $2::int2[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
                       $6::timestamptz[], $7::int2[], $8::int2[])
                       AS n (target_id, zone_id, oldest, other, run, newest, outcome, reason)
             WHERE s.target_id = n.target_id AND s.zone_id = n.zone_id AND s.scheduled_at < n.oldest""";

    /** Pairs without a status: there are no rows but the new ones. */
    private static final String INSERT =
            """
            INSERT INTO target_statuses (scheduled_at, since, first_seen, target_id, zone_id, outcome, reason)
            SELECT n.newest, n.run, n.oldest, n.target_id, n.zone_id, n.outcome, n.reason
              FROM unnest($1::int4[], $2::int2[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
                       $6::timestamptz[], $7::int2[], $8::int2[])
                       AS n (target_id, zone_id, oldest, other, run, newest, outcome, reason)
             WHERE NOT EXISTS (SELECT FROM target_statuses s
                                WHERE s.target_id = n.target_id AND s.zone_id = n.zone_id)
            ON CONFLICT DO NOTHING""";

    /** Pairs that have not advanced: a new row is older than their status. */
    private static final String LOCK_LATE =
            """
            SELECT n.ordinal
              FROM unnest($1::int4[], $2::int2[], $3::timestamptz[]) WITH ORDINALITY
                       AS n (target_id, zone_id, newest, ordinal)
              JOIN target_statuses s ON s.target_id = n.target_id AND s.zone_id = n.zone_id
             WHERE s.scheduled_at <> n.newest
             ORDER BY s.target_id, s.zone_id
               FOR UPDATE OF s""";

    /**
     * The run starts after the last row with another outcome. That row is, when the outcome changes, the old status or a
     * new row; when a new row has cut the run, that row; and when a new row lies before the run, the last one before
     * the run that differs: only new rows can stand between, so the search is as short as the batch. Where the rows of
     * the run are dropped, it starts where it did.
     */
    private static final String MERGE_LATE =
            """
            UPDATE target_statuses s
               SET scheduled_at = greatest(s.scheduled_at, n.newest),
                   first_seen = least(s.first_seen, n.oldest),
                   outcome = CASE WHEN n.newest > s.scheduled_at THEN n.outcome ELSE s.outcome END,
                   reason = CASE WHEN n.newest > s.scheduled_at THEN n.reason ELSE s.reason END,
                   since = coalesce(CASE
                       WHEN n.newest > s.scheduled_at AND n.outcome <> s.outcome THEN greatest(n.run,
                           (SELECT min(c.scheduled_at) FROM checks c
                             WHERE c.target_id = s.target_id AND c.zone_id = s.zone_id
                               AND c.scheduled_at > s.scheduled_at))
                       WHEN CASE WHEN n.outcome <> s.outcome THEN n.newest ELSE n.other END > s.since THEN
                           (SELECT min(c.scheduled_at) FROM checks c
                             WHERE c.target_id = s.target_id AND c.zone_id = s.zone_id
                               AND c.scheduled_at > CASE WHEN n.outcome <> s.outcome THEN n.newest ELSE n.other END)
                       WHEN n.oldest < s.since THEN
                           (SELECT min(c.scheduled_at) FROM checks c
                             WHERE c.target_id = s.target_id AND c.zone_id = s.zone_id AND c.scheduled_at >= n.oldest
                               AND c.scheduled_at > coalesce(
                                   (SELECT max(d.scheduled_at) FROM checks d
                                     WHERE d.target_id = s.target_id AND d.zone_id = s.zone_id
                                       AND d.scheduled_at < s.since AND d.outcome <> s.outcome), '-infinity'))
                   END, s.since)
              FROM unnest($1::int4[], $2::int2[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
                       $6::timestamptz[], $7::int2[], $8::int2[])
                       AS n (target_id, zone_id, oldest, other, run, newest, outcome, reason)
             WHERE s.target_id = n.target_id AND s.zone_id = n.zone_id""";

    private static final String LOCK =
            """
            SELECT s.target_id FROM target_statuses s
              JOIN unnest($1::int4[], $2::int2[]) AS n (target_id, zone_id)
                ON s.target_id = n.target_id AND s.zone_id = n.zone_id
             ORDER BY s.target_id, s.zone_id
               FOR UPDATE OF s""";

    /** From the record itself. A long run of up is passed over by the index of rows that are not up. */
    private static final String FIND_ANEW =
            """
            UPDATE target_statuses s
               SET first_seen = least(s.first_seen, n.oldest),
                   (scheduled_at, outcome, reason, since) = (
                   SELECT c.scheduled_at, c.outcome, c.reason,
                          (SELECT min(r.scheduled_at) FROM checks r
                            WHERE r.target_id = s.target_id AND r.zone_id = s.zone_id
                              AND r.scheduled_at > coalesce(
                                  CASE c.outcome
                                      WHEN 1 THEN
                                          (SELECT max(d.scheduled_at) FROM checks d
                                            WHERE d.target_id = s.target_id AND d.zone_id = s.zone_id
                                              AND d.scheduled_at < c.scheduled_at AND d.outcome <> 1)
                                      ELSE
                                          (SELECT max(d.scheduled_at) FROM checks d
                                            WHERE d.target_id = s.target_id AND d.zone_id = s.zone_id
                                              AND d.scheduled_at < c.scheduled_at AND d.outcome <> c.outcome)
                                  END, '-infinity'))
                     FROM checks c
                    WHERE c.target_id = s.target_id AND c.zone_id = s.zone_id AND c.scheduled_at >= s.scheduled_at
                    ORDER BY c.scheduled_at DESC
                    LIMIT 1)
              FROM unnest($1::int4[], $2::int2[], $3::timestamptz[]) AS n (target_id, zone_id, oldest)
             WHERE s.target_id = n.target_id AND s.zone_id = n.zone_id""";

    private StatusTable() {}

    /**
     * Takes over what the same transaction has changed in the record.
     *
     * @return the pairs with a change at or before their newest slot
     */
    static Future<Set<Pair>> update(SqlConnection connection, CheckTable.Changes changes) {
        if (changes.replaced().isEmpty()) {
            return updateAdded(connection, changes.added());
        }
        Set<Pair> replaced = changes.replaced().stream().map(Pair::of).collect(Collectors.toSet());
        Map<Boolean, List<CheckRow>> added =
                changes.added().stream().collect(Collectors.partitioningBy(row -> replaced.contains(Pair.of(row))));
        Map<Pair, Instant> oldest = new TreeMap<>();
        Stream.concat(changes.replaced().stream(), added.getOrDefault(true, List.of()).stream())
                .forEach(row ->
                        oldest.merge(Pair.of(row), row.slot(), (one, other) -> one.isBefore(other) ? one : other));
        return updateAdded(connection, added.getOrDefault(false, List.of()))
                .compose(late -> findAnew(connection, oldest).map(done -> {
                    Set<Pair> all = new HashSet<>(late);
                    all.addAll(oldest.keySet());
                    return all;
                }));
    }

    /** Where a row has changed, the run of outcomes may begin anywhere. */
    private static Future<Void> findAnew(SqlConnection connection, Map<Pair, Instant> oldest) {
        if (oldest.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple pairs = new Columns<>(oldest.keySet())
                .int4(Pair::target)
                .int2(Pair::zone)
                .tuple();
        Tuple news = new Columns<>(oldest.entrySet())
                .int4(each -> each.getKey().target())
                .int2(each -> each.getKey().zone())
                .timestamp(Map.Entry::getValue)
                .tuple();
        return connection
                .preparedQuery(LOCK)
                .execute(pairs)
                .compose(locked -> connection.preparedQuery(FIND_ANEW).execute(news))
                .mapEmpty();
    }

    private static Future<Set<Pair>> updateAdded(SqlConnection connection, List<CheckRow> added) {
        if (added.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        List<News> news = News.of(added);
        return connection.preparedQuery(ADVANCE).execute(tuple(news)).compose(advanced -> {
            if (advanced.rowCount() == news.size()) {
                return Future.succeededFuture(Set.of());
            }
            return connection
                    .preparedQuery(INSERT)
                    .execute(tuple(news))
                    .compose(inserted -> advanced.rowCount() + inserted.rowCount() == news.size()
                            ? Future.succeededFuture(Set.of())
                            : mergeLate(connection, news));
        });
    }

    private static Future<Set<Pair>> mergeLate(SqlConnection connection, List<News> news) {
        Tuple pairs = new Columns<>(news)
                .int4(News::target)
                .int2(News::zone)
                .timestamp(News::newest)
                .tuple();
        return connection.preparedQuery(LOCK_LATE).execute(pairs).compose(locked -> {
            List<News> late = new ArrayList<>();
            locked.forEach(row -> late.add(news.get(row.getInteger(0) - 1)));
            return connection
                    .preparedQuery(MERGE_LATE)
                    .execute(tuple(late))
                    .map(late.stream()
                            .map(each -> new Pair(each.target, each.zone))
                            .collect(Collectors.toSet()));
        });
    }

    private static Tuple tuple(List<News> news) {
        return new Columns<>(news)
                .int4(News::target)
                .int2(News::zone)
                .timestamp(News::oldest)
                .timestamp(News::other)
                .timestamp(News::run)
                .timestamp(News::newest)
                .int2(News::outcome)
                .int2(News::reason)
                .tuple();
    }

    /**
     * The new rows of one pair.
     *
     * @param oldest the oldest slot
     * @param other the newest slot whose outcome is not that of the newest; null when all are equal
     * @param run the oldest slot of the run of equal outcomes that ends with the newest
     * @param newest the newest slot
     * @param outcome its outcome
     * @param reason its reason
     */
    record News(
            int target,
            short zone,
            Instant oldest,
            @Nullable Instant other,
            Instant run,
            Instant newest,
            short outcome,
            @Nullable Short reason) {
        /** One for each pair, in order. */
        static List<News> of(List<CheckRow> rows) {
            List<News> news = new ArrayList<>();
            Runs.forEach(rows, CheckRow::samePair, ofOne -> news.add(ofPair(ofOne)));
            return news;
        }

        private static News ofPair(List<CheckRow> rows) {
            CheckRow newest = rows.get(rows.size() - 1);
            int run = rows.size() - 1;
            while (run > 0 && rows.get(run - 1).outcome() == newest.outcome()) {
                run--;
            }
            return new News(
                    newest.target(),
                    newest.zone(),
                    rows.get(0).slot(),
                    run == 0 ? null : rows.get(run - 1).slot(),
                    rows.get(run).slot(),
                    newest.slot(),
                    newest.outcome(),
                    newest.reason());
        }
    }
}
