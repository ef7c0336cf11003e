package io.nudger.persist;

import static java.util.Objects.requireNonNull;

import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.TargetInfo;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of configurations: how each target was configured, and from when to when. What is committed is remembered, so
 * that a batch within known spans does not ask for it.
 */
final class ConfigTable {
    private static final String UPSERT =
            """
            INSERT INTO target_configs AS t (target_id, config, url, regexp, interval, first_seen, last_seen)
            SELECT n.target_id, n.config, n.url, n.regexp, n.interval * interval '1 microsecond', n.first_seen, n.last_seen
              FROM unnest($1::int4[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::timestamptz[],
                       $7::timestamptz[])
                       AS n (target_id, config, url, regexp, interval, first_seen, last_seen)
            ON CONFLICT (target_id, config) DO UPDATE
               SET first_seen = least(t.first_seen, excluded.first_seen),
                   last_seen = greatest(t.last_seen, excluded.last_seen)""";

    private final Map<Key, Span> committed = new HashMap<>();

    /**
     * Tells the table of these results, whether they count or not.
     *
     * @return the spans that are stored now; to be {@linkplain #remember remembered} when the transaction is committed
     */
    Future<Map<Key, Span>> update(
            SqlConnection connection, Collection<CheckResult> results, Map<String, KnownTarget> targets) {
        Map<Key, Span> spans = new HashMap<>();
        for (CheckResult result : results) {
            Instant slot = result.scheduledAt();
            spans.merge(
                    Key.of(result), new Span(result.target(), slot, slot.truncatedTo(ChronoUnit.HOURS)), Span::with);
        }
        spans.entrySet().removeIf(each -> isKnown(each.getKey(), each.getValue()));
        if (spans.isEmpty()) {
            return Future.succeededFuture(spans);
        }
        List<Row> rows = spans.entrySet().stream()
                .map(each -> new Row(
                        requireNonNull(targets.get(each.getKey().target)).id(), each.getKey().config, each.getValue()))
                .sorted(Comparator.comparingInt(Row::target).thenComparing(Row::config))
                .toList();
        var parameters = new Columns<>(rows)
                .int4(Row::target)
                .text(Row::config)
                .text(row -> row.span.info.url())
                .text(row -> row.span.info.regexp())
                .int8(row -> Micros.of(row.span.info.interval()))
                .timestamp(row -> row.span.firstSeen)
                .timestamp(row -> row.span.lastSeen)
                .tuple();
        return connection.preparedQuery(UPSERT).execute(parameters).map(spans);
    }

    /** The table spans at least this much now. */
    void remember(Map<Key, Span> spans) {
        spans.forEach((key, span) -> committed.merge(key, span, Span::with));
    }

    /** Forgets what is remembered. */
    void forget() {
        committed.clear();
    }

    private boolean isKnown(Key key, Span span) {
        Span known = committed.get(key);
        return known != null && known.with(span).equals(known);
    }

    /** A configuration of a target. */
    record Key(String target, String config) {
        static Key of(CheckResult result) {
            return new Key(result.target().name(), result.target().config());
        }
    }

    /** The slots with a configuration: the oldest, and the newest cut to the hour. */
    record Span(TargetInfo info, Instant firstSeen, Instant lastSeen) {
        Span with(Span other) {
            return new Span(
                    info,
                    firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
                    lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
        }
    }

    private record Row(int target, String config, Span span) {}
}
