package io.nudger.alert;

import io.nudger.receivers.Delivery;
import io.nudger.receivers.Item;
import io.nudger.receivers.Kind;
import io.nudger.receivers.Notice;
import io.nudger.receivers.Receiver;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to a receiver that wants to hear every 30 seconds of all that is firing, and for some minutes of what has ended:
 * nothing waits for it, and what it misses it gets with the next post. What is firing is what the notices for it say: so
 * routes, holds and maintenance count here too. Belongs to one event loop.
 */
final class Firing {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");
    private static final Duration EVERY = Duration.ofSeconds(30);

    /** The newest notice of each thread: what it began with, or what ended it. */
    private static final String SELECT =
            """
            SELECT n.id, n.key, n.kind, n.payload
              FROM (SELECT DISTINCT ON (regexp_replace(m.key, '/[^/]*/[^/]*$', '')) m.*
                      FROM notices m
                     WHERE m.receiver = $1 AND m.cancelled_at IS NULL AND m.held_by IS NULL AND m.due_at <= now()
                       AND m.kind NOT IN ('reminder', 'late')
                     ORDER BY regexp_replace(m.key, '/[^/]*/[^/]*$', ''), m.id DESC) AS n
              LEFT JOIN outages o ON o.id = n.outage_id
              LEFT JOIN target_states s ON s.target_id = n.target_id
             WHERE CASE n.kind
                       WHEN 'up' THEN n.created_at > now() - interval '15 minutes'
                       WHEN 'zone_ok' THEN n.created_at > now() - interval '15 minutes'
                       WHEN 'certificate' THEN n.created_at > now() - interval '1 day'
                       WHEN 'stale' THEN s.state = 'stale'
                       WHEN 'flapping' THEN s.flapping_since IS NOT NULL
                       WHEN 'zone' THEN true
                       ELSE o.ended_at IS NULL
                   END
             ORDER BY n.id""";

    private static final String SENT = "UPDATE notices SET sent_at = now(), attempts = attempts + 1, last_error = NULL"
            + " WHERE receiver = $1 AND sent_at IS NULL AND given_up_at IS NULL AND cancelled_at IS NULL AND held_by IS NULL"
            + " AND due_at <= $2";

    private final Receiver receiver;
    private final Database database;
    private final Lease lease;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Notice.Links links;
    private Future<Void> running = Future.succeededFuture();
    private long postedAt;
    private boolean posted;
    private boolean closed;
    private @Nullable String trouble;

    Firing(
            Receiver receiver,
            Database database,
            Lease lease,
            InstantSource clock,
            LongSupplier nanoTime,
            AckLinks links) {
        this.receiver = receiver;
        this.database = database;
        this.lease = lease;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.links = links.page();
    }

    /** Posts all of it when it is time for that, or when there is something new. */
    void wake(boolean news) {
        boolean due = !posted || nanoTime.getAsLong() - postedAt >= EVERY.toNanos();
        boolean tried = posted && trouble != null;
        if (closed || !running.isComplete() || !(due || (news && !tried))) {
            return;
        }
        posted = true;
        postedAt = nanoTime.getAsLong();
        running = post().onFailure(cause -> LOG.debug("alerts of {}: {}", receiver.name(), cause.toString()));
    }

    /** Why the receiver does not accept what is posted; null when all is well. */
    @Nullable String trouble() {
        return trouble;
    }

    Future<Void> close() {
        closed = true;
        return running.otherwiseEmpty();
    }

    private Future<Void> post() {
        Instant asked = clock.instant();
        return database.query("SELECT now()", Tuple.tuple()).compose(time -> database.query(
                        SELECT, Tuple.of(receiver.name()))
                .compose(rows -> {
                    Map<Kind, List<Grouping.Entry>> entries = new EnumMap<>(Kind.class);
                    rows.forEach(row -> {
                        Grouping.Entry entry = entry(row);
                        entries.computeIfAbsent(entry.kind(), kind -> new ArrayList<>())
                                .add(entry);
                    });
                    return sendAll(entries, asked)
                            .compose(accepted -> accepted
                                    ? lease.transaction(connection -> connection
                                            .preparedQuery(SENT)
                                            .execute(Tuple.of(
                                                    receiver.name(),
                                                    time.iterator().next().getOffsetDateTime(0)))
                                            .<Void>mapEmpty())
                                    : Future.succeededFuture());
                }));
    }

    private static Grouping.Entry entry(Row row) {
        return new Grouping.Entry(
                row.getString("key"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                NewsJson.ofJson(row.getJsonObject("payload")));
    }

    private Future<Boolean> sendAll(Map<Kind, List<Grouping.Entry>> entries, Instant now) {
        List<Notice> notices = new ArrayList<>();
        notices.add(new Notice("watchdog", Kind.WATCHDOG, "nudger works", List.<Item>of(), 0, now, null, links, false));
        entries.forEach(
                (kind, each) -> notices.add(Grouping.merge(receiver.name() + "/" + kind, each, Map.of(), links, now)));
        Future<Boolean> all = Future.succeededFuture(true);
        for (Notice notice : notices) {
            all = all.compose(before ->
                    before && lease.isHeld() ? receiver.send(notice).map(this::tell) : Future.succeededFuture(false));
        }
        return all;
    }

    private boolean tell(Delivery delivery) {
        if (delivery.result() == Delivery.Result.ACCEPTED) {
            if (trouble != null) {
                LOG.info("alerts accepted again receiver={}", receiver.name());
            }
            trouble = null;
            return true;
        }
        if (!delivery.detail().equals(trouble)) {
            LOG.warn("alerts not accepted; posted again receiver={} reason=\"{}\"", receiver.name(), delivery.detail());
        }
        trouble = delivery.detail();
        return false;
    }
}
