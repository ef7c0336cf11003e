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
CREATE FUNCTION check_pieces(targets integer[], since timestamptz, until timestamptz)
    RETURNS TABLE (target_id integer, zone_id smallint, up bigint, down bigint, missed bigint, unknown bigint,
                   durations integer[], maintenance_up bigint, maintenance_down bigint, maintenance_missed bigint,
                   maintenance_unknown bigint)
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
    ), hour_spans AS MATERIALIZED (
        SELECT b.first_hour AS since, CASE WHEN b.first_day < b.last_day THEN b.first_day ELSE b.last_hour END AS until
          FROM bounds b
        UNION ALL
        SELECT b.last_day, b.last_hour FROM bounds b WHERE b.first_day < b.last_day
        UNION ALL
        SELECT s.day, s.day + interval '24 hours'
          FROM stale_days s, bounds b
         WHERE s.day >= b.first_day AND s.day < b.last_day
    ), excluded AS MATERIALIZED (
        SELECT x.target_id, greatest(x.since, s.since) AS since, least(x.until, s.until) AS until
          FROM excluded_spans($1, (SELECT b.since FROM bounds b), (SELECT b.until FROM bounds b)) x
          JOIN spans s ON x.since < s.until AND x.until > s.since
    )
    SELECT d.target_id, d.zone_id, d.up, d.down, d.missed, d.unknown, d.durations, d.maintenance_up, d.maintenance_down,
           d.maintenance_missed, d.maintenance_unknown
      FROM check_days d, bounds b
     WHERE d.target_id = ANY ($1) AND d.day >= b.first_day AND d.day < b.last_day
       AND d.day NOT IN (SELECT day FROM stale_days)
    UNION ALL
    SELECT h.*
      FROM hour_spans s
     -- Span by span: a join would read all hours of these targets first.
     CROSS JOIN LATERAL (
        SELECT h.target_id, h.zone_id, h.up, h.down, h.missed, h.unknown, h.durations, h.maintenance_up, h.maintenance_down,
               h.maintenance_missed, h.maintenance_unknown
          FROM check_hours h
         WHERE h.target_id = ANY ($1) AND h.hour >= s.since AND h.hour < s.until
           AND h.hour NOT IN (SELECT at FROM stale WHERE kind = 'hour')
        OFFSET 0
     ) AS h
     WHERE s.since < s.until
    UNION ALL
    SELECT g.target_id, g.zone_id,
           sum(g.n) FILTER (WHERE g.outcome = 1), sum(g.n) FILTER (WHERE g.outcome = 2),
           sum(g.n) FILTER (WHERE g.outcome = 3), sum(g.n) FILTER (WHERE g.outcome > 3),
           array_agg(ARRAY[g.bucket, g.n::integer] ORDER BY g.bucket) FILTER (WHERE g.bucket IS NOT NULL), 0, 0, 0, 0
      FROM (SELECT s.since, c.target_id, c.zone_id, c.outcome,
                   CASE WHEN c.outcome = 1 THEN duration_bucket(c.duration) END AS bucket,
                   count(*) AS n
              FROM spans s
              JOIN checks c ON c.target_id = ANY ($1) AND c.scheduled_at >= s.since AND c.scheduled_at < s.until
             GROUP BY 1, 2, 3, 4, 5) AS g
     GROUP BY g.since, g.target_id, g.zone_id
    UNION ALL
    SELECT r.target_id, r.zone_id, 0, 0, CASE WHEN r.outcome = 3 THEN r.slots END, CASE WHEN r.outcome > 3 THEN r.slots END,
           NULL, 0, 0, 0, 0
      FROM range_counts(CASE WHEN cardinality($1) = 1 THEN $1[1] END,
               (SELECT array_agg(s.since) FROM spans s), (SELECT array_agg(s.until) FROM spans s)) r
     WHERE r.target_id = ANY ($1)
    UNION ALL
    SELECT c.target_id, c.zone_id, 0, 0, 0, 0, NULL, count(*) FILTER (WHERE c.outcome = 1),
           count(*) FILTER (WHERE c.outcome = 2), count(*) FILTER (WHERE c.outcome = 3), count(*) FILTER (WHERE c.outcome > 3)
      FROM excluded x
      JOIN checks c ON c.target_id = x.target_id AND c.scheduled_at >= x.since AND c.scheduled_at < x.until
     GROUP BY c.target_id, c.zone_id
    UNION ALL
    SELECT r.target_id, r.zone_id, 0, 0, 0, 0, NULL, 0, 0, CASE WHEN r.outcome = 3 THEN r.slots END,
           CASE WHEN r.outcome > 3 THEN r.slots END
      FROM (SELECT x.target_id, array_agg(x.since) AS since, array_agg(x.until) AS until
              FROM excluded x
             WHERE EXISTS (SELECT FROM missed_ranges g
                            WHERE g.target_id = x.target_id AND g.first_slot < x.until AND g.last_slot >= x.since)
             GROUP BY x.target_id) AS x
     CROSS JOIN LATERAL range_counts(x.target_id, x.since, x.until) r
$$;
COMMENT ON FUNCTION check_pieces IS
    'How the slots of these targets ended from since on and before until: rows that add up to it. Of a time whose rows '
    'are dropped whole hours';

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
                      CROSS JOIN LATERAL check_pieces(ARRAY[t.id], $2, $3) p
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
CREATE FUNCTION expected_pieces(target integer, zone smallint, since timestamptz, until timestamptz)
    RETURNS TABLE (first_slot bigint, step bigint, slots bigint)
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
    number   bigint;
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
            number := ceil((greatest(at, first) - origin)::numeric / step);
            slots := ceil((least(next, last) - origin)::numeric / step) - number;
            IF slots > 0 THEN
                first_slot := origin + number * step;
                RETURN NEXT;
            END IF;
            at := next;
        END LOOP;
        EXIT WHEN config.step IS NULL;
        top := top + 1;
        ends[top] := config.ended;
        origins[top] := config.began;
        steps[top] := config.step;
        at := config.began;
    END LOOP;
END
$$;
COMMENT ON FUNCTION expected_pieces IS
    'The slots that a target has in a zone from since on and before until, by its intervals, none before its first: runs of '
    'slots that are a step apart, in microseconds since the epoch';

CREATE FUNCTION expected_slots(target integer, zone smallint, since timestamptz, until timestamptz) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT coalesce(sum(e.slots), 0)::bigint FROM expected_pieces($1, $2, $3, $4) e
$$;
COMMENT ON FUNCTION expected_slots IS 'How many slots a target has in a zone from since on and before until';

-- Slots are expected until the newest one that came, or until now when none comes any more.
CREATE FUNCTION recorded_pairs(targets text[], "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (target_id integer, zone_id smallint, target text, zone text, since timestamptz, until timestamptz)
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT *
      FROM (SELECT t.id AS target_id, c.zone_id, t.name AS target, z.name AS zone,
                   greatest(record_time($2), c.first_seen) AS since,
                   least(record_time($3), CASE
                       WHEN s.scheduled_at >= now() - 3 * t.interval - interval '10 seconds'
                           THEN s.scheduled_at + interval '1 microsecond'
                       ELSE now()
                   END) AS until
              FROM targets t
              JOIN (SELECT c.target_id, c.zone_id, min(c.first_seen) AS first_seen
                      FROM target_configs c
                     GROUP BY c.target_id, c.zone_id) AS c ON c.target_id = t.id
              JOIN zones z ON z.id = c.zone_id
              LEFT JOIN target_statuses s ON s.target_id = t.id AND s.zone_id = c.zone_id
             WHERE $1 IS NULL OR t.name = ANY ($1)) AS pairs
     WHERE since < until
$$;
COMMENT ON FUNCTION recorded_pairs IS
    'These targets, or all with null, in the zones that have reported on them, and the part of a span in which slots are '
    'expected';


CREATE FUNCTION availabilities(targets text[], "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (target text, zone text, up bigint, down bigint, unknown bigint, missed bigint, absent bigint,
                   expected bigint, uptime double precision, coverage double precision,
                   maintenance_up bigint, maintenance_down bigint, maintenance_unknown bigint, maintenance_missed bigint,
                   maintenance_absent bigint, maintenance_expected bigint, uptime_without_maintenance double precision,
                   coverage_without_maintenance double precision, undivided_hours bigint)
    LANGUAGE plpgsql VOLATILE
    SET search_path FROM CURRENT
AS $$
BEGIN
    LOCK TABLE ONLY checks IN ACCESS SHARE MODE;
    RETURN QUERY
    WITH pairs AS MATERIALIZED (
        SELECT p.* FROM recorded_pairs($1, $2, $3) p
    ), ids AS MATERIALIZED (
        SELECT ARRAY(SELECT DISTINCT p.target_id FROM pairs p) AS ids
    ), ended AS (
        SELECT p.target_id, p.zone_id, coalesce(sum(p.up), 0) AS up, coalesce(sum(p.down), 0) AS down,
               coalesce(sum(p.unknown), 0) AS unknown, coalesce(sum(p.missed), 0) AS missed,
               coalesce(sum(p.maintenance_up), 0) AS quiet_up, coalesce(sum(p.maintenance_down), 0) AS quiet_down,
               coalesce(sum(p.maintenance_unknown), 0) AS quiet_unknown,
               coalesce(sum(p.maintenance_missed), 0) AS quiet_missed
          FROM check_pieces((SELECT i.ids FROM ids i), $2, $3) p
         GROUP BY p.target_id, p.zone_id
    ), runs AS MATERIALIZED (
        SELECT p.target_id, p.zone_id, e.first_slot, e.step, e.slots
          FROM pairs p
         CROSS JOIN LATERAL expected_pieces(p.target_id, p.zone_id, p.since, p.until) e
    ), due AS (
        SELECT r.target_id, r.zone_id, sum(r.slots) AS slots FROM runs r GROUP BY r.target_id, r.zone_id
    ), quiet AS (
        SELECT r.target_id, r.zone_id,
               sum(greatest(0, least(r.slots, ceil((to_micros(x.until) - r.first_slot)::numeric / r.step))
                               - greatest(0, ceil((to_micros(x.since) - r.first_slot)::numeric / r.step)))) AS slots
          FROM excluded_spans((SELECT i.ids FROM ids i), record_time($2), record_time($3)) x
          JOIN runs r ON r.target_id = x.target_id
         GROUP BY r.target_id, r.zone_id
    ), undivided AS (
        SELECT m.target_id, count(*) AS hours
          FROM undivided_hours u
          JOIN maintenance_targets m USING (maintenance_id)
         WHERE u.hour >= record_time($2) AND u.hour < record_time($3) AND m.target_id IN (SELECT p.target_id FROM pairs p)
         GROUP BY m.target_id
    ), counts AS (
        SELECT p.target, p.zone, coalesce(e.up, 0) AS up, coalesce(e.down, 0) AS down,
               coalesce(e.unknown, 0) AS unknown, coalesce(e.missed, 0) AS missed,
               coalesce(e.quiet_up, 0) AS quiet_up, coalesce(e.quiet_down, 0) AS quiet_down,
               coalesce(e.quiet_unknown, 0) AS quiet_unknown, coalesce(e.quiet_missed, 0) AS quiet_missed,
               greatest(coalesce(d.slots, 0), coalesce(e.up + e.down + e.unknown + e.missed, 0)) AS expected,
               coalesce(q.slots, 0) AS quiet_due, u.hours
          FROM pairs p
          LEFT JOIN ended e USING (target_id, zone_id)
          LEFT JOIN due d USING (target_id, zone_id)
          LEFT JOIN quiet q USING (target_id, zone_id)
          LEFT JOIN undivided u USING (target_id)
    ), balanced AS (
        SELECT c.*, c.quiet_up + c.quiet_down + c.quiet_unknown + c.quiet_missed AS quiet,
               -- Not less than what ended in it, and not so much that what ended outside is more than was expected there.
               least(greatest(c.quiet_due, c.quiet_up + c.quiet_down + c.quiet_unknown + c.quiet_missed),
                     c.expected - (c.up + c.down + c.unknown + c.missed)
                         + c.quiet_up + c.quiet_down + c.quiet_unknown + c.quiet_missed) AS quiet_expected
          FROM counts c
    )
    SELECT c.target, c.zone, sum(c.up)::bigint, sum(c.down)::bigint, sum(c.unknown)::bigint, sum(c.missed)::bigint,
           sum(c.expected - c.up - c.down - c.unknown - c.missed)::bigint, sum(c.expected)::bigint,
           (sum(c.up) / nullif(sum(c.up + c.down), 0))::double precision,
           (sum(c.up + c.down) / nullif(sum(c.expected), 0))::double precision,
           sum(c.quiet_up)::bigint, sum(c.quiet_down)::bigint, sum(c.quiet_unknown)::bigint, sum(c.quiet_missed)::bigint,
           sum(c.quiet_expected - c.quiet)::bigint, sum(c.quiet_expected)::bigint,
           (sum(c.up - c.quiet_up) / nullif(sum(c.up + c.down - c.quiet_up - c.quiet_down), 0))::double precision,
           (sum(c.up + c.down - c.quiet_up - c.quiet_down) / nullif(sum(c.expected - c.quiet_expected), 0))::double precision,
           coalesce(max(c.hours), 0)
      FROM balanced c
     GROUP BY GROUPING SETS ((c.target, c.zone), (c.target))
     ORDER BY c.target, c.zone NULLS LAST;
END
$$;
COMMENT ON FUNCTION availabilities IS
    'How available these targets, or all with null, were from a time on and before another, by zone and, where zone is null, '
    'over all zones. uptime: of the slots that ended up or down, the part that was up. coverage: of all slots there should be, '
    'the part that ended up or down. absent: slots of which nothing was reported. maintenance_up and so on: those of them that '
    'lie in maintenance that does not count. undivided_hours: hours that maintenance takes a part of and that count all the '
    'same, since their rows were gone when it was announced';

CREATE FUNCTION availability(target text, "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (zone text, up bigint, down bigint, unknown bigint, missed bigint, absent bigint, expected bigint,
                   uptime double precision, coverage double precision,
                   maintenance_up bigint, maintenance_down bigint, maintenance_unknown bigint, maintenance_missed bigint,
                   maintenance_absent bigint, maintenance_expected bigint, uptime_without_maintenance double precision,
                   coverage_without_maintenance double precision, undivided_hours bigint)
    LANGUAGE sql VOLATILE
    SET search_path FROM CURRENT
AS $$
    SELECT a.zone, a.up, a.down, a.unknown, a.missed, a.absent, a.expected, a.uptime, a.coverage, a.maintenance_up,
           a.maintenance_down, a.maintenance_unknown, a.maintenance_missed, a.maintenance_absent, a.maintenance_expected,
           a.uptime_without_maintenance, a.coverage_without_maintenance, a.undivided_hours
      FROM availabilities(ARRAY[$1], $2, $3) a
     ORDER BY a.zone NULLS LAST
$$;
COMMENT ON FUNCTION availability IS 'As availabilities, of one target';

CREATE FUNCTION undivided_days(targets text[], "from" timestamptz, "to" timestamptz) RETURNS TABLE (day timestamptz)
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
    SELECT DISTINCT d.day
      FROM check_days d
      JOIN targets t ON t.id = d.target_id
     WHERE t.name = ANY ($1) AND d.day > $2 - interval '24 hours' AND d.day < $3
       AND (d.day < $2 OR d.day + interval '24 hours' > $3)
       AND d.day < (SELECT b.since FROM raw_bounds b)
       AND NOT EXISTS (SELECT FROM check_hours h
                        WHERE h.target_id = d.target_id AND h.hour >= d.day AND h.hour < d.day + interval '24 hours')
     ORDER BY d.day
$$;
COMMENT ON FUNCTION undivided_days IS
    'The days of which a span has a part, while only the sum of the whole day is kept of these targets: the slots of that part '
    'count as absent';

CREATE FUNCTION kept_results(target text, "from" timestamptz, "to" timestamptz) RETURNS SETOF check_results
    LANGUAGE plpgsql VOLATILE
    SET search_path FROM CURRENT
AS $$
BEGIN
    LOCK TABLE ONLY checks IN ACCESS SHARE MODE;
    RETURN QUERY
    SELECT r.* FROM check_results r WHERE r.target = $1 AND r.scheduled_at >= $2 AND r.scheduled_at < $3
    UNION ALL
    SELECT a.* FROM archived_results($1, $2, $3) a;
END
$$;
COMMENT ON FUNCTION kept_results IS
    'The checks of a target from a time on and before another, wherever they are kept: rows or archive, in the columns of check_results';

CREATE FUNCTION unmeasured_slots(target text, "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (zone text, scheduled_at timestamptz, outcome text, reason text, message text)
    LANGUAGE plpgsql VOLATILE
    SET search_path FROM CURRENT
AS $$
BEGIN
    LOCK TABLE ONLY checks IN ACCESS SHARE MODE;
    RETURN QUERY
    WITH pairs AS MATERIALIZED (
        SELECT p.target_id, p.zone_id, p.zone, greatest(p.since, b.since) AS since, p.until
          FROM recorded_pairs(ARRAY[$1], $2, $3) p, raw_bounds b
    ), in_ranges AS MATERIALIZED (
        SELECT r.zone_id, r.scheduled_at AS slot, outcome_name(r.outcome) AS outcome
          FROM (SELECT p.target_id, min(p.since) AS since, max(p.until) AS until FROM pairs p GROUP BY p.target_id) AS t
         CROSS JOIN LATERAL missed_in_ranges(t.target_id, t.since, t.until) r
    )
    SELECT p.zone, n.slot, n.outcome, n.reason, n.message
      FROM pairs p
     CROSS JOIN LATERAL (
        SELECT c.scheduled_at AS slot, outcome_name(c.outcome) AS outcome, reason_name(c.reason) AS reason, f.message
          FROM checks c
          LEFT JOIN check_failures f USING (target_id, zone_id, scheduled_at)
         WHERE c.target_id = p.target_id AND c.zone_id = p.zone_id AND c.outcome <> 1 AND c.outcome <> 2
           AND c.scheduled_at >= p.since AND c.scheduled_at < p.until
        UNION ALL
        SELECT r.slot, r.outcome, reason_name(m.reason), m.message
          FROM in_ranges r
          LEFT JOIN LATERAL (
              SELECT m.reason, m.message
                FROM missed_ranges m
               WHERE m.target_id = p.target_id AND m.zone_id = p.zone_id
                 AND m.first_slot <= r.slot AND m.last_slot >= r.slot AND outcome_name(m.outcome) = r.outcome
               ORDER BY m.last_slot DESC
               LIMIT 1
          ) AS m ON true
         WHERE r.zone_id = p.zone_id
        UNION ALL
        SELECT s.slot, 'absent', NULL, NULL
          FROM (SELECT from_micros(e.first_slot + i * e.step) AS slot
                  FROM expected_pieces(p.target_id, p.zone_id, p.since, p.until) e
                 CROSS JOIN LATERAL generate_series(0, e.slots - 1) AS i) AS s
         WHERE NOT EXISTS (SELECT FROM checks c
                            WHERE c.target_id = p.target_id AND c.zone_id = p.zone_id AND c.scheduled_at = s.slot)
           AND NOT EXISTS (SELECT FROM in_ranges r WHERE r.zone_id = p.zone_id AND r.slot = s.slot)
     ) AS n
     ORDER BY n.slot, p.zone;
END
$$;
COMMENT ON FUNCTION unmeasured_slots IS
    'The slots of a target of which nothing is known of the site, from a time on and before another: missed, unknown, or absent '
    'when nothing was reported. Of a time whose rows are dropped it lists none';
