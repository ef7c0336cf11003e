-- What can be said about any span of time, whether its rows are still there or only their sums.

-- Where the rows are gone, only whole hours are known.
CREATE FUNCTION record_time(moment timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT CASE WHEN $1 < b.since THEN date_trunc('hour', $1, 'UTC') ELSE $1 END FROM raw_bounds b
$$;
COMMENT ON FUNCTION record_time IS 'This moment; the beginning of its hour when the rows of that time are dropped';

-- A span in pieces: whole days and hours that are not stale from their sums, all else from the rows.
CREATE FUNCTION check_pieces(target integer, since timestamptz, until timestamptz)
    RETURNS TABLE (zone_id smallint, up bigint, down bigint, missed bigint, unknown bigint, durations bigint[])
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
    SET timezone = 'UTC'
AS $$
    WITH bounds AS (
        SELECT date_trunc('hour', $2 + interval '1 hour' - interval '1 microsecond') AS first_hour,
               date_trunc('hour', $3) AS last_hour,
               date_trunc('day', $2 + interval '1 day' - interval '1 microsecond') AS first_day,
               date_trunc('day', $3) AS last_day
    ), stale AS MATERIALIZED (
        SELECT s.kind, s.since AS at
          FROM stale_rollups s
         WHERE s.since >= date_trunc('day', $2) AND s.since < $3
    ), stale_days AS MATERIALIZED (
        SELECT DISTINCT date_trunc('day', at) AS day FROM stale
    ), ranges AS (
        SELECT $2 AS since, least(first_hour, $3) AS until FROM bounds WHERE $2 < first_hour
        UNION ALL
        SELECT last_hour, $3 FROM bounds WHERE first_hour <= last_hour AND last_hour < $3
        UNION ALL
        SELECT at, at + interval '1 hour' FROM stale, bounds WHERE kind = 'hour' AND at >= first_hour AND at < last_hour
    )
    SELECT d.zone_id, d.up, d.down, d.missed, d.unknown, d.durations::bigint[]
      FROM check_days d, bounds
     WHERE d.target_id = $1 AND d.day >= first_day AND d.day < last_day
       AND d.day NOT IN (SELECT day FROM stale_days)
    UNION ALL
    SELECT h.zone_id, h.up, h.down, h.missed, h.unknown, h.durations::bigint[]
      FROM check_hours h, bounds
     WHERE h.target_id = $1 AND h.hour >= first_hour AND h.hour < last_hour
       AND h.hour NOT IN (SELECT at FROM stale WHERE kind = 'hour')
       AND NOT (h.hour >= first_day AND h.hour < last_day AND date_trunc('day', h.hour) NOT IN (SELECT day FROM stale_days))
    UNION ALL
    SELECT g.zone_id,
           sum(g.n) FILTER (WHERE g.outcome = 1), sum(g.n) FILTER (WHERE g.outcome = 2),
           sum(g.n) FILTER (WHERE g.outcome = 3), sum(g.n) FILTER (WHERE g.outcome > 3),
           array_agg(ARRAY[g.bucket, g.n] ORDER BY g.bucket) FILTER (WHERE g.bucket IS NOT NULL)
      FROM (SELECT r.since, c.zone_id, c.outcome, CASE WHEN c.outcome = 1 THEN duration_bucket(c.duration) END AS bucket,
                   count(*) AS n
              FROM ranges r
              JOIN checks c ON c.target_id = $1 AND c.scheduled_at >= r.since AND c.scheduled_at < r.until
             GROUP BY 1, 2, 3, 4) AS g
     GROUP BY g.since, g.zone_id
$$;
COMMENT ON FUNCTION check_pieces IS 'How the slots of a target ended from since on and before until: rows that add up to it';

CREATE FUNCTION outcome_counts(target integer, since timestamptz, until timestamptz)
    RETURNS TABLE (zone_id smallint, up bigint, down bigint, missed bigint, unknown bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT p.zone_id, coalesce(sum(p.up), 0)::bigint, coalesce(sum(p.down), 0)::bigint,
           coalesce(sum(p.missed), 0)::bigint, coalesce(sum(p.unknown), 0)::bigint
      FROM check_pieces($1, $2, $3) p
     GROUP BY p.zone_id
$$;
COMMENT ON FUNCTION outcome_counts IS 'How many slots of a target ended how, by zone, from since on and before until';

CREATE FUNCTION durations(target text, "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (zone text, histogram bigint[])
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT z.name, d.histogram
      FROM (SELECT b.zone_id, array_agg(ARRAY[b.bucket, b.n] ORDER BY b.bucket) AS histogram
              FROM (SELECT p.zone_id, p.durations[i][1] AS bucket, sum(p.durations[i][2])::bigint AS n
                      FROM targets t
                      CROSS JOIN LATERAL check_pieces(t.id, record_time($2), record_time($3)) p
                      CROSS JOIN LATERAL generate_subscripts(p.durations, 1) AS i
                     WHERE t.name = $1
                     GROUP BY p.zone_id, bucket) AS b
             GROUP BY b.zone_id) AS d
      JOIN zones z ON z.id = d.zone_id
     ORDER BY z.name
$$;
COMMENT ON FUNCTION durations IS
    'How long the checks of a target took that were up, from a time on and before another, by zone: histograms for '
    'percentile() and merge_histograms()';

-- Between two changes of the configuration the slots are a fixed distance apart; any row between tells where they lie.
CREATE FUNCTION expected_slots(target integer, zone smallint, since timestamptz, until timestamptz) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    WITH bounds AS (
        SELECT $3 AS bound
        UNION SELECT first_seen FROM target_configs WHERE target_id = $1
        UNION SELECT last_seen + interval '1 hour' FROM target_configs WHERE target_id = $1
    ), spans AS (
        SELECT bound AS since, coalesce(lead(bound) OVER (ORDER BY bound), $4) AS until
          FROM bounds
         WHERE bound >= $3 AND bound < $4
    ), configured AS (
        SELECT s.since, s.until, i.interval, i.config <> lag(i.config) OVER (ORDER BY s.since) AS changed
          FROM spans s
          CROSS JOIN LATERAL (
              SELECT t.interval, t.config
                FROM target_configs t
               WHERE t.target_id = $1
               ORDER BY t.first_seen <= s.since AND t.last_seen + interval '1 hour' > s.since DESC,
                        t.first_seen <= s.since DESC,
                        CASE WHEN t.first_seen <= s.since THEN t.first_seen END DESC,
                        t.first_seen, t.config
               LIMIT 1
          ) AS i
    ), numbered AS (
        SELECT c.*, count(*) FILTER (WHERE changed) OVER (ORDER BY since) AS number FROM configured c
    ), anchored AS (
        SELECT n.since, n.until, extract(epoch FROM n.interval) AS seconds,
               coalesce((SELECT c.scheduled_at FROM checks c
                          WHERE c.target_id = $1 AND c.zone_id = $2
                            AND c.scheduled_at >= n.since AND c.scheduled_at < n.until
                          ORDER BY c.scheduled_at
                          LIMIT 1), n.since) AS slot
          FROM (SELECT min(since) AS since, max(until) AS until, interval
                  FROM numbered
                 GROUP BY number, interval) AS n
    )
    SELECT coalesce(sum(ceil(extract(epoch FROM until - slot) / seconds)
                      + floor(extract(epoch FROM slot - since) / seconds)), 0)::bigint
      FROM anchored
$$;
COMMENT ON FUNCTION expected_slots IS 'How many slots a target has in a zone from since on and before until, by its intervals';

CREATE FUNCTION availability(target text, "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (zone text, up bigint, down bigint, unknown bigint, missed bigint, absent bigint, expected bigint,
                   uptime double precision, coverage double precision)
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    WITH pairs AS (
        SELECT s.target_id, s.zone_id, z.name AS zone,
               greatest(record_time($2), s.first_seen) AS since,
               least(record_time($3), CASE
                   WHEN s.scheduled_at >= now() - 3 * t.interval - interval '10 seconds'
                       THEN s.scheduled_at + interval '1 microsecond'
                   ELSE now()
               END) AS until
          FROM target_statuses s
          JOIN targets t ON t.id = s.target_id
          JOIN zones z ON z.id = s.zone_id
         WHERE t.name = $1
    ), counts AS (
        SELECT p.zone,
               coalesce(c.up, 0) AS up, coalesce(c.down, 0) AS down,
               coalesce(c.unknown, 0) + r.unknown AS unknown, coalesce(c.missed, 0) + r.missed AS missed,
               greatest(expected_slots(p.target_id, p.zone_id, p.since, p.until),
                        coalesce(c.up + c.down + c.unknown + c.missed, 0) + r.missed + r.unknown) AS expected
          FROM pairs p
          LEFT JOIN outcome_counts((SELECT id FROM targets WHERE name = $1), record_time($2), record_time($3)) c USING (zone_id)
          CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE m.outcome = 3) AS missed,
                                     count(*) FILTER (WHERE m.outcome > 3) AS unknown
                                FROM raw_bounds b
                                LEFT JOIN missed_in_ranges(p.target_id, greatest(p.since, b.since), p.until) m
                                  ON m.zone_id = p.zone_id) AS r
         WHERE p.since < p.until
    )
    SELECT c.zone, sum(c.up)::bigint, sum(c.down)::bigint, sum(c.unknown)::bigint, sum(c.missed)::bigint,
           sum(c.expected - c.up - c.down - c.unknown - c.missed)::bigint, sum(c.expected)::bigint,
           (sum(c.up) / nullif(sum(c.up + c.down), 0))::double precision,
           (sum(c.up + c.down) / nullif(sum(c.expected), 0))::double precision
      FROM counts c
     GROUP BY GROUPING SETS ((c.zone), ())
    HAVING count(*) > 0
     ORDER BY c.zone NULLS LAST
$$;
COMMENT ON FUNCTION availability IS
    'How available a target was from a time on and before another, by zone and, where zone is null, over all zones. '
    'uptime: of the slots that ended up or down, the part that was up. coverage: of all slots there should be, the part '
    'that ended up or down. absent: slots without a row';
