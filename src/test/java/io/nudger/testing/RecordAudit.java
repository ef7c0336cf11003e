package io.nudger.testing;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the record in the database against what should be there and against what the site itself saw:
 *
 * <ul>
 *   <li>every slot of every target is exactly one row, and there is no other row. The slots are computed here, in SQL, from
 *       the definition and not from the program's own class;
 *   <li>every row that is up, or down after the site was reached, is exactly one request in the log of the
 *       {@link Playground}, received between the check's start and its end; and no request is without its row.
 * </ul>
 */
public final class RecordAudit {
    /** The audit shows that many problems of each kind; the first ones tell the story. */
    private static final int SHOWN = 10;

    /** Two clocks of one machine, one of them rounded to microseconds, and a thread that was not scheduled between. */
    private static final Duration TOLERANCE = Duration.ofMillis(50);

    /** A check that ended like this did not come as far as a request. */
    private static final Set<String> NEVER_REQUESTED = Set.of("resolve", "connect", "tls", "blocked_address");

    private static final String HASH =
            "(('x' || left(encode(sha256(convert_to(%s, 'UTF8')), 'hex'), 16))::bit(64) >> 1)" + "::bigint";

    private static final String SLOTS_AND_ROWS =
            """
            WITH given AS (SELECT ?::jsonb AS targets, ?::text AS zone, ?::bigint AS since, ?::bigint AS until),
            target AS (
                SELECT t.name, t.step, (%s %% t.step + %s %% t.step) %% t.step AS phase, given.*
                FROM given, jsonb_to_recordset(given.targets) AS t(name text, step bigint)),
            slot AS (
                SELECT name, generate_series(since + ((phase - since) %% step + step) %% step, until - 1, step) AS at
                FROM target),
            found AS (
                SELECT target AS name, (extract(epoch FROM scheduled_at) * 1000000)::bigint AS at, count(*) AS times
                FROM check_results JOIN target ON target.name = check_results.target AND target.zone = check_results.zone
                WHERE scheduled_at >= to_timestamp(since / 1000000.0) AND scheduled_at < to_timestamp(until / 1000000.0)
                GROUP BY 1, 2)
            """
                    .formatted(HASH.formatted("t.name"), HASH.formatted("given.zone"));

    private static final String WRONG_SLOTS = SLOTS_AND_ROWS
            + """
            SELECT name, to_timestamp(at / 1000000.0)::text AS at,
                CASE WHEN found.times IS NULL THEN 'no row' WHEN slot.at IS NULL THEN 'not a slot'
                    ELSE times || ' rows' END AS problem
            FROM slot FULL JOIN (SELECT name, at, times FROM found) AS found USING (name, at)
            WHERE slot.at IS NULL OR times IS DISTINCT FROM 1
            ORDER BY name, at
            """;

    private static final String ROWS =
            """
            SELECT target, outcome, reason, status_code, scheduled_at::text AS slot,
                (extract(epoch FROM scheduled_at) * 1000000)::bigint AS scheduled,
                (extract(epoch FROM started_at) * 1000000)::bigint AS started,
                (coalesce(duration, 0) * 1000000)::bigint AS took
            FROM check_results
            WHERE zone = ? AND scheduled_at >= to_timestamp(? / 1000000.0) AND scheduled_at < to_timestamp(? / 1000000.0)
            ORDER BY target, scheduled_at
            """;

    private final TestDatabase database;
    private final String zone;
    private final List<SiteTarget> targets;
    private final Instant since;
    private final Instant until;
    private final List<String> problems = new ArrayList<>();

    private RecordAudit(TestDatabase database, String zone, List<SiteTarget> targets, Instant since, Instant until) {
        this.database = database;
        this.zone = zone;
        this.targets = targets;
        this.since = since;
        this.until = until;
    }

    /**
     * Audits the slots from one moment to another.
     *
     * @param zone where the targets were checked from
     * @param targets the targets, unchanged during that time
     * @param since slots from here on count
     * @param until slots before this count; all of them are over and stored
     */
    public static Findings slots(
            TestDatabase database, String zone, List<SiteTarget> targets, Instant since, Instant until) {
        RecordAudit audit = new RecordAudit(database, zone, targets, since, until);
        audit.compareSlots();
        return audit.findings();
    }

    /** As {@link #slots}, and holds the rows against the log of the site as well. */
    public static Findings slotsAndVisits(
            TestDatabase database,
            String zone,
            List<SiteTarget> targets,
            Instant since,
            Instant until,
            RequestLog log) {
        RecordAudit audit = new RecordAudit(database, zone, targets, since, until);
        audit.compareSlots();
        audit.compareVisits(log);
        return audit.findings();
    }

    private void compareSlots() {
        report(database.query(WRONG_SLOTS, targetsAsJson(), zone, micros(since), micros(until)).stream()
                .map(row -> row.get("name") + " at " + row.get("at") + ": " + row.get("problem"))
                .toList());
    }

    private Findings findings() {
        List<Map<String, @Nullable Object>> counted = database.query(
                SLOTS_AND_ROWS + "SELECT (SELECT count(*) FROM slot) AS slots, (SELECT sum(times) FROM found) AS rows",
                targetsAsJson(),
                zone,
                micros(since),
                micros(until));
        return new Findings(number(counted.get(0), "slots"), number(counted.get(0), "rows"), List.copyOf(problems));
    }

    private void compareVisits(RequestLog log) {
        Map<String, List<Visit>> visits = log.visits().stream().collect(groupingBy(Visit::uri));
        // Two intervals more on each side, so that a request at the edge finds the row it belongs to.
        Duration edge = targets.stream()
                .map(SiteTarget::interval)
                .max(Duration::compareTo)
                .orElseThrow()
                .multipliedBy(2);
        Map<String, List<Row>> rows =
                database.query(ROWS, zone, micros(since.minus(edge)), micros(until.plus(edge))).stream()
                        .map(Row::of)
                        .collect(groupingBy(Row::target));
        List<String> found = new ArrayList<>();
        for (SiteTarget target : targets) {
            found.addAll(compareVisits(
                    rows.getOrDefault(target.name(), List.of()), visits.getOrDefault(target.requestUri(), List.of())));
        }
        report(found);
    }

    private List<String> compareVisits(List<Row> rows, List<Visit> visits) {
        List<String> found = new ArrayList<>();
        NavigableMap<Instant, Row> begun = new TreeMap<>();
        rows.stream()
                .filter(row -> row.started() != null)
                .forEach(row -> begun.put(requireNonNull(row.started()), row));
        Map<Row, Integer> requests = new HashMap<>();
        for (Visit visit : visits) {
            Map.Entry<Instant, Row> entry = begun.floorEntry(visit.receivedAt().plus(TOLERANCE));
            if (entry != null
                    && !visit.receivedAt().isAfter(entry.getValue().ended().plus(TOLERANCE))) {
                requests.merge(entry.getValue(), 1, Integer::sum);
            } else if (isAudited(visit.receivedAt())) {
                found.add("a request without its row: " + visit);
            }
        }
        for (Row row : rows) {
            int seen = requests.getOrDefault(row, 0);
            if (isAudited(row.scheduled()) && !row.allows(seen)) {
                found.add("a row with " + seen + " requests: " + row);
            }
        }
        return found;
    }

    private boolean isAudited(Instant at) {
        return !at.isBefore(since) && at.isBefore(until);
    }

    private void report(List<String> found) {
        found.stream().limit(SHOWN).forEach(problems::add);
        if (found.size() > SHOWN) {
            problems.add("and " + (found.size() - SHOWN) + " more of this kind");
        }
    }

    private String targetsAsJson() {
        JsonArray array = new JsonArray();
        targets.forEach(target -> array.add(new JsonObject()
                .put("name", target.name())
                .put("step", target.interval().toNanos() / 1_000)));
        return array.encode();
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static long number(Map<String, @Nullable Object> row, String column) {
        return row.get(column) instanceof Number number ? number.longValue() : 0;
    }

    /**
     * What came out.
     *
     * @param slots how many slots there were
     * @param rows how many rows there are
     * @param problems what does not fit; empty when the record is complete and true
     */
    public record Findings(long slots, long rows, List<String> problems) {}

    private record Row(
            String target,
            String slot,
            Instant scheduled,
            @Nullable Instant started,
            Duration took,
            String outcome,
            @Nullable String reason,
            boolean answered) {
        static Row of(Map<String, @Nullable Object> row) {
            return new Row(
                    String.valueOf(row.get("target")),
                    String.valueOf(row.get("slot")),
                    Instant.EPOCH.plus(number(row, "scheduled"), ChronoUnit.MICROS),
                    row.get("started") == null ? null : Instant.EPOCH.plus(number(row, "started"), ChronoUnit.MICROS),
                    Duration.of(number(row, "took"), ChronoUnit.MICROS),
                    String.valueOf(row.get("outcome")),
                    row.get("reason") instanceof String reason ? reason : null,
                    row.get("status_code") != null);
        }

        Instant ended() {
            return (started == null ? scheduled : started).plus(took);
        }

        /** Whether so many requests go with this row. */
        boolean allows(int requests) {
            return switch (outcome) {
                case "up" -> requests == 1;
                case "down" -> {
                    if (reason != null && NEVER_REQUESTED.contains(reason)) {
                        yield requests == 0;
                    }
                    // The deadline may have passed before the request was out.
                    yield requests == 1 || (requests == 0 && !answered && "timeout".equals(reason));
                }
                case "unknown" -> requests <= 1;
                default -> requests == 0;
            };
        }
    }
}
