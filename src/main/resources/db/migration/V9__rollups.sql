-- Hours and days: what is kept when the rows themselves are gone. Whoever changes rows marks their hour as stale in the
-- same transaction; a job computes stale hours anew from the rows, and stale days from the hours.

CREATE TABLE check_hours (
    hour         timestamptz NOT NULL,
    duration_sum bigint      NOT NULL,
    target_id    integer     NOT NULL,
    up           integer     NOT NULL,
    down         integer     NOT NULL,
    missed       integer     NOT NULL,
    unknown      integer     NOT NULL,
    zone_id      smallint    NOT NULL,
    reasons      integer[],
    durations    integer[],
    PRIMARY KEY (target_id, zone_id, hour)
) PARTITION BY RANGE (hour);
COMMENT ON TABLE check_hours IS 'The checks of each target in each zone, summed up by the hour; one partition per month. People read the view hourly_results';
COMMENT ON COLUMN check_hours.duration_sum IS 'Of the checks that were up, microseconds';
COMMENT ON COLUMN check_hours.reasons IS 'Triples: outcome, reason, how many';
COMMENT ON COLUMN check_hours.durations IS 'Histogram of the durations of the checks that were up: pairs of bucket and how many; see duration_bucket()';

CREATE TABLE check_days (
    day          timestamptz NOT NULL,
    duration_sum bigint      NOT NULL,
    target_id    integer     NOT NULL,
    up           integer     NOT NULL,
    down         integer     NOT NULL,
    missed       integer     NOT NULL,
    unknown      integer     NOT NULL,
    zone_id      smallint    NOT NULL,
    reasons      integer[],
    durations    integer[],
    PRIMARY KEY (target_id, zone_id, day)
) PARTITION BY RANGE (day);
COMMENT ON TABLE check_days IS 'As check_hours, by the day in UTC; one partition per year. People read the view daily_results';

CREATE TABLE stale_rollups (
    kind      text        NOT NULL CHECK (kind IN ('hour', 'day')),
    since     timestamptz NOT NULL,
    marked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, since)
);
COMMENT ON TABLE stale_rollups IS 'Hours and days whose sums are to be computed anew; what is not here is exact';

CREATE TABLE raw_bounds (
    since timestamptz NOT NULL
);
COMMENT ON TABLE raw_bounds IS 'One row: before this moment the rows of checks were dropped, and hours are not computed anew';
INSERT INTO raw_bounds VALUES ('-infinity');

INSERT INTO stale_rollups (kind, since)
SELECT DISTINCT 'hour', date_trunc('hour', scheduled_at, 'UTC') FROM checks;

-- The rows of an hour lie together in a table that is written in the order of time: a few pages tell where.
CREATE INDEX checks_time ON checks USING brin (scheduled_at) WITH (autosummarize = on);

CREATE FUNCTION duration_bucket(micros integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN floor(ln(greatest(micros, 1)::double precision) * 20)::integer;
COMMENT ON FUNCTION duration_bucket IS
    'The bucket of a duration in microseconds: bucket b reaches from exp(b / 20) to exp((b + 1) / 20), which is 5 % wide';

CREATE FUNCTION percentile(histogram bigint[], fraction double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT exp((bucket + 0.5) / 20) / 1e6
      FROM (SELECT $1[i][1] AS bucket,
                   sum($1[i][2]) OVER (ORDER BY $1[i][1]) AS so_far,
                   sum($1[i][2]) OVER () AS total
              FROM generate_subscripts($1, 1) AS i) AS buckets
     WHERE so_far >= $2 * total AND so_far > 0
     ORDER BY bucket
     LIMIT 1
$$;
COMMENT ON FUNCTION percentile IS
    'Seconds that this fraction (0 to 1) of a histogram does not exceed; 2.5 % off at most. Null when it is empty';

CREATE FUNCTION add_histograms(one bigint[], other bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT array_agg(ARRAY[bucket, n] ORDER BY bucket)
      FROM (SELECT bucket, sum(n)::bigint AS n
              FROM (SELECT $1[i][1] AS bucket, $1[i][2] AS n FROM generate_subscripts($1, 1) AS i
                    UNION ALL
                    SELECT $2[i][1], $2[i][2] FROM generate_subscripts($2, 1) AS i) AS buckets
             GROUP BY bucket) AS sums
$$;
COMMENT ON FUNCTION add_histograms IS 'One histogram of two';

CREATE AGGREGATE merge_histograms(bigint[]) (
    SFUNC = add_histograms, STYPE = bigint[], COMBINEFUNC = add_histograms, PARALLEL = SAFE
);
COMMENT ON AGGREGATE merge_histograms(bigint[]) IS 'One histogram of many: of hours, of zones, of targets';

-- The mark is held until the transaction ends: nobody computes an hour while somebody writes to it, and who finds the
-- mark taken away sets it again.
CREATE FUNCTION mark_stale(stale_kind text, times timestamptz[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    moment timestamptz;
BEGIN
    FOR moment IN SELECT DISTINCT t FROM unnest(times) AS t ORDER BY t LOOP
        LOOP
            PERFORM FROM stale_rollups WHERE kind = stale_kind AND since = moment FOR KEY SHARE;
            EXIT WHEN FOUND;
            INSERT INTO stale_rollups (kind, since) VALUES (stale_kind, moment) ON CONFLICT DO NOTHING;
            EXIT WHEN FOUND;
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION mark_stale IS 'Marks hours or days as stale, as the last thing a transaction does';

CREATE FUNCTION create_rollup_partition(parent text, moment timestamptz) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
    SET timezone = 'UTC'
AS $$
DECLARE
    unit  text := CASE parent WHEN 'check_hours' THEN 'month' ELSE 'year' END;
    first timestamptz := date_trunc(unit, moment);
    child text := parent || to_char(first, CASE unit WHEN 'month' THEN '"_"YYYY"_"MM' ELSE '"_"YYYY' END);
BEGIN
    IF to_regclass(child) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock('checks'::regclass::oid::int8);
    IF to_regclass(child) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING INDEXES)', child, parent);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            parent, child, first, first + ('1 ' || unit)::interval);
    END IF;
END
$$;
COMMENT ON FUNCTION create_rollup_partition IS 'Makes the partition of check_hours or check_days that this moment lies in, where it is missing';

CREATE FUNCTION roll_up(settled interval) RETURNS timestamptz
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    moment timestamptz;
BEGIN
    SELECT s.since INTO moment
      FROM stale_rollups s
     WHERE s.kind = 'hour' AND s.marked_at <= now() - settled AND s.since + interval '1 hour' <= now() - settled
     ORDER BY s.since
     LIMIT 1
       FOR UPDATE SKIP LOCKED;
    IF moment IS NOT NULL THEN
        IF moment >= (SELECT b.since FROM raw_bounds b) THEN
            PERFORM create_rollup_partition('check_hours', moment);
            -- A statement of its own: it sees what was committed before the mark was ours.
            INSERT INTO check_hours (hour, duration_sum, target_id, up, down, missed, unknown, zone_id, reasons, durations)
            SELECT moment,
                   coalesce(sum(micros), 0),
                   target_id,
                   coalesce(sum(n) FILTER (WHERE outcome = 1), 0),
                   coalesce(sum(n) FILTER (WHERE outcome = 2), 0),
                   coalesce(sum(n) FILTER (WHERE outcome = 3), 0),
                   coalesce(sum(n) FILTER (WHERE outcome = 4), 0),
                   zone_id,
                   array_agg(ARRAY[outcome, reason, n] ORDER BY outcome, reason) FILTER (WHERE reason IS NOT NULL),
                   array_agg(ARRAY[bucket, n] ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL)
              FROM (SELECT c.target_id, c.zone_id, c.outcome, c.reason,
                           CASE WHEN c.outcome = 1 THEN duration_bucket(c.duration) END AS bucket,
                           count(*)::integer AS n,
                           sum(c.duration) FILTER (WHERE c.outcome = 1) AS micros
                      FROM checks c
                     WHERE c.scheduled_at >= moment AND c.scheduled_at < moment + interval '1 hour'
                     GROUP BY 1, 2, 3, 4, 5) AS groups
             GROUP BY target_id, zone_id
            ON CONFLICT (target_id, zone_id, hour) DO UPDATE
               SET duration_sum = excluded.duration_sum, up = excluded.up, down = excluded.down,
                   missed = excluded.missed, unknown = excluded.unknown, reasons = excluded.reasons,
                   durations = excluded.durations;
            PERFORM mark_stale('day', ARRAY[date_trunc('day', moment, 'UTC')]);
        END IF;
        DELETE FROM stale_rollups WHERE kind = 'hour' AND since = moment;
        RETURN moment;
    END IF;

    SELECT s.since INTO moment
      FROM stale_rollups s
     WHERE s.kind = 'day' AND s.since + interval '1 day' <= now() - settled
     ORDER BY s.since
     LIMIT 1
       FOR UPDATE SKIP LOCKED;
    IF moment IS NOT NULL THEN
        PERFORM create_rollup_partition('check_days', moment);
        INSERT INTO check_days (day, duration_sum, target_id, up, down, missed, unknown, zone_id, reasons, durations)
        SELECT moment, s.duration_sum, s.target_id, s.up, s.down, s.missed, s.unknown, s.zone_id, r.reasons, d.durations
          FROM (SELECT target_id, zone_id, sum(duration_sum) AS duration_sum,
                       sum(up) AS up, sum(down) AS down, sum(missed) AS missed, sum(unknown) AS unknown
                  FROM check_hours
                 WHERE hour >= moment AND hour < moment + interval '1 day'
                 GROUP BY target_id, zone_id) AS s
          LEFT JOIN (SELECT target_id, zone_id, array_agg(ARRAY[outcome, reason, n] ORDER BY outcome, reason) AS reasons
                  FROM (SELECT target_id, zone_id, reasons[i][1] AS outcome, reasons[i][2] AS reason,
                               sum(reasons[i][3])::integer AS n
                          FROM check_hours, generate_subscripts(reasons, 1) AS i
                         WHERE hour >= moment AND hour < moment + interval '1 day'
                         GROUP BY 1, 2, 3, 4) AS sums
                 GROUP BY target_id, zone_id) AS r USING (target_id, zone_id)
          LEFT JOIN (SELECT target_id, zone_id, array_agg(ARRAY[bucket, n] ORDER BY bucket) AS durations
                  FROM (SELECT target_id, zone_id, durations[i][1] AS bucket, sum(durations[i][2])::integer AS n
                          FROM check_hours, generate_subscripts(durations, 1) AS i
                         WHERE hour >= moment AND hour < moment + interval '1 day'
                         GROUP BY 1, 2, 3) AS sums
                 GROUP BY target_id, zone_id) AS d USING (target_id, zone_id)
        ON CONFLICT (target_id, zone_id, day) DO UPDATE
           SET duration_sum = excluded.duration_sum, up = excluded.up, down = excluded.down,
               missed = excluded.missed, unknown = excluded.unknown, reasons = excluded.reasons,
               durations = excluded.durations;
        DELETE FROM stale_rollups WHERE kind = 'day' AND since = moment;
    END IF;
    RETURN moment;
END
$$;
COMMENT ON FUNCTION roll_up IS
    'Computes one stale hour, or else one stale day, that is over and was left alone for that long; tells which, or null '
    'when there is none';

-- Rows are dropped only when their hours are summed up.
CREATE OR REPLACE FUNCTION drop_partitions(before date, evidence_before date) RETURNS integer
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
DECLARE
    child    regclass;
    parent   regclass;
    day      date;
    first_at timestamptz;
    dropped  integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock('checks'::regclass::oid::int8);
    FOR child, parent, day IN
        SELECT c.oid, p.parent, to_date(right(c.relname, 10), 'YYYY_MM_DD')
          FROM pg_inherits i
          JOIN pg_class c ON c.oid = i.inhrelid
          JOIN (VALUES ('checks'::regclass, before),
                       ('check_failures'::regclass, greatest(before, evidence_before)),
                       ('check_matches'::regclass, greatest(before, evidence_before))) AS p (parent, limit_day)
            ON p.parent = i.inhparent
         WHERE CASE WHEN c.relname ~ '_\d{4}_\d{2}_\d{2}$'
                    THEN to_date(right(c.relname, 10), 'YYYY_MM_DD') < p.limit_day END
         ORDER BY right(c.relname, 10), c.relname
    LOOP
        IF parent = 'checks'::regclass THEN
            first_at := day::timestamp AT TIME ZONE 'UTC';
            -- Nobody writes to it from here on, so nobody marks its hours any more.
            EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', child);
            CONTINUE WHEN EXISTS (SELECT FROM stale_rollups s
                                   WHERE s.kind = 'hour'
                                     AND s.since >= first_at AND s.since < first_at + interval '1 day');
            UPDATE raw_bounds b SET since = first_at + interval '1 day' WHERE b.since < first_at + interval '1 day';
        END IF;
        EXECUTE format('DROP TABLE %s', child);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION drop_partitions IS
    'Drops the partitions of the UTC days before the first one, except of days with hours that are not summed up, and the '
    'evidence of those before the second; tells how many';

CREATE FUNCTION drop_rollups(before date) RETURNS integer
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
DECLARE
    child   regclass;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock('checks'::regclass::oid::int8);
    FOR child IN
        SELECT c.oid
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'check_hours'::regclass AND c.relname ~ '^check_hours_\d{4}_\d{2}$'
           AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
        UNION ALL
        SELECT c.oid
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'check_days'::regclass AND c.relname ~ '^check_days_\d{4}$'
           AND to_date(right(c.relname, 4), 'YYYY') + interval '1 year' <= before
    LOOP
        EXECUTE format('DROP TABLE %s', child);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION drop_rollups IS 'Drops the partitions of hours and days that lie wholly before this UTC day; tells how many';

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
           sum(g.n) FILTER (WHERE g.outcome = 3), sum(g.n) FILTER (WHERE g.outcome = 4),
           array_agg(ARRAY[g.bucket, g.n] ORDER BY g.bucket) FILTER (WHERE g.bucket IS NOT NULL)
      FROM (SELECT r.since, c.zone_id, c.outcome, CASE WHEN c.outcome = 1 THEN duration_bucket(c.duration) END AS bucket,
                   count(*) AS n
              FROM ranges r
              JOIN checks c ON c.target_id = $1 AND c.scheduled_at >= r.since AND c.scheduled_at < r.until
             GROUP BY 1, 2, 3, 4) AS g
     GROUP BY g.since, g.zone_id
$$;
COMMENT ON FUNCTION check_pieces IS 'How the slots of a target ended from since on and before until: rows that add up to it';

CREATE OR REPLACE FUNCTION outcome_counts(target integer, since timestamptz, until timestamptz)
    RETURNS TABLE (zone_id smallint, up bigint, down bigint, missed bigint, unknown bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT p.zone_id, coalesce(sum(p.up), 0)::bigint, coalesce(sum(p.down), 0)::bigint,
           coalesce(sum(p.missed), 0)::bigint, coalesce(sum(p.unknown), 0)::bigint
      FROM check_pieces($1, $2, $3) p
     GROUP BY p.zone_id
$$;

-- Where the rows are gone, only whole hours are known.
CREATE FUNCTION record_time(moment timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT CASE WHEN $1 < b.since THEN date_trunc('hour', $1, 'UTC') ELSE $1 END FROM raw_bounds b
$$;
COMMENT ON FUNCTION record_time IS 'This moment; the beginning of its hour when the rows of that time are dropped';

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

CREATE OR REPLACE FUNCTION availability(target text, "from" timestamptz, "to" timestamptz)
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
               coalesce(c.unknown, 0) AS unknown, coalesce(c.missed, 0) + r.missed AS missed,
               greatest(expected_slots(p.target_id, p.zone_id, p.since, p.until),
                        coalesce(c.up + c.down + c.unknown + c.missed, 0) + r.missed) AS expected
          FROM pairs p
          LEFT JOIN outcome_counts((SELECT id FROM targets WHERE name = $1), record_time($2), record_time($3)) c USING (zone_id)
          CROSS JOIN LATERAL (SELECT count(*) AS missed
                                FROM missed_in_ranges(p.target_id, p.since, p.until) m
                               WHERE m.zone_id = p.zone_id) AS r
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
CREATE VIEW hourly_results AS
SELECT t.name AS target, z.name AS zone, h.hour, h.up, h.down, h.missed, h.unknown,
       h.duration_sum / nullif(h.up, 0) / 1e6::double precision AS duration_mean,
       percentile(h.durations, 0.5) AS duration_p50,
       percentile(h.durations, 0.95) AS duration_p95,
       percentile(h.durations, 0.99) AS duration_p99
  FROM check_hours h
  JOIN targets t ON t.id = h.target_id
  JOIN zones z ON z.id = h.zone_id;
COMMENT ON VIEW hourly_results IS 'The checks of each hour that is over, summed up; durations in seconds, of the checks that were up';

CREATE VIEW daily_results AS
SELECT t.name AS target, z.name AS zone, d.day, d.up, d.down, d.missed, d.unknown,
       d.duration_sum / nullif(d.up, 0) / 1e6::double precision AS duration_mean,
       percentile(d.durations, 0.5) AS duration_p50,
       percentile(d.durations, 0.95) AS duration_p95,
       percentile(d.durations, 0.99) AS duration_p99
  FROM check_days d
  JOIN targets t ON t.id = d.target_id
  JOIN zones z ON z.id = d.zone_id;
COMMENT ON VIEW daily_results IS 'The checks of each day in UTC that is over, summed up; durations in seconds, of the checks that were up';
