package io.nudger.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the record in the database against what should be there and against what the site itself saw:
 *
 * <ul>
 *   <li>every slot of every target is exactly one row, or lies in a range of missed ones, and there is no other row. The slots are computed here, in SQL, from
 *       the definition and not from the program's own class;
 *   <li>every row that is up, or down after the site was reached, is exactly one request in the log of the
 *       {@link Playground}, received between the check's start and its end; and no request is without its row
 *       ({@link VisitAudit}).
 * </ul>
 */
public final class RecordAudit {
    /** The audit shows that many problems of each kind; the first ones show the story. */
    private static final int SHOWN = 10;

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
                GROUP BY 1, 2
                UNION ALL
                SELECT name, at, 1 FROM (
                    SELECT DISTINCT target.name, (extract(epoch FROM missed.at) * 1000000)::bigint AS at, missed.at AS slot
                    FROM target JOIN missed_slot_ranges r ON r.target = target.name AND r.zone = target.zone,
                        generate_series(r.first_slot, r.last_slot, r.slot_interval) AS missed(at)) AS ranged
                WHERE at >= (SELECT since FROM given) AND at < (SELECT until FROM given) AND NOT EXISTS (
                    SELECT FROM check_results c, given
                    WHERE c.target = name AND c.zone = given.zone AND c.scheduled_at = slot))
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
    public static Evaluations slots(
            TestDatabase database, String zone, List<SiteTarget> targets, Instant since, Instant until) {
        RecordAudit audit = new RecordAudit(database, zone, targets, since, until);
        audit.compareSlots();
        return audit.evaluations();
    }

    /** As {@link #slots}, and holds the rows against the log of the site as well. */
    public static Evaluations slotsAndVisits(
            TestDatabase database,
            String zone,
            List<SiteTarget> targets,
            Instant since,
            Instant until,
            RequestLog log) {
        return underFaults(database, zone, targets, since, until, log, Circumstances.USUAL);
    }

    /** As {@link #slotsAndVisits}, for a time in which something went wrong that nudger could not know or prevent. */
    public static Evaluations underFaults(
            TestDatabase database,
            String zone,
            List<SiteTarget> targets,
            Instant since,
            Instant until,
            RequestLog log,
            Circumstances circumstances) {
        RecordAudit audit = new RecordAudit(database, zone, targets, since, until);
        audit.compareSlots();
        audit.compareVisits(log, circumstances);
        return audit.evaluations();
    }

    private void compareSlots() {
        report(database.query(WRONG_SLOTS, targetsAsJson(), zone, micros(since), micros(until)).stream()
                .map(row -> row.get("name") + " at " + row.get("at") + ": " + row.get("problem"))
                .toList());
    }

    private Evaluations evaluations() {
        List<Map<String, @Nullable Object>> counted = database.query(
                SLOTS_AND_ROWS + "SELECT (SELECT count(*) FROM slot) AS slots, (SELECT sum(times) FROM found) AS rows",
                targetsAsJson(),
                zone,
                micros(since),
                micros(until));
        return new Evaluations(number(counted.get(0), "slots"), number(counted.get(0), "rows"), List.copyOf(problems));
    }

    private void compareVisits(RequestLog log, Circumstances circumstances) {
        VisitAudit audit = new VisitAudit(since, until, circumstances);
        // Two intervals more on each side, so that a request at the edge finds the row it belongs to.
        Duration edge = targets.stream()
                .map(SiteTarget::interval)
                .max(Duration::compareTo)
                .orElseThrow()
                .multipliedBy(2);
        report(audit.compare(
                targets, AuditedRow.between(database, zone, since.minus(edge), until.plus(edge)), log.visits()));
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

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static long number(Map<String, @Nullable Object> row, String column) {
        return row.get(column) instanceof Number number ? number.longValue() : 0;
    }

    /**
     * What came out.
     *
     * @param slots how many slots there were
     * @param rows how many rows there are
     * @param problems what does not fit; empty when the record is complete and true
     */
    public record Evaluations(long slots, long rows, List<String> problems) {}
}
