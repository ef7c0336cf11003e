package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.State;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Knows targets that were taken out of the files from those whose monitor is gone: a monitor reports every slot of a target that it
 * has, so one that reports others and not this one does not have it any more. Belongs to one event loop.
 */
final class TakenOutReader {
    /**
     * A check may take as long as its interval. So a monitor that has reported a slot two intervals after the newest of a target
     * had that target no more, or its result is on another way, or its interval has become longer, which is only known from its next
     * slot. Some minutes later neither is likely.
     */
    private static final String EVIDENCE =
            """
            WITH living AS MATERIALIZED (
                SELECT c.zone_id, c.monitor_id, max(c.scheduled_at) AS newest
                  FROM target_statuses s
                  JOIN checks c USING (target_id, zone_id, scheduled_at)
                 WHERE s.scheduled_at > now() - interval '1 hour' AND c.monitor_id IS NOT NULL
                 GROUP BY 1, 2
            )
            SELECT t.id,
                   bool_and(coalesce(l.newest > s.scheduled_at + 3 * t.interval + interval '5 minutes', false)) AS sure
              FROM unnest($1::integer[]) AS silent(target_id)
              JOIN targets t ON t.id = silent.target_id
              JOIN target_statuses s ON s.target_id = t.id AND s.scheduled_at > now() - interval '2 days'
              LEFT JOIN checks c
                ON c.target_id = s.target_id AND c.zone_id = s.zone_id AND c.scheduled_at = s.scheduled_at
              LEFT JOIN living l ON l.zone_id = c.zone_id AND l.monitor_id = c.monitor_id
             GROUP BY t.id
            HAVING bool_and(coalesce(l.newest > s.scheduled_at + 2 * t.interval, false))""";

    private static final String BACK =
            """
            SELECT n.target_id, min(c.scheduled_at)
              FROM unnest($1::integer[], $2::timestamptz[]) AS n (target_id, slot)
              JOIN checks c ON c.target_id = n.target_id AND c.scheduled_at > n.slot
             GROUP BY 1""";

    /** Answers hold so long while a target is about to become stale, and when all that are silent are stale already. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration LATER = Duration.ofMinutes(1);

    private final Database database;
    private final LongSupplier nanoTime;
    private Map<Integer, TakenOut> evidence = Map.of();
    private Set<Integer> asked = Set.of();
    private long askedAt;

    TakenOutReader(Database database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
    }

    /** What is known of these targets, which nobody reports, as far as that is not decided. */
    Future<Map<Integer, TakenOut>> evidence(Collection<Integer> silent, Map<Integer, CurrentState> states) {
        Set<Integer> open = new HashSet<>();
        Set<Integer> urgent = new HashSet<>();
        for (Integer target : silent) {
            CurrentState current = states.get(target);
            if (current != null && !current.takenOut()) {
                open.add(target);
                if (current.state() != State.STALE) {
                    urgent.add(target);
                }
            }
        }
        Duration valid = urgent.isEmpty() ? LATER : SOON;
        boolean known = asked.containsAll(urgent) && nanoTime.getAsLong() - askedAt < valid.toNanos();
        if (open.isEmpty() || known) {
            Map<Integer, TakenOut> held = new HashMap<>(evidence);
            held.keySet().retainAll(open);
            return Future.succeededFuture(held);
        }
        return database.query(EVIDENCE, Tuple.of(open.toArray(Integer[]::new))).map(rows -> {
            Map<Integer, TakenOut> found = new HashMap<>();
            rows.forEach(row -> found.put(row.getInteger(0), row.getBoolean(1) ? TakenOut.SURE : TakenOut.LIKELY));
            asked = open;
            askedAt = nanoTime.getAsLong();
            evidence = found;
            return found;
        });
    }

    /** Of those that are in the files again: what they are since then begins with the first slot after that. */
    Future<Void> back(Map<Integer, CurrentState> states, Collection<Integer> waking) {
        List<Integer> back = waking.stream()
                .filter(target -> requireNonNull(states.get(target)).takenOut())
                .toList();
        if (back.isEmpty()) {
            return Future.succeededFuture();
        }
        OffsetDateTime[] slots = back.stream()
                .map(target ->
                        SnapshotReader.utc(requireNonNull(states.get(target)).slot()))
                .toArray(OffsetDateTime[]::new);
        return database.query(BACK, Tuple.of(back.toArray(Integer[]::new), (Object) slots))
                .map(rows -> {
                    rows.forEach(row -> states.computeIfPresent(
                            row.getInteger(0),
                            (target, current) ->
                                    current.backSince(row.getOffsetDateTime(1).toInstant())));
                    return null;
                });
    }
}
