package io.nudger.alert;

import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several alerters leads: a row that one of them holds for some seconds, and extends. Each holder has a
 * generation of its own, and each transaction that writes begins with {@link #transaction a look at it}: an alerter that
 * stood still, lost the lease meanwhile and wakes cannot write any more. All times are those of the database. Belongs to
 * one event loop.
 */
final class Lease {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");
    private static final String NAME = "alerter";

    /** A row that is locked is held by a transaction of the leader: nobody waits for that. */
    private static final String TAKE =
            """
            UPDATE leases l
               SET holder = $2, until = now() + make_interval(secs => $3),
                   generation = l.generation + CASE WHEN l.holder = $2 AND l.until > now() THEN 0 ELSE 1 END
              FROM (SELECT o.until FROM leases o
                     WHERE o.name = $1 AND (o.until < now() OR o.holder = $2)
                       FOR UPDATE SKIP LOCKED) AS free
             WHERE l.name = $1
            RETURNING l.generation, nullif(free.until, '-infinity') AS before""";

    /**
     * The lock keeps the lease with this generation until the transaction ends. A transaction that stands still, because
     * its client does, is ended by the server long before the lease is over.
     */
    private static final String FENCE =
            """
            SELECT set_config('idle_in_transaction_session_timeout', $4, true)
              FROM leases WHERE name = $1 AND holder = $2 AND generation = $3
               FOR SHARE""";

    private static final String RELEASE =
            "UPDATE leases SET until = now() - interval '1 microsecond' WHERE name = $1 AND holder = $2 AND generation = $3";

    private final Database leasing;
    private final Database writing;
    private final UUID holder = UUID.randomUUID();
    private final Duration length;
    private final LongSupplier nanoTime;
    private @Nullable Term term;
    private long heldUntil;

    /**
     * @param leasing for the lease alone, so that it is extended however long others wait for a connection
     * @param writing for transactions
     * @param length how long it is held without being extended
     */
    Lease(Database leasing, Database writing, Duration length, LongSupplier nanoTime) {
        this.leasing = leasing;
        this.writing = writing;
        this.length = length;
        this.nanoTime = nanoTime;
    }

    /**
     * The time in which an alerter leads without interruption.
     *
     * @param generation its number
     * @param before until when somebody led before; null when nobody ever did
     */
    record Term(long generation, @Nullable Instant before) {}

    /** Something that only the leader may do was not done. */
    static final class NotLeadingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotLeadingException() {
            super("another alerter leads", null, false, false);
        }
    }

    /** Takes the lease when it is free, extends it when it is held here. Gives the term; null when another leads. */
    Future<@Nullable Term> renew() {
        long asked = nanoTime.getAsLong();
        double seconds = length.toMillis() / 1_000.0;
        return leasing.query(TAKE, Tuple.of(NAME, holder, seconds)).map(rows -> {
            if (rows.size() > 0) {
                heldUntil = asked + length.toNanos();
                return take(rows.iterator().next());
            }
            if (!isHeld()) {
                lose();
            }
            return term;
        });
    }

    private Term take(Row row) {
        long generation = row.getLong("generation");
        Term held = term;
        if (held != null && held.generation == generation) {
            return held;
        }
        OffsetDateTime before = row.getOffsetDateTime("before");
        Term begun =
                new Term(generation, before == null ? null : before.toInstant().minus(length));
        LOG.info("leading generation={} holder={}", generation, holder);
        term = begun;
        return begun;
    }

    /** Whether the lease is held for all that is known here. Only the database knows for sure. */
    boolean isHeld() {
        return term != null && nanoTime.getAsLong() - heldUntil < 0;
    }

    /** The present term; null when another leads. */
    @Nullable Term term() {
        return isHeld() ? term : null;
    }

    /** Runs work in a transaction of the leader; fails with {@link NotLeadingException} when another leads. */
    <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
        Term held = term;
        if (held == null) {
            return Future.failedFuture(new NotLeadingException());
        }
        String longestPause = length.dividedBy(2).toMillis() + "ms";
        Tuple fence = Tuple.of(NAME, holder, held.generation, longestPause);
        return writing.transaction(connection -> connection
                        .preparedQuery(FENCE)
                        .execute(fence)
                        .compose(Lease::pass)
                        .compose(leading -> work.apply(connection)))
                .onFailure(cause -> {
                    if (cause instanceof NotLeadingException && held.equals(term)) {
                        lose();
                    }
                });
    }

    private static Future<Void> pass(RowSet<Row> rows) {
        return rows.size() == 0 ? Future.failedFuture(new NotLeadingException()) : Future.succeededFuture();
    }

    /** Lets another lead at once. */
    Future<Void> release() {
        Term held = term;
        term = null;
        return held == null
                ? Future.succeededFuture()
                : leasing.query(RELEASE, Tuple.of(NAME, holder, held.generation))
                        .mapEmpty();
    }

    private void lose() {
        if (term != null) {
            LOG.info("following; another alerter leads, or the database did not answer in time");
        }
        term = null;
    }
}
