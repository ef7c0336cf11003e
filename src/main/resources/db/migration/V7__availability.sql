-- What can be said about any span of time, whether its rows are still there or only their sums.

-- Where the rows are gone, only whole hours are known.
CREATE FUNCTION record_time(moment timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT CASE WHEN $1 < b.since THEN date_trunc('hour', $1, 'UTC') ELSE $1 END FROM raw_bounds b
$$;
COMMENT ON FUNCTION record_time IS 'This moment; the beginning of its hour when the rows of that time are dropped';

-- A span in pieces: whole days and hours that are not stale from their sums, all else from the rows and ranges. An hour whose
-- rows are dropped is what its sum says, stale or not.
CREATE FUNCTION check_pieces(target integer, since timestamptz, until timestamptz)
    RETURNS TABLE (zone_id smallint, up bigint, down bigint, missed bigint, unknown bigint, durations bigint[])
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    WITH bounds AS MATERIALIZED (
        SELECT s.since, s.until, b.since AS raw_since,
               date_trunc('hour', s.since + interval '1 hour' - interval '1 microsecond', 'UTC') AS first_hour,
               date_trunc('hour', s.until, 'UTC') AS last_hour,
               date_trunc('day', s.since + interval '24 hours' - interval '1 microsecond', 'UTC') AS first_day,
               date_trunc('day', s.until, 'UTC') AS last_day
          FROM (SELECT record_time($2) AS since, record_time($3) AS until) AS s, raw_bounds b
    ), stale AS MATERIALIZED (
        SELECT s.kind, s.since AS at
          FROM stale_rollups s, bounds b
         WHERE s.since >= date_trunc('day', b.since, 'UTC') AND s.since < b.until
           AND (s.kind = 'day' OR s.since >= b.raw_since)
    ), stale_days AS MATERIALIZED (
        SELECT DISTINCT date_trunc('day', at, 'UTC') AS day FROM stale
    ), spans AS MATERIALIZED (
        SELECT b.since, least(b.first_hour, b.until) AS until FROM bounds b WHERE b.since < b.first_hour
        UNION ALL
        SELECT b.last_hour, b.until FROM bounds b WHERE b.first_hour <= b.last_hour AND b.last_hour < b.until
        UNION ALL
        SELECT s.at, s.at + interval '1 hour'
          FROM stale s, bounds b
         WHERE s.kind = 'hour' AND s.at >= b.first_hour AND s.at < b.last_hour
    )
    SELECT d.zone_id, d.up, d.down, d.missed, d.unknown, d.durations::bigint[]
      FROM check_days d, bounds b
     WHERE d.target_id = $1 AND d.day >= b.first_day AND d.day < b.last_day
       AND d.day NOT IN (SELECT day FROM stale_days)
    UNION ALL
    SELECT h.zone_id, h.up, h.down, h.missed, h.unknown, h.durations::bigint[]
      FROM check_hours h, bounds b
     WHERE h.target_id = $1 AND h.hour >= b.first_hour AND h.hour < b.last_hour
       AND h.hour NOT IN (SELECT at FROM stale WHERE kind = 'hour')
       AND NOT (h.hour >= b.first_day AND h.hour < b.last_day
                AND date_trunc('day', h.hour, 'UTC') NOT IN (SELECT day FROM stale_days))
    UNION ALL
    SELECT g.zone_id,
           sum(g.n) FILTER (WHERE g.outcome = 1), sum(g.n) FILTER (WHERE g.outcome = 2),
           sum(g.n) FILTER (WHERE g.outcome = 3), sum(g.n) FILTER (WHERE g.outcome > 3),
           array_agg(ARRAY[g.bucket, g.n] ORDER BY g.bucket) FILTER (WHERE g.bucket IS NOT NULL)
      FROM (SELECT s.since, c.zone_id, c.outcome, CASE WHEN c.outcome = 1 THEN duration_bucket(c.duration) END AS bucket,
                   count(*) AS n
              FROM spans s
              JOIN checks c ON c.target_id = $1 AND c.scheduled_at >= s.since AND c.scheduled_at < s.until
             GROUP BY 1, 2, 3, 4) AS g
     GROUP BY g.since, g.zone_id
    UNION ALL
    SELECT r.zone_id, 0, 0, CASE WHEN r.outcome = 3 THEN r.slots END, CASE WHEN r.outcome > 3 THEN r.slots END,
           NULL
      FROM range_counts($1, (SELECT array_agg(s.since) FROM spans s), (SELECT array_agg(s.until) FROM spans s)) r
$$;
COMMENT ON FUNCTION check_pieces IS
    'How the slots of a target ended from since on and before until: rows that add up to it. Of a time whose rows are dropped '
    'whole hours';

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

-- What follows reads rows and sums, and is asked while rows are dropped. A statement that waits for the one that drops them
-- would know the sums and bounds from before; so these functions wait first, and then look.
CREATE FUNCTION durations(target text, "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (zone text, histogram bigint[])
    LANGUAGE plpgsql VOLATILE
    SET search_path FROM CURRENT
AS $$
BEGIN
    LOCK TABLE ONLY checks IN ACCESS SHARE MODE;
    RETURN QUERY
    SELECT z.name, d.histogram
      FROM (SELECT b.zone_id, array_agg(ARRAY[b.bucket, b.n] ORDER BY b.bucket) AS histogram
              FROM (SELECT p.zone_id, p.durations[i][1] AS bucket, sum(p.durations[i][2])::bigint AS n
                      FROM targets t
                      CROSS JOIN LATERAL check_pieces(t.id, $2, $3) p
                      CROSS JOIN LATERAL generate_subscripts(p.durations, 1) AS i
                     WHERE t.name = $1
                     GROUP BY p.zone_id, bucket) AS b
             GROUP BY b.zone_id) AS d
      JOIN zones z ON z.id = d.zone_id
     ORDER BY z.name;
END
$$;
COMMENT ON FUNCTION durations IS
    'How long the checks of a target took that were up, from a time on and before another, by zone: histograms for '
    'percentile() and merge_histograms()';

-- A walk over the configurations in the order in which they began. Of those that are in use, the one counts that began last:
-- it lies on top of a stack. Where none is in use, the last that was goes on.
CREATE FUNCTION expected_slots(target integer, zone smallint, since timestamptz, until timestamptz) RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
DECLARE
    first    CONSTANT bigint := to_micros(since);
    last     CONSTANT bigint := to_micros(until);
    ends     bigint[] := '{}';
    origins  bigint[] := '{}';
    steps    bigint[] := '{}';
    top      integer := 0;
    at       bigint;
    next     bigint;
    origin   bigint;
    step     bigint;
    expected bigint := 0;
    config   record;
BEGIN
    FOR config IN
        SELECT to_micros(c.first_seen) AS began, to_micros(c.last_seen) + 3600000000 AS ended,
               (extract(epoch FROM c.interval) * 1000000)::bigint AS step
          FROM target_configs c
         WHERE c.target_id = $1 AND c.zone_id = $2 AND c.first_seen < $4
        UNION ALL
        SELECT last, NULL, NULL
         ORDER BY 1, 2, 3
    LOOP
        -- Up to where this one begins.
        WHILE at < config.began LOOP
            WHILE top > 0 AND ends[top] <= at LOOP
                top := top - 1;
            END LOOP;
            IF top > 0 THEN
                next := least(ends[top], config.began);
                origin := origins[top];
                step := steps[top];
            ELSE
                next := config.began;
            END IF;
            expected := expected + greatest(0, ceil((least(next, last) - origin)::numeric / step)
                                             - ceil((greatest(at, first) - origin)::numeric / step));
            at := next;
        END LOOP;
        EXIT WHEN config.step IS NULL;
        top := top + 1;
        ends[top] := config.ended;
        origins[top] := config.began;
        steps[top] := config.step;
        at := config.began;
    END LOOP;
    RETURN expected;
END
$$;
COMMENT ON FUNCTION expected_slots IS
    'How many slots a target has in a zone from since on and before until, by its intervals; none before its first';

CREATE FUNCTION availability(target text, "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (zone text, up bigint, down bigint, unknown bigint, missed bigint, absent bigint, expected bigint,
                   uptime double precision, coverage double precision)
    LANGUAGE plpgsql VOLATILE
    SET search_path FROM CURRENT
AS $$
BEGIN
    LOCK TABLE ONLY checks IN ACCESS SHARE MODE;
    RETURN QUERY
    WITH pairs AS (
        SELECT c.target_id, c.zone_id, z.name AS zone,
               greatest(record_time($2), c.first_seen) AS since,
               least(record_time($3), CASE
                   WHEN s.scheduled_at >= now() - 3 * t.interval - interval '10 seconds'
                       THEN s.scheduled_at + interval '1 microsecond'
                   ELSE now()
               END) AS until
          FROM targets t
         CROSS JOIN LATERAL (SELECT t.id AS target_id, c.zone_id, min(c.first_seen) AS first_seen
                               FROM target_configs c
                              WHERE c.target_id = t.id
                              GROUP BY c.zone_id) AS c
          JOIN zones z ON z.id = c.zone_id
          LEFT JOIN target_statuses s ON s.target_id = c.target_id AND s.zone_id = c.zone_id
         WHERE t.name = $1
    ), counts AS (
        SELECT p.zone, coalesce(c.up, 0) AS up, coalesce(c.down, 0) AS down, coalesce(c.unknown, 0) AS unknown,
               coalesce(c.missed, 0) AS missed,
               greatest(expected_slots(p.target_id, p.zone_id, p.since, p.until),
                        coalesce(c.up + c.down + c.unknown + c.missed, 0)) AS expected
          FROM pairs p
          LEFT JOIN outcome_counts((SELECT t.id FROM targets t WHERE t.name = $1), $2, $3) c ON c.zone_id = p.zone_id
         WHERE p.since < p.until
    )
    SELECT c.zone, sum(c.up)::bigint, sum(c.down)::bigint, sum(c.unknown)::bigint, sum(c.missed)::bigint,
           sum(c.expected - c.up - c.down - c.unknown - c.missed)::bigint, sum(c.expected)::bigint,
           (sum(c.up) / nullif(sum(c.up + c.down), 0))::double precision,
           (sum(c.up + c.down) / nullif(sum(c.expected), 0))::double precision
      FROM counts c
     GROUP BY GROUPING SETS ((c.zone), ())
    HAVING count(*) > 0
     ORDER BY c.zone NULLS LAST;
END
$$;
COMMENT ON FUNCTION availability IS
    'How available a target was from a time on and before another, by zone and, where zone is null, over all zones. '
    'uptime: of the slots that ended up or down, the part that was up. coverage: of all slots there should be, the part '
    'that ended up or down. absent: slots of which nothing was reported';
