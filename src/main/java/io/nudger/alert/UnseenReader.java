package io.nudger.alert;

import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what began and ended while nobody could see it. */
final class UnseenReader {
    private static final String FAILED_SINCE =
            "SELECT DISTINCT target_id FROM checks WHERE outcome = 2 AND scheduled_at >= $1";

    private static final String INCIDENTS =
            """
            SELECT t.id AS target_id, i.zone, i.started_at, i.ended_at, i.reason, i.message
              FROM incidents i JOIN targets t ON t.name = i.target
             WHERE i.target = ANY ($1) AND i.ended_at IS NOT NULL AND i.ended_at >= $2""";

    /** When nobody has led for longer, what was over before that is in the record of the checks alone. */
    private static final Duration UNSEEN = Duration.ofDays(7);

    private final Database database;

    UnseenReader(Database database) {
        this.database = database;
    }

    /**
     * The incidents by target: of targets of which nothing was known, and of all that failed while nobody led.
     *
     * @param waking of which nothing was known for a while, and now something is
     * @param ledBefore until when somebody led before; null when that needs no look
     */
    Future<Map<Integer, List<Incident>>> read(
            Instant now,
            Map<Integer, Subject> facts,
            Map<Integer, CurrentState> states,
            List<Integer> waking,
            @Nullable Instant ledBefore) {
        Instant oldest = now.minus(UNSEEN);
        Instant led = ledBefore == null || ledBefore.isAfter(oldest) ? ledBefore : oldest;
        return failedSince(led).compose(failed -> {
            Set<Integer> targets = new HashSet<>(waking);
            targets.addAll(failed);
            Map<String, Integer> names = new HashMap<>();
            Instant from = led == null ? now : led;
            for (Integer target : targets) {
                Subject known = facts.get(target);
                CurrentState current = states.get(target);
                if (known != null && current != null) {
                    names.put(known.name(), target);
                    from = current.slot().isBefore(from) ? current.slot() : from;
                }
            }
            return names.isEmpty() ? Future.succeededFuture(Map.of()) : incidents(names, from, states);
        });
    }

    private Future<List<Integer>> failedSince(@Nullable Instant led) {
        if (led == null) {
            return Future.succeededFuture(List.of());
        }
        return database.query(FAILED_SINCE, Tuple.of(led.atOffset(ZoneOffset.UTC)))
                .map(rows -> {
                    List<Integer> targets = new ArrayList<>();
                    rows.forEach(row -> targets.add(row.getInteger(0)));
                    return targets;
                });
    }

    private Future<Map<Integer, List<Incident>>> incidents(
            Map<String, Integer> names, Instant from, Map<Integer, CurrentState> states) {
        Tuple asked = Tuple.of(names.keySet().toArray(String[]::new), from.atOffset(ZoneOffset.UTC));
        return database.query(INCIDENTS, asked).map(rows -> {
            Map<Integer, List<Incident>> unseen = new HashMap<>();
            for (Row row : rows) {
                int target = row.getInteger("target_id");
                Incident incident = incident(row);
                CurrentState current = states.get(target);
                if (current != null && incident.endedAt().isAfter(current.slot())) {
                    unseen.computeIfAbsent(target, none -> new ArrayList<>()).add(incident);
                }
            }
            return unseen;
        });
    }

    private static Incident incident(Row row) {
        String reason = row.getString("reason");
        return new Incident(
                row.getString("zone"),
                row.getOffsetDateTime("started_at").toInstant(),
                row.getOffsetDateTime("ended_at").toInstant(),
                reason == null ? null : new Failure(reason, row.getString("message"), null));
    }
}
