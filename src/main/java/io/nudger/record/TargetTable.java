package io.nudger.record;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Alerting;
import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.Quorum;
import io.nudger.consume.LruMap;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * The table of targets: each as its newest result says it, whatever the order in which results arrive. What is committed
 * is remembered, so that a batch in which nothing is new about a target does not ask for it.
 */
final class TargetTable {
    private static final String SELECT =
            "SELECT id, name, config, first_seen, last_seen FROM targets WHERE name = ANY ($1::text[])";

    private static final String INSERT =
            """
            INSERT INTO targets (id, name, url, regexp, labels, interval, failure_threshold, success_threshold, config,
                first_seen, last_seen, title, group_name, depends_on, quorum, maintenance)
            SELECT last.id + row_number() OVER (ORDER BY n.name),
                   n.name, n.url, n.regexp, n.labels::jsonb, n.interval * interval '1 microsecond',
                   n.failures, n.successes, n.config, n.first_seen, n.last_seen, n.alerting ->> 'title',
                   n.alerting ->> 'group',
                   ARRAY(SELECT jsonb_array_elements_text(n.alerting -> 'depends_on')), n.alerting ->> 'quorum',
                   ARRAY(SELECT jsonb_array_elements_text(n.alerting -> 'maintenance'))
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::int2[],
                       $7::int2[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::text[]::jsonb[])
                       AS n (name, url, regexp, labels, interval, failures, successes, config, first_seen, last_seen,
                             alerting),
                   (SELECT greatest(max(id), $12::int4) AS id FROM targets) AS last
             WHERE NOT EXISTS (SELECT FROM targets t WHERE t.name = n.name)""";

    private static final String UPDATE_SEEN =
            """
            UPDATE targets t
               SET first_seen = least(t.first_seen, n.first_seen), last_seen = greatest(t.last_seen, n.last_seen)
              FROM unnest($1::int4[], $2::timestamptz[], $3::timestamptz[]) AS n (id, first_seen, last_seen)
             WHERE t.id = n.id
            RETURNING t.id, t.name, t.config, t.first_seen, t.last_seen""";

    /** To be run before the statuses learn of the batch: they say which slot the stored configuration is of. */
    private static final String UPDATE_CONFIG =
            """
            UPDATE targets t
               SET url = n.url, regexp = n.regexp, labels = n.labels::jsonb,
                   interval = n.interval * interval '1 microsecond', failure_threshold = n.failures,
                   success_threshold = n.successes, config = n.config, title = n.alerting ->> 'title',
                   group_name = n.alerting ->> 'group',
                   depends_on = ARRAY(SELECT jsonb_array_elements_text(n.alerting -> 'depends_on')),
                   quorum = n.alerting ->> 'quorum',
                   maintenance = ARRAY(SELECT jsonb_array_elements_text(n.alerting -> 'maintenance'))
              FROM unnest($1::int4[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::int2[],
                       $7::int2[], $8::text[], $9::timestamptz[], $10::text[]::jsonb[])
                       AS n (id, url, regexp, labels, interval, failures, successes, config, newest, alerting)
             WHERE t.id = n.id
               AND (n.newest, n.config)
                   > ((SELECT max(s.scheduled_at) FROM target_statuses s WHERE s.target_id = t.id), t.config)
            RETURNING t.id, t.name, t.config, t.first_seen, t.last_seen""";

    private final Map<String, KnownTarget> committed = new LruMap<>();
    /** The highest number that was ever committed. */
    private int highest;

    TargetTable(int highest) {
        this.highest = highest;
    }

    /** One that remembers no target, and gives no number that this one knows. */
    TargetTable anew() {
        return new TargetTable(highest);
    }

    /**
     * The targets of these results; new ones are added.
     *
     * @return by name; to be {@linkplain #remember remembered} when the transaction is committed, and not before
     */
    Future<Map<String, KnownTarget>> resolve(SqlConnection connection, Collection<CheckResult> results) {
        Map<String, KnownTarget> found = new HashMap<>();
        Set<String> missing = new TreeSet<>();
        for (CheckResult result : results) {
            String name = result.target().name();
            if (found.containsKey(name)) {
                continue;
            }
            KnownTarget target = committed.get(name);
            if (target == null) {
                missing.add(name);
            } else {
                found.put(name, target);
            }
        }
        return select(connection, missing, found)
                .compose(done ->
                        missing.isEmpty() ? Future.succeededFuture() : insert(connection, missing, found, results))
                .map(found);
    }

    /**
     * Brings the table what these rows say about their targets.
     *
     * @param rows ordered by key
     */
    Future<Void> update(SqlConnection connection, List<CheckRow> rows, Map<String, KnownTarget> targets) {
        List<TargetSummary> summaries = TargetSummary.of(ends(rows));
        List<Change> seen = changes(summaries, targets, (target, summary) -> !target.spans(summary));
        return execute(connection, UPDATE_SEEN, TargetTable::seen, seen, targets)
                .compose(done -> {
                    List<Change> configured = changes(summaries, targets, (target, summary) -> !target.config()
                            .equals(summary.info().config()));
                    return execute(connection, UPDATE_CONFIG, TargetTable::configured, configured, targets);
                });
    }

    /** The results with the oldest and the newest slot of each target in each zone, in order: the others say nothing more. */
    private static List<CheckResult> ends(List<CheckRow> rows) {
        List<CheckResult> ends = new ArrayList<>();
        Runs.forEach(rows, CheckRow::samePair, ofOne -> {
            long oldest = ofOne.get(0).micros();
            long newest = ofOne.get(ofOne.size() - 1).micros();
            for (CheckRow row : ofOne) {
                if (row.micros() == oldest || row.micros() == newest) {
                    ends.add(row.result());
                }
            }
        });
        return ends;
    }

    void remember(Map<String, KnownTarget> targets) {
        committed.putAll(targets);
        targets.values().forEach(target -> highest = Math.max(highest, target.id()));
    }

    /** Forgets what is remembered: another persister may have written since. */
    void forget() {
        committed.clear();
    }

    private Future<Void> insert(
            SqlConnection connection,
            Set<String> missing,
            Map<String, KnownTarget> found,
            Collection<CheckResult> results) {
        List<TargetSummary> added = TargetSummary.of(results.stream()
                .filter(result -> missing.contains(result.target().name()))
                .sorted(Comparator.comparing(result -> result.target().name()))
                .toList());
        return connection
                .query(NameTable.LOCK)
                .execute()
                .compose(locked ->
                        connection.preparedQuery(INSERT).execute(added(added).addInteger(highest)))
                .compose(inserted -> select(connection, missing, found));
    }

    /** Moves what the table has from {@code missing} to {@code found}. */
    private static Future<Void> select(SqlConnection connection, Set<String> missing, Map<String, KnownTarget> found) {
        if (missing.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(SELECT)
                .execute(Tuple.of(missing.toArray(String[]::new)))
                .map(rows -> {
                    put(rows, found);
                    missing.removeAll(found.keySet());
                    return null;
                });
    }

    private static Future<Void> execute(
            SqlConnection connection,
            String sql,
            Function<List<Change>, Tuple> parameters,
            List<Change> changes,
            Map<String, KnownTarget> targets) {
        if (changes.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection.preparedQuery(sql).execute(parameters.apply(changes)).map(rows -> {
            put(rows, targets);
            return null;
        });
    }

    private static void put(RowSet<Row> rows, Map<String, KnownTarget> targets) {
        rows.forEach(row -> targets.put(row.getString("name"), KnownTarget.of(row)));
    }

    /** Ordered by number, as the summaries are. */
    private static List<Change> changes(
            List<TargetSummary> summaries,
            Map<String, KnownTarget> targets,
            BiPredicate<KnownTarget, TargetSummary> differs) {
        return summaries.stream()
                .map(summary ->
                        new Change(requireNonNull(targets.get(summary.info().name())), summary))
                .filter(change -> differs.test(change.target, change.summary))
                .toList();
    }

    private static Tuple added(Collection<TargetSummary> targets) {
        return new Columns<>(targets)
                .text(target -> target.info().name())
                .text(target -> target.info().url())
                .text(target -> target.info().regexp())
                .text(TargetTable::labels)
                .int8(target -> Micros.of(target.info().interval()))
                .int2(target -> (short) target.info().thresholds().failure())
                .int2(target -> (short) target.info().thresholds().success())
                .text(target -> target.info().config())
                .timestamp(TargetSummary::oldest)
                .timestamp(TargetSummary::lastSeen)
                .text(target -> alerting(target.info().alerting()))
                .tuple();
    }

    private static Tuple seen(List<Change> changes) {
        return new Columns<>(changes)
                .int4(change -> change.target.id())
                .timestamp(change -> change.summary.oldest())
                .timestamp(change -> change.summary.lastSeen())
                .tuple();
    }

    private static Tuple configured(List<Change> changes) {
        return new Columns<>(changes)
                .int4(change -> change.target.id())
                .text(change -> change.summary.info().url())
                .text(change -> change.summary.info().regexp())
                .text(change -> labels(change.summary))
                .int8(change -> Micros.of(change.summary.info().interval()))
                .int2(change -> (short) change.summary.info().thresholds().failure())
                .int2(change -> (short) change.summary.info().thresholds().success())
                .text(change -> change.summary.info().config())
                .timestamp(change -> change.summary.newest())
                .text(change -> alerting(change.summary.info().alerting()))
                .tuple();
    }

    private static String labels(TargetSummary target) {
        return new JsonObject(new LinkedHashMap<>(target.info().labels())).encode();
    }

    /** The default quorum is left out: it is the alerter's. */
    private static String alerting(Alerting alerting) {
        JsonObject json = new JsonObject()
                .put("depends_on", new JsonArray(alerting.dependsOn()))
                .put("maintenance", new JsonArray(alerting.maintenance()));
        if (alerting.title() != null) {
            json.put("title", alerting.title());
        }
        if (alerting.group() != null) {
            json.put("group", alerting.group());
        }
        if (!alerting.quorum().equals(Quorum.MAJORITY)) {
            json.put("quorum", alerting.quorum().toString());
        }
        return json.encode();
    }

    private record Change(KnownTarget target, TargetSummary summary) {}
}
