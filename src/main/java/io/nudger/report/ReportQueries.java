package io.nudger.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The queries of a report, one for each of its tables, with all values in place: as they stand in the report, anybody who may
 * read the record can run them.
 */
final class ReportQueries {
    private static final String AVAILABILITY =
            """
            SELECT a.target, a.zone, a.uptime, a.coverage, a.expected, a.up, a.down, a.unknown, a.missed, a.absent,
                   a.uptime_without_maintenance, a.coverage_without_maintenance, a.maintenance_expected,
                   a.maintenance_up, a.maintenance_down, a.maintenance_unknown, a.maintenance_missed,
                   a.maintenance_absent, a.undivided_hours,
                   CASE WHEN a.zone IS NULL THEN 1 - (1 - a.$uptime) / nullif(1 - $objective, 0) END AS budget_left
              FROM $schema.availabilities($targets, $from, $to) a
             ORDER BY a.target, a.zone NULLS LAST""";

    private static final String TOTAL =
            """
            SELECT count(*) AS targets, sum(a.up) / nullif(sum(a.up + a.down), 0) AS uptime,
                   sum(a.up + a.down) / nullif(sum(a.expected), 0) AS coverage,
                   sum(a.up - a.maintenance_up)
                       / nullif(sum(a.up + a.down - a.maintenance_up - a.maintenance_down), 0) AS uptime_without_maintenance,
                   sum(a.up + a.down - a.maintenance_up - a.maintenance_down)
                       / nullif(sum(a.expected - a.maintenance_expected), 0) AS coverage_without_maintenance,
                   sum(a.expected) AS expected, sum(a.up) AS up, sum(a.down) AS down, sum(a.unknown) AS unknown,
                   sum(a.missed) AS missed, sum(a.absent) AS absent, sum(a.maintenance_expected) AS maintenance_expected,
                   count(*) FILTER (WHERE a.$uptime >= $objective) AS met
              FROM $schema.availabilities($targets, $from, $to) a
             WHERE a.zone IS NULL""";

    private static final String TIMES = "SELECT * FROM $schema.report_times($targets, $from, $to) ORDER BY target";

    private static final String DURATIONS =
            """
            SELECT t.name AS target, d.zone, $schema.percentile($schema.merge_histograms(d.histogram), 0.5) AS p50,
                   $schema.percentile($schema.merge_histograms(d.histogram), 0.95) AS p95,
                   $schema.percentile($schema.merge_histograms(d.histogram), 0.99) AS p99
              FROM $schema.targets t
             CROSS JOIN LATERAL $schema.durations(t.name, $from, $to) d
             WHERE t.name = ANY ($targets)
             GROUP BY GROUPING SETS ((t.name, d.zone), (t.name))
             ORDER BY t.name, d.zone NULLS LAST""";

    private static final String OUTAGES =
            """
            SELECT o.target, o.started_at, o.ended_at, o.state, o.reason, o.status_code, o.zones, o.decided_by,
                   extract(epoch FROM o.ended_at - o.started_at)::double precision AS duration
              FROM $schema.report_outages($targets, $from, $to) o
             ORDER BY o.started_at, o.target""";

    private static final String DAYS =
            """
            SELECT d.target, (d.day AT TIME ZONE 'UTC')::date AS day, sum(d.up) AS up, sum(d.down) AS down,
                   sum(d.missed) AS missed, sum(d.unknown) AS unknown, sum(d.maintenance_up + d.maintenance_down) AS maintenance
              FROM $schema.daily_results d
             WHERE d.target = ANY ($targets) AND d.day >= $from AND d.day < $to
             GROUP BY d.target, d.day
             ORDER BY d.target, d.day""";

    private static final String CONFIGURATIONS =
            """
            SELECT t.name AS target, z.name AS zone, c.first_seen AS since, c.config, c.url, c.regexp,
                   extract(epoch FROM c.interval)::double precision AS interval
              FROM $schema.target_configs c
              JOIN $schema.targets t ON t.id = c.target_id
              JOIN $schema.zones z ON z.id = c.zone_id
             WHERE t.name = ANY ($targets) AND c.first_seen >= $from AND c.first_seen < $to
             ORDER BY c.first_seen, t.name, z.name""";

    private static final String MAINTENANCES =
            """
            SELECT m.target, m.name, m.starts_at, m.ends_at, m.counts, m.undivided_hours, m.source, m.created_by, m.note
              FROM $schema.target_maintenances m
             WHERE m.target = ANY ($targets) AND m.starts_at < $to AND m.ends_at > $from
             ORDER BY m.starts_at, m.target, m.name""";

    private static final String SUSPECT_SPANS =
            """
            SELECT s.zone, s.since, s.until, s.hosts, s.dissenting
              FROM $schema.suspect_spans s
             WHERE s.since < $to AND (s.until IS NULL OR s.until > $from)
             ORDER BY s.since, s.zone""";

    /** The newest revision of each day. */
    private static final String SEALS =
            """
            SELECT s.target, s.zone, count(*) AS days, sum(s.rows) AS rows, count(*) FILTER (WHERE s.revision > 1) AS corrected,
                   encode(sha256(convert_to(string_agg(s.digest, E'\\n' ORDER BY s.day), 'UTF8')), 'hex') AS seal,
                   jsonb_object_agg(s.day, s.digest) AS digests
              FROM (SELECT DISTINCT ON (d.target, d.zone, d.day) d.*
                      FROM $schema.day_seals d
                     WHERE d.target = ANY ($targets) AND d.day >= ($from AT TIME ZONE 'UTC')::date
                       AND d.day < ($to AT TIME ZONE 'UTC')::date
                     ORDER BY d.target, d.zone, d.day, d.revision DESC) AS s
             GROUP BY s.target, s.zone
             ORDER BY s.target, s.zone""";

    private static final String TARGETS =
            """
            SELECT t.name AS target, t.url, t.group_name AS "group", t.labels, coalesce(t.quorum, 'majority') AS quorum,
                   t.failure_threshold, t.success_threshold, extract(epoch FROM t.interval)::double precision AS interval
              FROM $schema.targets t
             WHERE t.name = ANY ($targets)
             ORDER BY t.name""";

    private static final String DIGESTS =
            """
            SELECT t.name AS target, z.name AS zone, n.digest
              FROM $schema.seal_digests(ARRAY(SELECT t.id FROM $schema.targets t WHERE t.name = ANY ($targets)), $day) n
              JOIN $schema.targets t ON t.id = n.target_id
              JOIN $schema.zones z ON z.id = n.zone_id""";

    /** Until when the span had checks of which not even sums are kept any more; null when there are none. */
    private static final String GONE =
            """
            SELECT CASE WHEN r.gone > greatest($from, r.began) THEN r.gone END AS gone
              FROM (SELECT least($to, coalesce(min(d.day), $to), date_trunc('day', $schema.kept_since('sums'), 'UTC')) AS gone,
                           (SELECT date_trunc('day', min(c.first_seen), 'UTC')
                              FROM $schema.target_configs c
                              JOIN $schema.targets t ON t.id = c.target_id
                             WHERE t.name = ANY ($targets)) AS began
                      FROM $schema.check_days d
                      JOIN $schema.targets t ON t.id = d.target_id
                     WHERE t.name = ANY ($targets) AND d.day >= $from AND d.day < $to) AS r""";

    /** The days that the span takes a part of, and of which only the sum of the whole day is kept: of the part nothing is known. */
    private static final String UNDIVIDED = "SELECT d.day FROM $schema.undivided_days($targets, $from, $to) d";

    /** In the order of the report. What is of the present alone, not of the span, is not held against the record again. */
    private static final Map<String, String> TABLES = tables();

    private final String schema;
    private final List<String> targets;
    private final Instant from;
    private final Instant to;
    private final @Nullable Double objective;
    private final boolean maintenanceCounts;

    ReportQueries(String schema, List<String> targets, ReportRequest request) {
        this.schema = "\"" + schema.replace("\"", "\"\"") + "\"";
        this.targets = List.copyOf(targets);
        from = request.from();
        to = request.to();
        objective = request.objective();
        maintenanceCounts = request.maintenanceCounts();
    }

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("total", TOTAL);
        tables.put("targets", TARGETS);
        tables.put("availability", AVAILABILITY);
        tables.put("times", TIMES);
        tables.put("durations", DURATIONS);
        tables.put("outages", OUTAGES);
        tables.put("days", DAYS);
        tables.put("configurations", CONFIGURATIONS);
        tables.put("maintenances", MAINTENANCES);
        tables.put("suspect_spans", SUSPECT_SPANS);
        tables.put("seals", SEALS);
        return tables;
    }

    /** The query of each table. */
    Map<String, String> all() {
        Map<String, String> queries = new LinkedHashMap<>();
        TABLES.forEach((name, sql) -> queries.put(name, filled(sql)));
        return queries;
    }

    /** Until when nothing is kept any more; null when all of the span is. */
    String gone() {
        return filled(GONE);
    }

    /** The days of which a part is asked for, and only the whole is known. */
    String undivided() {
        return filled(UNDIVIDED);
    }

    /** What the seals of a day are, found in the rows. */
    String digests(String day) {
        return filled(DIGESTS).replace("$day", literal(day + " 00:00:00+00") + "::timestamptz");
    }

    private String filled(String sql) {
        String names =
                "ARRAY[" + targets.stream().map(ReportQueries::literal).collect(Collectors.joining(", ")) + "]::text[]";
        String filled = sql.replace("$schema", schema)
                .replace("$from", moment(from))
                .replace("$to", moment(to))
                .replace("$objective", objective == null ? "NULL::double precision" : objective.toString())
                .replace("$uptime", maintenanceCounts ? "uptime" : "uptime_without_maintenance");
        // Last: a name may look like one of the others.
        return filled.replace("$targets", names);
    }

    private static String moment(Instant moment) {
        return "timestamptz " + literal(moment.toString());
    }

    private static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }
}
