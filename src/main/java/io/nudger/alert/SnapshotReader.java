package io.nudger.alert;

import io.nudger.check.State;
import io.nudger.config.Alerts;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that a sweep decides from. No lock is held meanwhile: an alerter that stands still while it reads must not keep
 * the next from leading. That nobody else has written since is proven when the plan is. Belongs to one event loop.
 */
final class SnapshotReader {
    private static final String PAIRS =
            """
            SELECT s.target_id, z.name AS zone, s.scheduled_at, s.known_at, s.run_outcome, s.run_since, s.run_length,
                   s.slow_run, s.confirmed, f.reason, f.status_code, f.message
              FROM target_statuses s
              JOIN zones z ON z.id = s.zone_id
              LEFT JOIN LATERAL (
                  SELECT coalesce(reason_name(c.reason), 'other') AS reason, c.status_code,
                         (SELECT e.message FROM check_failures e
                           WHERE e.target_id = c.target_id AND e.zone_id = c.zone_id
                             AND e.scheduled_at = c.scheduled_at) AS message
                    FROM checks c
                   WHERE s.run_outcome = 2 AND c.target_id = s.target_id AND c.zone_id = s.zone_id
                     AND c.scheduled_at = s.known_at) AS f ON true
             WHERE s.scheduled_at >= now() - interval '1 day'""";

    private static final String STATES =
            "SELECT target_id, state, since, slot, decided_at, sequence, zones, flapping_since, taken_out"
                    + " FROM target_states";

    private static final String RECENT =
            """
            SELECT target_id, array_agg(decided_at ORDER BY decided_at) AS times
              FROM state_changes
             WHERE decided_at > now() - make_interval(secs => $1) AND cause = 'checks' AND NOT late
               AND from_state IS NOT NULL
               AND (from_state IN ('partial', 'down') OR to_state IN ('partial', 'down'))
             GROUP BY target_id""";

    private static final String OUTAGES =
            "SELECT target_id, id, started_at, confirmed_at, worst, acknowledged_at IS NOT NULL AS acknowledged"
                    + " FROM outages WHERE ended_at IS NULL";

    private static final String ZONES = "SELECT z.name AS zone, s.suspect, s.since, s.hosts, s.dissenting, s.blocked"
            + " FROM zone_states s JOIN zones z ON z.id = s.zone_id";

    private static final String HABITS = "SELECT z.name AS zone, h.host, h.disagreement, h.at"
            + " FROM pair_habits h JOIN zones z ON z.id = h.zone_id";

    private final Database database;
    private final TargetFacts targets;
    private final UnseenReader unseen;
    private final NoticesReader notices;
    private final CertificatesReader certificates;
    private final TakenOutReader takenOut;
    private long generation;
    private Habits habits = Habits.NONE;

    SnapshotReader(Database database, LongSupplier nanoTime) {
        this.database = database;
        targets = new TargetFacts(database, nanoTime);
        unseen = new UnseenReader(database);
        notices = new NoticesReader(database);
        certificates = new CertificatesReader(database, nanoTime);
        takenOut = new TakenOutReader(database, nanoTime);
    }

    /** Looks at the certificates with the next snapshot. */
    void lookAtCertificates() {
        certificates.lookNext();
    }

    /** The memory after a sweep that was written. */
    void keep(Habits kept) {
        habits = kept;
    }

    /** All of it, as of now. */
    Future<Snapshot> read(Lease.Term term, Alerts alerts) {
        boolean first = term.generation() != generation;
        boolean expiring = !alerts.certificates().to().isEmpty() && (first || certificates.isTime());
        double flapping = Math.max(
                alerts.flapping().within().toSeconds(),
                alerts.flapping().calmFor().toSeconds());
        Reading reading = new Reading();
        return database.query("SELECT clock_timestamp()", Tuple.tuple())
                .onSuccess(rows -> reading.now = instant(rows.iterator().next(), 0))
                .compose(done -> Future.all(
                        readPairs(reading).compose(pairs -> readFacts(reading)),
                        readStates(reading, flapping).compose(states -> readNotices(reading, expiring))))
                .onSuccess(done -> reading.lookAtSilence())
                .compose(done -> takenOut.evidence(reading.silent, reading.states))
                .onSuccess(evidence -> reading.takenOut = evidence)
                .compose(done -> takenOut.back(reading.states, reading.waking))
                .compose(done -> unseen.read(
                        reading.now, reading.facts, reading.states, reading.waking, first ? term.before() : null))
                .onSuccess(incidents -> reading.unseen = incidents)
                .compose(done -> first ? readHabits() : Future.succeededFuture())
                .compose(done -> expiring ? certificates.read() : Future.succeededFuture(List.of()))
                .onSuccess(seen -> reading.certificates = seen)
                .map(done -> {
                    generation = term.generation();
                    return reading.snapshot(habits);
                });
    }

    /** What was read so far. */
    private static final class Reading {
        private Instant now = Instant.EPOCH;
        private final Map<Integer, List<Pair>> pairs = new HashMap<>();
        private Map<Integer, Subject> facts = Map.of();
        private final Map<Integer, CurrentState> states = new HashMap<>();
        private final Map<Integer, OpenOutage> outages = new HashMap<>();
        private Map<Integer, List<Incident>> unseen = Map.of();
        private final Map<String, ZoneVerdict> verdicts = new HashMap<>();
        private List<Posted> notices = List.of();
        private List<Quiet> quiets = List.of();
        private List<CertificateSeen> certificates = List.of();
        private Map<Integer, TakenOut> takenOut = Map.of();
        private final List<Integer> silent = new ArrayList<>();
        private final List<Integer> waking = new ArrayList<>();

        private Snapshot snapshot(Habits habits) {
            List<Subject> subjects = new ArrayList<>(pairs.size());
            pairs.forEach((target, seen) -> {
                Subject known = facts.get(target);
                if (known != null) {
                    subjects.add(known.with(
                            seen, states.get(target), outages.get(target), unseen.getOrDefault(target, List.of())));
                }
            });
            return new Snapshot(now, subjects, verdicts, habits, notices, quiets, takenOut, certificates);
        }

        /** Finds those that no zone has reported of late, and those of which nothing was known for a while and now something is. */
        private void lookAtSilence() {
            pairs.forEach((target, seen) -> {
                Subject known = facts.get(target);
                if (known == null) {
                    return;
                }
                CurrentState current = states.get(target);
                if (!known.isFresh(seen, now)) {
                    silent.add(target);
                } else if (current != null && current.state() == State.STALE) {
                    waking.add(target);
                }
            });
        }
    }

    private Future<Void> readPairs(Reading reading) {
        return database.query(PAIRS, Tuple.tuple()).map(rows -> {
            for (Row row : rows) {
                reading.pairs
                        .computeIfAbsent(row.getInteger(0), target -> new ArrayList<>(3))
                        .add(pair(row));
            }
            return null;
        });
    }

    private Future<Void> readFacts(Reading reading) {
        return targets.of(reading.pairs.keySet())
                .onSuccess(facts -> reading.facts = facts)
                .mapEmpty();
    }

    private static Pair pair(Row row) {
        Integer outcome = row.getInteger("run_outcome");
        String reason = row.getString("reason");
        return new Pair(
                row.getString("zone"),
                row.getOffsetDateTime("scheduled_at").toInstant(),
                outcome == null ? null : instant(row, "known_at"),
                outcome == null ? null : outcome == 2,
                outcome == null ? null : instant(row, "run_since"),
                outcome == null ? 0 : row.getInteger("run_length"),
                row.getInteger("slow_run"),
                row.getInteger("confirmed") == 2,
                reason == null ? null : new Failure(reason, row.getString("message"), row.getInteger("status_code")));
    }

    private Future<Void> readStates(Reading reading, double flapping) {
        Map<Integer, List<Instant>> recent = new HashMap<>();
        return database.query(RECENT, Tuple.of(flapping))
                .onSuccess(rows -> rows.forEach(row -> recent.put(
                        row.getInteger("target_id"),
                        Arrays.stream(row.getArrayOfOffsetDateTimes("times"))
                                .map(OffsetDateTime::toInstant)
                                .toList())))
                .compose(done -> database.query(STATES, Tuple.tuple()))
                .onSuccess(rows -> rows.forEach(row -> {
                    int target = row.getInteger("target_id");
                    reading.states.put(target, state(row, recent.getOrDefault(target, List.of())));
                }))
                .compose(done -> database.query(OUTAGES, Tuple.tuple()))
                .onSuccess(rows -> rows.forEach(row -> reading.outages.put(row.getInteger("target_id"), outage(row))))
                .compose(done -> database.query(ZONES, Tuple.tuple()))
                .onSuccess(rows -> rows.forEach(row -> reading.verdicts.put(row.getString("zone"), verdict(row))))
                .mapEmpty();
    }

    private static CurrentState state(Row row, List<Instant> recent) {
        return new CurrentState(
                State.named(row.getString("state")),
                row.getOffsetDateTime("since").toInstant(),
                row.getOffsetDateTime("slot").toInstant(),
                row.getOffsetDateTime("decided_at").toInstant(),
                row.getLong("sequence"),
                NewsJson.zonesOf(row.getJsonObject("zones")),
                instant(row, "flapping_since"),
                row.getBoolean("taken_out"),
                recent);
    }

    private static OpenOutage outage(Row row) {
        return new OpenOutage(
                row.getLong("id"),
                row.getOffsetDateTime("started_at").toInstant(),
                row.getOffsetDateTime("confirmed_at").toInstant(),
                State.named(row.getString("worst")),
                row.getBoolean("acknowledged"));
    }

    private static ZoneVerdict verdict(Row row) {
        return new ZoneVerdict(
                row.getString("zone"),
                row.getBoolean("suspect"),
                instant(row, "since"),
                row.getInteger("hosts"),
                row.getInteger("dissenting"),
                row.getInteger("blocked"));
    }

    private Future<Void> readHabits() {
        return database.query(HABITS, Tuple.tuple()).map(rows -> {
            Instant at = null;
            List<Habits.Habit> written = new ArrayList<>();
            for (Row row : rows) {
                Instant each = instant(row, "at");
                at = at == null || (each != null && each.isAfter(at)) ? each : at;
                written.add(
                        new Habits.Habit(row.getString("zone"), row.getString("host"), row.getFloat("disagreement")));
            }
            habits = at == null ? Habits.NONE : Habits.of(at, written);
            return null;
        });
    }

    private Future<Void> readNotices(Reading reading, boolean expiring) {
        return notices.notices(expiring)
                .onSuccess(posted -> reading.notices = posted)
                .compose(done -> notices.quiets())
                .onSuccess(quiets -> reading.quiets = quiets)
                .mapEmpty();
    }

    private static Instant instant(Row row, int column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
