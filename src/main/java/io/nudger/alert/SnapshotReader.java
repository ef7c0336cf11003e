package io.nudger.alert;

import io.nudger.check.State;
import io.nudger.config.Alerts;
import io.nudger.receivers.Kind;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
            "SELECT target_id, state, since, slot, decided_at, sequence, zones, flapping_since FROM target_states";

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

    /** Those that are not finished; what was sent of late, and of targets that are not simply up all about that. */
    private static final String NOTICES =
            """
            SELECT n.id, n.receiver, n.key, n.kind, n.target_id, n.created_at, n.due_at, n.held_by,
                   n.message_id IS NOT NULL OR n.attempts > 0 AS started,
                   n.sent_at IS NOT NULL OR n.given_up_at IS NOT NULL AS finished
              FROM notices n
             WHERE n.cancelled_at IS NULL AND n.sent_at IS NULL AND n.given_up_at IS NULL
            UNION
            SELECT n.id, n.receiver, n.key, n.kind, n.target_id, n.created_at, n.due_at, n.held_by, true, true
              FROM target_states s
              LEFT JOIN outages o ON o.id = s.outage_id
              JOIN notices n ON n.target_id = s.target_id
             WHERE (s.state NOT IN ('up', 'degraded') OR s.flapping_since IS NOT NULL) AND n.cancelled_at IS NULL
               AND (n.sent_at IS NOT NULL OR n.given_up_at IS NOT NULL)
               AND n.created_at >= least(s.since, o.started_at, s.flapping_since) - interval '1 day'
            UNION
            SELECT n.id, n.receiver, n.key, n.kind, n.target_id, n.created_at, n.due_at, n.held_by, true, true
              FROM notices n
             WHERE n.cancelled_at IS NULL AND (n.sent_at IS NOT NULL OR n.given_up_at IS NOT NULL)
               AND n.created_at > now() - CASE WHEN $1 AND n.kind = 'certificate' THEN interval '400 days'
                                               ELSE interval '2 minutes' END""";

    /** Windows of the file that are just over are known, so that they are not made again. */
    private static final String QUIETS =
            """
            SELECT true AS maintenance, id, name, selector, starts_at, ends_at, source = 'file' AS of_file,
                   revoked_at IS NOT NULL AS revoked
              FROM maintenances
             WHERE (revoked_at IS NULL OR source = 'file')
               AND ends_at > now() - CASE source WHEN 'file' THEN interval '7 days' ELSE interval '1 hour' END
            UNION ALL
            SELECT false, id, '', selector, starts_at, ends_at, false, false
              FROM silences
             WHERE revoked_at IS NULL AND ends_at > now() - interval '1 hour'""";

    private static final String FAILED_SINCE =
            "SELECT DISTINCT target_id FROM checks WHERE outcome = 2 AND scheduled_at >= $1";

    private static final String INCIDENTS =
            """
            SELECT t.id AS target_id, i.zone, i.started_at, i.ended_at, i.reason, i.message
              FROM incidents i JOIN targets t ON t.name = i.target
             WHERE i.target = ANY ($1) AND i.ended_at IS NOT NULL AND i.ended_at >= $2""";

    private static final String CERTIFICATES =
            """
            WITH seen AS (
                SELECT target_id, sha256, issuer, max(not_after) AS not_after, min(first_seen) AS first_seen,
                       max(last_seen) AS last_seen
                  FROM certificates
                 GROUP BY target_id, sha256, issuer
            ), ordered AS (
                SELECT *, row_number() OVER w AS position, lead(issuer) OVER w AS previous_issuer
                  FROM seen
                WINDOW w AS (PARTITION BY target_id ORDER BY last_seen DESC, first_seen DESC, sha256)
            )
            SELECT target_id, sha256, issuer, previous_issuer, not_after FROM ordered
             WHERE position = 1 AND last_seen > now() - interval '2 days'""";

    /** When nobody has led for longer, what was over before that is in the record of the checks alone. */
    private static final Duration UNSEEN = Duration.ofDays(7);

    private static final Duration CERTIFICATES_EVERY = Duration.ofHours(1);

    private final Database database;
    private final TargetFacts targets;
    private final LongSupplier nanoTime;
    private long generation;
    private Habits habits = Habits.NONE;
    private long certificatesAt;
    private boolean certificatesRead;

    SnapshotReader(Database database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
        targets = new TargetFacts(database, nanoTime);
    }

    /** Looks at the certificates with the next snapshot. */
    void lookAtCertificates() {
        certificatesRead = false;
    }

    /** The memory after a sweep that was written. */
    void keep(Habits kept) {
        habits = kept;
    }

    /** All of it, as of now. */
    Future<Snapshot> read(Lease.Term term, Alerts alerts) {
        boolean first = term.generation() != generation;
        boolean certificates = !alerts.certificates().to().isEmpty()
                && (first || !certificatesRead || nanoTime.getAsLong() - certificatesAt > CERTIFICATES_EVERY.toNanos());
        double flapping = Math.max(
                alerts.flapping().within().toSeconds(),
                alerts.flapping().calmFor().toSeconds());
        Reading reading = new Reading();
        return database.query("SELECT clock_timestamp()", Tuple.tuple())
                .onSuccess(rows -> reading.now = instant(rows.iterator().next(), 0))
                .compose(done -> Future.all(
                        readPairs(reading).compose(pairs -> readFacts(reading)),
                        readStates(reading, flapping).compose(states -> readNotices(reading, certificates))))
                .compose(done -> readUnseen(reading, first ? term.before() : null))
                .compose(done -> first ? readHabits() : Future.succeededFuture())
                .compose(done -> certificates ? readCertificates(reading) : Future.succeededFuture())
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
        private final Map<Integer, List<Incident>> unseen = new HashMap<>();
        private final Map<String, ZoneVerdict> verdicts = new HashMap<>();
        private final List<Posted> notices = new ArrayList<>();
        private final List<Quiet> quiets = new ArrayList<>();
        private final List<CertificateSeen> certificates = new ArrayList<>();

        private Snapshot snapshot(Habits habits) {
            List<Subject> subjects = new ArrayList<>(pairs.size());
            pairs.forEach((target, seen) -> {
                Subject known = facts.get(target);
                if (known != null) {
                    subjects.add(known.with(
                            seen, states.get(target), outages.get(target), unseen.getOrDefault(target, List.of())));
                }
            });
            return new Snapshot(now, subjects, verdicts, habits, notices, quiets, certificates);
        }

        /** Nothing was known of it for a while, and now something is. */
        private boolean wakes(int target) {
            CurrentState current = states.get(target);
            Subject known = facts.get(target);
            if (current == null || known == null || current.state() != State.STALE) {
                return false;
            }
            Instant fresh = known.freshFrom(now);
            return pairs.getOrDefault(target, List.of()).stream()
                    .anyMatch(pair -> pair.newest().isAfter(fresh));
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

    /**
     * What began and ended while nobody could see it: of targets of which nothing was known, and of all that failed while
     * nobody led.
     *
     * @param ledBefore until when somebody led before; null when that needs no look
     */
    private Future<Void> readUnseen(Reading reading, @Nullable Instant ledBefore) {
        Instant oldest = reading.now.minus(UNSEEN);
        Instant led = ledBefore == null || ledBefore.isAfter(oldest) ? ledBefore : oldest;
        List<Integer> waking =
                reading.pairs.keySet().stream().filter(reading::wakes).toList();
        Future<List<Integer>> failed = led == null
                ? Future.succeededFuture(List.of())
                : database.query(FAILED_SINCE, Tuple.of(utc(led))).map(rows -> {
                    List<Integer> targets = new ArrayList<>();
                    rows.forEach(row -> targets.add(row.getInteger(0)));
                    return targets;
                });
        return failed.compose(others -> {
            Map<String, Integer> names = new HashMap<>();
            Instant from = led == null ? reading.now : led;
            for (List<Integer> targets : List.of(waking, others)) {
                for (Integer target : targets) {
                    Subject known = reading.facts.get(target);
                    CurrentState current = reading.states.get(target);
                    if (known != null && current != null) {
                        names.put(known.name(), target);
                        from = current.slot().isBefore(from) ? current.slot() : from;
                    }
                }
            }
            return names.isEmpty() ? Future.succeededFuture() : readIncidents(reading, names, from);
        });
    }

    private Future<Void> readIncidents(Reading reading, Map<String, Integer> names, Instant from) {
        return database.query(INCIDENTS, Tuple.of(names.keySet().toArray(String[]::new), utc(from)))
                .map(rows -> {
                    for (Row row : rows) {
                        String reason = row.getString("reason");
                        Incident incident = new Incident(
                                row.getString("zone"),
                                row.getOffsetDateTime("started_at").toInstant(),
                                row.getOffsetDateTime("ended_at").toInstant(),
                                reason == null ? null : new Failure(reason, row.getString("message"), null));
                        int target = row.getInteger("target_id");
                        CurrentState current = reading.states.get(target);
                        if (current != null && incident.endedAt().isAfter(current.slot())) {
                            reading.unseen
                                    .computeIfAbsent(target, none -> new ArrayList<>())
                                    .add(incident);
                        }
                    }
                    return null;
                });
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

    private Future<Void> readNotices(Reading reading, boolean certificates) {
        return database.query(NOTICES, Tuple.of(certificates))
                .onSuccess(rows -> rows.forEach(row -> reading.notices.add(posted(row))))
                .compose(done -> database.query(QUIETS, Tuple.tuple()))
                .onSuccess(rows -> rows.forEach(row -> reading.quiets.add(quiet(row))))
                .mapEmpty();
    }

    private static Posted posted(Row row) {
        Posted.Progress progress = row.getBoolean("finished")
                ? Posted.Progress.DONE
                : row.getBoolean("started") ? Posted.Progress.STARTED : Posted.Progress.WAITING;
        return new Posted(
                row.getLong("id"),
                row.getString("receiver"),
                row.getString("key"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getInteger("target_id"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("due_at").toInstant(),
                row.getString("held_by"),
                progress);
    }

    private static Quiet quiet(Row row) {
        boolean maintenance = row.getBoolean("maintenance");
        long id = row.getLong("id");
        JsonObject selector = row.getJsonObject("selector");
        return new Quiet(
                id,
                maintenance ? Quiet.Kind.MAINTENANCE : Quiet.Kind.SILENCE,
                maintenance ? row.getString("name") : Long.toString(id),
                Selectors.ofJson(selector),
                row.getOffsetDateTime("starts_at").toInstant(),
                row.getOffsetDateTime("ends_at").toInstant(),
                row.getBoolean("of_file"),
                row.getBoolean("revoked"));
    }

    private Future<Void> readCertificates(Reading reading) {
        long asked = nanoTime.getAsLong();
        return database.query(CERTIFICATES, Tuple.tuple()).map(rows -> {
            for (Row row : rows) {
                reading.certificates.add(new CertificateSeen(
                        row.getInteger("target_id"),
                        row.getString("sha256"),
                        row.getString("issuer"),
                        row.getString("previous_issuer"),
                        row.getOffsetDateTime("not_after").toInstant()));
            }
            certificatesRead = true;
            certificatesAt = asked;
            return null;
        });
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
