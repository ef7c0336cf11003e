package io.nudger.record;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Micros;
import io.nudger.check.TargetInfo;
import io.nudger.consume.LruMap;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of configurations: how each target was configured in each zone, and from when to when. What is committed is
 * remembered, so that a batch within known spans does not ask for it.
 */
final class ConfigTable {
    private static final String UPSERT =
            """
            INSERT INTO target_configs AS t (target_id, zone_id, config, url, regexp, interval, first_seen, last_seen)
            SELECT n.target_id, n.zone_id, n.config, n.url, n.regexp, n.interval * interval '1 microsecond', n.first_seen,
                   n.last_seen
              FROM unnest($1::int4[], $2::int2[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::timestamptz[],
                       $8::timestamptz[])
                       AS n (target_id, zone_id, config, url, regexp, interval, first_seen, last_seen)
            ON CONFLICT (target_id, zone_id, config) DO UPDATE
               SET first_seen = least(t.first_seen, excluded.first_seen),
                   last_seen = greatest(t.last_seen, excluded.last_seen)
             WHERE t.first_seen > excluded.first_seen OR t.last_seen < excluded.last_seen""";

    private final Map<Key, Span> committed = new LruMap<>();

    /**
     * Brings the table these rows, whether they count or not.
     *
     * @param rows ordered by key
     * @return the spans that are stored now; to be {@linkplain #remember remembered} when the transaction is committed
     */
    Future<Map<Key, Span>> update(SqlConnection connection, List<CheckRow> rows) {
        Map<Key, Span> spans = new HashMap<>();
        Key key = null;
        Span known = null;
        for (CheckRow row : rows) {
            if (key == null || !key.isOf(row)) {
                key = Key.of(row);
                known = committed.get(key);
            }
            if (known == null || !known.covers(row.micros())) {
                spans.merge(key, Span.of(row), Span::with);
            }
        }
        if (spans.isEmpty()) {
            return Future.succeededFuture(spans);
        }
        List<Map.Entry<Key, Span>> news =
                spans.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        var parameters = new Columns<>(news)
                .int4(each -> each.getKey().target)
                .int2(each -> each.getKey().zone)
                .text(each -> each.getKey().config)
                .text(each -> each.getValue().target().url())
                .text(each -> each.getValue().target().regexp())
                .int8(each -> Micros.of(each.getValue().target().interval()))
                .timestamp(each -> each.getValue().firstSeen)
                .timestamp(each -> each.getValue().lastSeen)
                .tuple();
        return connection.preparedQuery(UPSERT).execute(parameters).map(spans);
    }

    /** The table spans at least this much now. */
    void remember(Map<Key, Span> spans) {
        spans.forEach((key, span) -> committed.merge(key, span.known(), Span::with));
    }

    /** Forgets what is remembered. */
    void forget() {
        committed.clear();
    }

    /** A configuration of a target in a zone. */
    record Key(int target, short zone, String config) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparingInt(Key::target).thenComparingInt(Key::zone).thenComparing(Key::config);

        private static Key of(CheckRow row) {
            return new Key(row.target(), row.zone(), row.result().target().config());
        }

        private boolean isOf(CheckRow row) {
            return target == row.target()
                    && zone == row.zone()
                    && config.equals(row.result().target().config());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * The slots with a configuration.
     *
     * @param info what it says; null when it is stored already
     * @param firstSeen the oldest slot
     * @param lastSeen the newest slot, cut to the hour
     */
    record Span(@Nullable TargetInfo info, Instant firstSeen, Instant lastSeen) {
        private static Span of(CheckRow row) {
            Instant slot = row.slot();
            return new Span(row.result().target(), slot, slot.truncatedTo(ChronoUnit.HOURS));
        }

        /** Whether the table has as much already. */
        private boolean covers(long slot) {
            return Moments.isWithin(slot, firstSeen, lastSeen);
        }

        private TargetInfo target() {
            return requireNonNull(info);
        }

        /** The same, without the texts of others, which may be long. */
        private Span known() {
            return new Span(null, firstSeen, lastSeen);
        }

        private Span with(Span other) {
            return new Span(
                    info,
                    firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
                    lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
        }
    }
}
