package io.nudger.query;

/** What is asked of the record. No statement of a page looks at more rows of checks than those of hours that are not over. */
final class Statements {
    /** An alerter that has not extended its lease for so long decides nothing: what it decided last may be wrong by now. */
    static final String TICK =
            """
            SELECT coalesce((SELECT max(c.id) FROM state_changes c), 0) AS change, now() AS now,
                   coalesce((SELECT l.until > now() - interval '30 seconds' FROM leases l WHERE l.name = 'alerter'),
                       false) AS decided""";

    static final String TARGETS =
            """
            SELECT t.id, t.name, t.title, t.url, t.group_name, t.labels, t.first_seen, t.last_seen,
                   (extract(epoch FROM t.interval) * 1000000)::bigint AS step
              FROM targets t
             ORDER BY t.name""";

    static final String PAIRS =
            """
            SELECT c.target_id, c.zone_id, to_micros(c.first_seen) AS began, to_micros(c.last_seen) AS last_seen,
                   (extract(epoch FROM c.interval) * 1000000)::bigint AS step,
                   coalesce(s.scheduled_at, c.last_seen) AS newest
              FROM target_configs c
              LEFT JOIN target_statuses s USING (target_id, zone_id)""";

    static final String DAYS = "SELECT * FROM day_sums WHERE day >= $1 AND day < $2";

    static final String OPEN_DAYS =
            """
            SELECT DISTINCT date_trunc('day', s.since, 'UTC') AS day
              FROM stale_rollups s
             WHERE s.since >= $1 AND s.since < $2
             ORDER BY day DESC
             LIMIT $3""";

    static final String PIECES =
            """
            SELECT p.target_id, sum(p.up)::bigint AS up, sum(p.down)::bigint AS down, sum(p.missed)::bigint AS missed,
                   sum(p.unknown)::bigint AS unknown, sum(p.maintenance_up)::bigint AS quiet_up,
                   sum(p.maintenance_down)::bigint AS quiet_down, sum(p.maintenance_missed)::bigint AS quiet_missed,
                   sum(p.maintenance_unknown)::bigint AS quiet_unknown
              FROM check_pieces(ARRAY(SELECT t.id FROM targets t), $1, $2) p
             GROUP BY p.target_id""";

    static final String SUMS =
            """
            SELECT d.target_id, sum(d.up)::bigint AS up, sum(d.down)::bigint AS down, sum(d.missed)::bigint AS missed,
                   sum(d.unknown)::bigint AS unknown, sum(d.maintenance_up)::bigint AS quiet_up,
                   sum(d.maintenance_down)::bigint AS quiet_down, sum(d.maintenance_missed)::bigint AS quiet_missed,
                   sum(d.maintenance_unknown)::bigint AS quiet_unknown
              FROM check_days d
             WHERE d.day >= $1 AND d.day < $2
             GROUP BY d.target_id""";

    /**
     * Hours that are not summed up, or will be anew, from the rows and ranges. Counts are integers, as in the sums: PostgreSQL adds
     * up larger ones as numeric, which takes several times as long.
     */
    static final String RECENT =
            """
            WITH open AS MATERIALIZED (
                SELECT s.since AS hour
                  FROM stale_rollups s, raw_bounds b
                 WHERE s.kind = 'hour' AND s.since >= $1 AND s.since >= b.since
                 UNION
                SELECT date_trunc('hour', now(), 'UTC')
            ), quiet AS MATERIALIZED (
                SELECT x.target_id, o.hour, greatest(x.since, o.hour) AS since,
                       least(x.until, o.hour + interval '1 hour') AS until
                  FROM excluded_spans(NULL, (SELECT min(o.hour) FROM open o), now()) x
                  JOIN open o ON x.since < o.hour + interval '1 hour' AND x.until > o.hour
            ), pieces AS (
                SELECT h.target_id, h.hour, h.up, h.down, h.missed, h.unknown, h.duration_sum AS micros, h.maintenance_up AS quiet_up,
                       h.maintenance_down AS quiet_down, h.maintenance_missed AS quiet_missed,
                       h.maintenance_unknown AS quiet_unknown
                  FROM check_hours h
                 WHERE h.hour >= $1 AND h.hour NOT IN (SELECT o.hour FROM open o)
                 UNION ALL
                SELECT c.target_id, o.hour, count(*) FILTER (WHERE c.outcome = 1)::integer, count(*) FILTER (WHERE c.outcome = 2)::integer,
                       count(*) FILTER (WHERE c.outcome = 3)::integer, count(*) FILTER (WHERE c.outcome > 3)::integer,
                       sum(c.duration) FILTER (WHERE c.outcome = 1), 0, 0, 0, 0
                  FROM open o
                  JOIN checks c ON c.scheduled_at >= o.hour AND c.scheduled_at < o.hour + interval '1 hour'
                 GROUP BY c.target_id, o.hour
                 UNION ALL
                SELECT r.target_id, o.hour, 0, 0, sum(r.slots) FILTER (WHERE r.outcome = 3)::integer,
                       sum(r.slots) FILTER (WHERE r.outcome > 3)::integer, 0, 0, 0, 0, 0
                  FROM open o
                 CROSS JOIN LATERAL range_counts(NULL, ARRAY[o.hour], ARRAY[o.hour + interval '1 hour']) r
                 GROUP BY r.target_id, o.hour
                 UNION ALL
                SELECT c.target_id, x.hour, 0, 0, 0, 0, 0, count(*) FILTER (WHERE c.outcome = 1)::integer,
                       count(*) FILTER (WHERE c.outcome = 2)::integer, count(*) FILTER (WHERE c.outcome = 3)::integer,
                       count(*) FILTER (WHERE c.outcome > 3)::integer
                  FROM quiet x
                  JOIN checks c ON c.target_id = x.target_id AND c.scheduled_at >= x.since AND c.scheduled_at < x.until
                 GROUP BY c.target_id, x.hour
                 UNION ALL
                SELECT x.target_id, x.hour, 0, 0, 0, 0, 0, 0, 0, sum(r.slots) FILTER (WHERE r.outcome = 3)::integer,
                       sum(r.slots) FILTER (WHERE r.outcome > 3)::integer
                  FROM quiet x
                 CROSS JOIN LATERAL range_counts(x.target_id, ARRAY[x.since], ARRAY[x.until]) r
                 WHERE EXISTS (SELECT FROM missed_ranges g
                                WHERE g.target_id = x.target_id AND g.first_slot < x.until AND g.last_slot >= x.since)
                 GROUP BY x.target_id, x.hour
            )
            SELECT p.target_id, sum(p.up)::bigint AS up, sum(p.down)::bigint AS down, sum(p.missed)::bigint AS missed,
                   sum(p.unknown)::bigint AS unknown, sum(p.micros)::bigint AS micros,
                   (sum(p.up) FILTER (WHERE p.hour >= $2))::bigint AS up_today,
                   (sum(p.down) FILTER (WHERE p.hour >= $2))::bigint AS down_today,
                   (sum(p.missed) FILTER (WHERE p.hour >= $2))::bigint AS missed_today,
                   (sum(p.unknown) FILTER (WHERE p.hour >= $2))::bigint AS unknown_today,
                   sum(p.quiet_up)::bigint AS quiet_up, sum(p.quiet_down)::bigint AS quiet_down,
                   sum(p.quiet_missed)::bigint AS quiet_missed, sum(p.quiet_unknown)::bigint AS quiet_unknown,
                   (sum(p.quiet_up) FILTER (WHERE p.hour >= $2))::bigint AS quiet_up_today,
                   (sum(p.quiet_down) FILTER (WHERE p.hour >= $2))::bigint AS quiet_down_today,
                   (sum(p.quiet_missed) FILTER (WHERE p.hour >= $2))::bigint AS quiet_missed_today,
                   (sum(p.quiet_unknown) FILTER (WHERE p.hour >= $2))::bigint AS quiet_unknown_today
              FROM pieces p
             GROUP BY p.target_id""";

    static final String STATES =
            "SELECT s.target_id, s.state, s.since, s.zones, s.reason, s.taken_out, s.outage_id FROM target_states s";

    static final String UNDECIDED =
            """
            SELECT t.id AS target_id, a.state, a.zones_up, a.zones_down, a.zones_stale, a.zones_unknown
              FROM target_availability a
              JOIN targets t ON t.name = a.target""";

    private static final String CHANGE =
            "SELECT c.id, c.target_id, c.from_state, c.to_state, c.since, c.decided_at, c.cause, c.late"
                    + " FROM state_changes c ";

    static final String CHANGES = CHANGE + "WHERE c.id > $1 AND c.id <= $2 ORDER BY c.id LIMIT $3";

    static final String CHANGES_OF = CHANGE + "WHERE c.target_id = $1 AND c.outage_id = $2 ORDER BY c.id LIMIT $3";

    static final String OUTAGES =
            """
            SELECT o.id, o.target_id, o.started_at, o.confirmed_at, o.ended_at, o.worst, o.reason, o.late
              FROM outages o
             WHERE o.ended_at IS NULL OR o.ended_at >= $1
             ORDER BY o.started_at DESC, o.id DESC
             LIMIT $2""";

    static final String MAINTENANCES =
            """
            SELECT m.id, m.name, m.starts_at, least(m.ends_at, m.revoked_at) AS ends_at,
                   ARRAY(SELECT t.target_id FROM maintenance_targets t WHERE t.maintenance_id = m.id) AS targets
              FROM maintenances m
             WHERE m.ends_at > $1 AND (m.revoked_at IS NULL OR m.revoked_at > m.starts_at)
             ORDER BY m.starts_at, m.id""";

    /** Without parts of hours whose rows were gone when they were announced. */
    static final String EXCLUDED =
            "SELECT x.target_id, x.since, x.until FROM excluded_spans(NULL, $1, $2) x ORDER BY x.target_id, x.since";

    static final String ZONES =
            """
            SELECT a.*
              FROM availability($1, $2, now()) a
             WHERE a.zone IS NOT NULL
             ORDER BY a.zone""";

    static final String PHASES =
            """
            SELECT z.name AS zone, coalesce(avg(c.resolve), 0)::double precision / 1e6 AS resolve,
                   coalesce(avg(c.connect), 0)::double precision / 1e6 AS connect,
                   coalesce(avg(c.tls), 0)::double precision / 1e6 AS tls,
                   coalesce(avg(c.processing), 0)::double precision / 1e6 AS processing,
                   coalesce(avg(c.transfer), 0)::double precision / 1e6 AS transfer
              FROM checks c
              JOIN zones z ON z.id = c.zone_id
             WHERE c.target_id = $1 AND c.scheduled_at > now() - interval '1 hour' AND c.outcome = 1
             GROUP BY z.name""";

    private static final String TIMES =
            "bucket_duration(h.percentiles[1]) AS median, bucket_duration(h.percentiles[2]) AS p95";

    /** The running hour is not summed up yet. */
    static final String HOURS_OF = "SELECT z.name AS zone, h.hour AS at, " + TIMES
            + """

              FROM check_hours h
              JOIN zones z ON z.id = h.zone_id
             WHERE h.target_id = $1 AND h.hour >= now() - interval '25 hours'
               AND h.hour < date_trunc('hour', now(), 'UTC')
            UNION ALL
            SELECT z.name, date_trunc('hour', now(), 'UTC'),
                   percentile_disc(0.5) WITHIN GROUP (ORDER BY c.duration) / 1e6::double precision,
                   percentile_disc(0.95) WITHIN GROUP (ORDER BY c.duration) / 1e6::double precision
              FROM checks c
              JOIN zones z ON z.id = c.zone_id
             WHERE c.target_id = $1 AND c.scheduled_at >= date_trunc('hour', now(), 'UTC') AND c.outcome = 1
             GROUP BY z.name
             ORDER BY at, zone""";

    static final String DAYS_OF = "SELECT z.name AS zone, h.day AS at, " + TIMES
            + """

              FROM check_days h
              JOIN zones z ON z.id = h.zone_id
             WHERE h.target_id = $1 AND h.day >= $2
             ORDER BY at, zone""";

    static final String RESULTS =
            """
            SELECT z.name AS zone, c.scheduled_at, outcome_name(c.outcome) AS outcome, reason_name(c.reason) AS reason,
                   c.duration / 1e6::double precision AS duration
              FROM checks c
              JOIN zones z ON z.id = c.zone_id
             WHERE c.target_id = $1
               AND c.scheduled_at > now() - (SELECT least(greatest(20 * t.interval, interval '5 minutes'),
                       interval '3 days') FROM targets t WHERE t.id = $1)
             ORDER BY c.scheduled_at DESC, z.name
             LIMIT 20""";

    static final String CERTIFICATE =
            """
            SELECT c.not_after
              FROM certificates c
             WHERE c.target_id = $1 AND c.last_seen > now() - interval '2 days'
             ORDER BY c.first_seen DESC
             LIMIT 1""";

    private Statements() {}
}
