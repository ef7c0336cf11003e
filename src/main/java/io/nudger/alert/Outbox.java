package io.nudger.alert;

import io.nudger.receivers.Delivery;
import io.nudger.receivers.Kind;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The notices that wait, in the database. Those that go out as one message are bound to each other before the first attempt,
 * so that the message, and its key, stay the same however often it is sent and whoever sends it. Belongs to one event loop.
 */
final class Outbox {
    private static final String WAITING = "sent_at IS NULL AND given_up_at IS NULL AND cancelled_at IS NULL";

    private static final String RECEIVERS = "SELECT DISTINCT receiver FROM notices WHERE " + WAITING
            + " AND (message_id IS NOT NULL AND coalesce(next_attempt_at, due_at) <= now()"
            + " OR message_id IS NULL AND held_by IS NULL AND due_at <= now())";

    private static final String BOUND =
            """
            SELECT id, key, kind, payload, attempts, message_id, created_at, coalesce(next_attempt_at <= now(), true) AS due
              FROM notices
             WHERE receiver = $1 AND message_id = (
                       SELECT min(message_id) FROM notices
                        WHERE receiver = $1 AND message_id IS NOT NULL AND %1$s)
               AND %1$s
             ORDER BY id"""
                    .formatted(WAITING);

    private static final String DUE = "SELECT id, kind FROM notices WHERE receiver = $1 AND " + WAITING
            + " AND message_id IS NULL AND held_by IS NULL AND due_at <= now() ORDER BY id LIMIT 10000";

    private static final String BIND = "UPDATE notices SET message_id = $2 WHERE receiver = $1 AND id = ANY ($3) AND "
            + WAITING + " AND message_id IS NULL AND held_by IS NULL";

    private static final String SENT = "UPDATE notices SET sent_at = now(), attempts = attempts + 1, last_error = NULL"
            + " WHERE receiver = $1 AND message_id = $2 AND sent_at IS NULL";

    private static final String FAILED =
            "UPDATE notices SET attempts = attempts + 1, last_error = $3, next_attempt_at = now() + make_interval(secs => $4)"
                    + " WHERE receiver = $1 AND message_id = $2 AND " + WAITING;

    private static final String REFUSED =
            "UPDATE notices SET attempts = attempts + 1, last_error = $3, given_up_at = now()"
                    + " WHERE receiver = $1 AND message_id = $2 AND " + WAITING;

    /** Of receivers too that are not in the file any more. What is held is not late. */
    private static final String GIVE_UP = "UPDATE notices SET given_up_at = now(),"
            + " last_error = coalesce(last_error, 'no receiver of this name is in the file of alerts')"
            + " WHERE " + WAITING + " AND held_by IS NULL AND due_at < now() - make_interval(secs => $1)"
            + " RETURNING receiver, key, last_error";

    private static final String BACKLOG =
            "SELECT receiver, count(*) AS waiting, min(due_at) AS oldest FROM notices WHERE " + WAITING
                    + " AND held_by IS NULL AND due_at <= now() GROUP BY receiver";

    private static final String HELD =
            "SELECT substr(held_by, 8) AS target, count(*)::int4 FROM notices WHERE receiver = $1 AND " + WAITING
                    + " AND held_by LIKE 'target:%' GROUP BY 1";

    private final Database database;
    private final Lease lease;

    Outbox(Database database, Lease lease) {
        this.database = database;
        this.lease = lease;
    }

    /**
     * Notices that are one message.
     *
     * @param id of the message
     * @param rows its notices, in their order
     * @param attempts how often it was sent
     * @param due whether it may be sent now
     */
    record Message(long id, List<Row> rows, int attempts, boolean due) {}

    /** One of them. */
    record Row(long id, String key, Kind kind, JsonObject payload, Instant createdAt) {}

    /** One that was given up because it was not accepted in time. */
    record Expired(String receiver, String key, String error) {}

    /** How many wait for a receiver although they are due, and since when the oldest does. */
    record Backlog(String receiver, long waiting, Instant oldest) {}

    /** The receivers that something is to be sent to now. */
    Future<Set<String>> receivers() {
        return database.query(RECEIVERS, Tuple.tuple()).map(rows -> {
            Set<String> names = new TreeSet<>();
            rows.forEach(row -> names.add(row.getString(0)));
            return names;
        });
    }

    /** The message that is next for a receiver, due or not; null when there is none. */
    Future<@Nullable Message> next(String receiver) {
        return bound(receiver).compose(message -> message == null ? bind(receiver) : Future.succeededFuture(message));
    }

    /** How many notices for a receiver wait because of each target. */
    Future<Map<String, Integer>> held(String receiver) {
        return database.query(HELD, Tuple.of(receiver)).map(rows -> {
            Map<String, Integer> held = new HashMap<>();
            rows.forEach(row -> held.put(row.getString(0), row.getInteger(1)));
            return held;
        });
    }

    private Future<@Nullable Message> bound(String receiver) {
        return database.query(BOUND, Tuple.of(receiver)).map(Outbox::message);
    }

    private static @Nullable Message message(RowSet<io.vertx.sqlclient.Row> rows) {
        if (rows.size() == 0) {
            return null;
        }
        List<Row> notices = new ArrayList<>();
        for (var row : rows) {
            notices.add(new Row(
                    row.getLong("id"),
                    row.getString("key"),
                    Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                    row.getJsonObject("payload"),
                    row.getOffsetDateTime("created_at").toInstant()));
        }
        var first = rows.iterator().next();
        return new Message(first.getLong("message_id"), notices, first.getInteger("attempts"), first.getBoolean("due"));
    }

    /** Binds what is due and goes together with the oldest of it. */
    private Future<@Nullable Message> bind(String receiver) {
        return database.query(DUE, Tuple.of(receiver)).compose(rows -> {
            if (rows.size() == 0) {
                return Future.succeededFuture(null);
            }
            List<Long> ids = new ArrayList<>();
            String topic = null;
            for (var row : rows) {
                String each = topic(row.getString("kind"));
                topic = topic == null ? each : topic;
                if (each.equals(topic)) {
                    ids.add(row.getLong("id"));
                }
            }
            Tuple binding = Tuple.of(receiver, ids.get(0), ids.toArray(Long[]::new));
            return lease.transaction(
                            connection -> connection.preparedQuery(BIND).execute(binding))
                    .compose(done -> bound(receiver));
        });
    }

    /** What may stand in one message: a target that is down is not announced beside one that is up. */
    private static String topic(String kind) {
        return kind.equals("partial") ? "down" : kind;
    }

    /** Keeps what became of an attempt. */
    Future<Void> settle(String receiver, long message, Delivery delivery, Duration wait) {
        return lease.transaction(connection -> switch (delivery.result()) {
            case ACCEPTED ->
                connection
                        .preparedQuery(SENT)
                        .execute(Tuple.of(receiver, message))
                        .<Void>mapEmpty();
            case RETRY ->
                connection
                        .preparedQuery(FAILED)
                        .execute(Tuple.of(receiver, message, delivery.detail(), wait.toMillis() / 1_000.0))
                        .<Void>mapEmpty();
            case REFUSED ->
                connection
                        .preparedQuery(REFUSED)
                        .execute(Tuple.of(receiver, message, delivery.detail()))
                        .<Void>mapEmpty();
        });
    }

    /** Gives up what was due so long ago. */
    Future<List<Expired>> giveUp(Duration after) {
        return lease.transaction(connection -> connection
                .preparedQuery(GIVE_UP)
                .execute(Tuple.of((double) after.toSeconds()))
                .map(rows -> {
                    List<Expired> expired = new ArrayList<>();
                    rows.forEach(row -> expired.add(new Expired(row.getString(0), row.getString(1), row.getString(2))));
                    return expired;
                }));
    }

    /** What waits although it is due. */
    Future<List<Backlog>> backlog() {
        return database.query(BACKLOG, Tuple.tuple()).map(rows -> {
            List<Backlog> backlog = new ArrayList<>();
            rows.forEach(row -> backlog.add(new Backlog(
                    row.getString(0), row.getLong(1), row.getOffsetDateTime(2).toInstant())));
            return backlog;
        });
    }
}
