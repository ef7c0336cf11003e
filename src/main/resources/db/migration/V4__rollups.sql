-- Hours and days: what is kept when the rows themselves are gone. Whoever changes rows or ranges marks their hours as stale in
-- the same transaction; a job computes stale hours anew from the rows and ranges, and stale days from the hours. No function
-- depends on the time zone of the session: a day is 24 hours of UTC, and never the interval of one day.

CREATE FUNCTION duration_bucket(micros integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN floor(ln(greatest(micros, 1)::double precision) * 20)::integer;
COMMENT ON FUNCTION duration_bucket IS
    'The bucket of a duration in microseconds: bucket b reaches from exp(b / 20) to exp((b + 1) / 20), which is 5 % wide';

CREATE FUNCTION bucket_duration(bucket integer) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN exp((bucket + 0.5::double precision) / 20) / 1e6::double precision;
COMMENT ON FUNCTION bucket_duration IS 'The middle of a bucket in seconds: no duration in it is more than 2.5 % off';

CREATE FUNCTION percentile_buckets(histogram integer[], fractions double precision[]) RETURNS smallint[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
DECLARE
    total  bigint := 0;
    so_far bigint := 0;
    found  smallint[] := '{}';
    at     integer := 1;
BEGIN
    FOR i IN 1 .. array_length(histogram, 1) LOOP
        total := total + histogram[i][2];
    END LOOP;
    FOR i IN 1 .. array_length(histogram, 1) LOOP
        so_far := so_far + histogram[i][2];
        WHILE at <= cardinality(fractions) AND so_far > 0 AND so_far >= fractions[at] * total LOOP
            found[at] := histogram[i][1];
            at := at + 1;
        END LOOP;
    END LOOP;
    RETURN found;
END
$$;
COMMENT ON FUNCTION percentile_buckets IS
    'The buckets that these fractions of a histogram do not exceed. Buckets and fractions are in ascending order';

CREATE TABLE check_hours (
    hour                timestamptz NOT NULL,
    duration_sum        bigint      NOT NULL,
    target_id           integer     NOT NULL,
    up                  integer     NOT NULL,
    down                integer     NOT NULL,
    missed              integer     NOT NULL,
    unknown             integer     NOT NULL,
    maintenance_up      integer,
    maintenance_down    integer,
    maintenance_missed  integer,
    maintenance_unknown integer,
    zone_id             smallint    NOT NULL,
    reasons             integer[],
    durations           integer[],
    percentiles         smallint[]  GENERATED ALWAYS AS (percentile_buckets(durations, '{0.5,0.95,0.99}')) STORED,
    PRIMARY KEY (target_id, zone_id, hour)
) PARTITION BY RANGE (hour);
COMMENT ON TABLE check_hours IS 'The checks of each target in each zone, summed up by the hour, with the slots that lie in missed_ranges and have no row; one partition per month. People read the view hourly_results';
COMMENT ON COLUMN check_hours.maintenance_up IS
    'Those of up that lie in maintenance that does not count, see excluded_spans(); so are the others. Null: none';
COMMENT ON COLUMN check_hours.duration_sum IS 'Of the checks that were up, microseconds';
COMMENT ON COLUMN check_hours.reasons IS 'Triples: outcome, reason, how many';
COMMENT ON COLUMN check_hours.durations IS 'Histogram of the durations of the checks that were up: pairs of bucket and how many; see duration_bucket()';
COMMENT ON COLUMN check_hours.percentiles IS 'The buckets of the median and of the 95th and 99th percentile of durations';

-- The rows of an hour are written together: a few pages hold them.
CREATE INDEX check_hours_time ON check_hours USING brin (hour) WITH (pages_per_range = 16, autosummarize = on);

-- The key holds what a page of bars shows: ninety days of a target are read from the index alone, without the histograms.
CREATE TABLE check_days (
    day                 timestamptz NOT NULL,
    duration_sum        bigint      NOT NULL,
    target_id           integer     NOT NULL,
    up                  integer     NOT NULL,
    down                integer     NOT NULL,
    missed              integer     NOT NULL,
    unknown             integer     NOT NULL,
    maintenance_up      integer,
    maintenance_down    integer,
    maintenance_missed  integer,
    maintenance_unknown integer,
    zone_id             smallint    NOT NULL,
    reasons             integer[],
    durations           integer[],
    percentiles         smallint[]  GENERATED ALWAYS AS (percentile_buckets(durations, '{0.5,0.95,0.99}')) STORED,
    PRIMARY KEY (target_id, day, zone_id) INCLUDE (up, down, missed, unknown, maintenance_up, maintenance_down,
        maintenance_missed, maintenance_unknown)
) PARTITION BY RANGE (day);
COMMENT ON TABLE check_days IS 'As check_hours, by the day in UTC; one partition per year. People read the view daily_results';

-- One row instead of one for each target and zone: bars of all targets are read in a tenth of the time. Most targets have nothing
-- but checks that were up on most days.
CREATE TABLE day_sums (
    day           timestamptz PRIMARY KEY,
    targets       integer[]   NOT NULL,
    up            integer[]   NOT NULL,
    bad_targets   integer[],
    down          integer[],
    missed        integer[],
    unknown       integer[],
    quiet_targets integer[],
    quiet_up      integer[],
    quiet_down    integer[],
    quiet_missed  integer[],
    quiet_unknown integer[]
);
COMMENT ON TABLE day_sums IS
    'check_days over all zones, a row for each day, written with it: arrays with an element for each target. Bad are targets of which '
    'not all checks were up, quiet such with checks in maintenance that does not count';

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
COMMENT ON TABLE raw_bounds IS 'One row: before this moment, the beginning of a day in UTC, the rows of checks were dropped, and hours are not computed anew';
INSERT INTO raw_bounds VALUES ('-infinity');

CREATE FUNCTION percentile(histogram bigint[], fraction double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT bucket_duration(bucket::integer)
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
CREATE FUNCTION mark_periods(stale_kind text, moments timestamptz[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    moment timestamptz;
BEGIN
    FOR moment IN SELECT DISTINCT m FROM unnest(moments) AS m ORDER BY m LOOP
        LOOP
            PERFORM FROM stale_rollups WHERE kind = stale_kind AND since = moment FOR KEY SHARE;
            EXIT WHEN FOUND;
            INSERT INTO stale_rollups (kind, since) VALUES (stale_kind, moment) ON CONFLICT DO NOTHING;
            EXIT WHEN FOUND;
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION mark_periods IS 'Marks these hours or days as stale, in the order in which everybody does it';

CREATE FUNCTION mark_stale(stale_kind text, times timestamptz[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM mark_periods(stale_kind, ARRAY(
        SELECT DISTINCT date_trunc(stale_kind, t, 'UTC')
          FROM unnest(times) AS t
         WHERE EXISTS (SELECT FROM record_days d WHERE d.day = date_trunc('day', t, 'UTC'))
            OR EXISTS (SELECT FROM missed_ranges r
                        WHERE r.first_slot < date_trunc(stale_kind, t, 'UTC') + interval '24 hours'
                          AND r.last_slot >= date_trunc(stale_kind, t, 'UTC'))));
END
$$;
COMMENT ON FUNCTION mark_stale IS
    'Marks the hours or days of these times as stale, as the last thing a transaction does; only those that may have '
    'rows, or slots of a range';

CREATE FUNCTION mark_hours(since timestamptz, until timestamptz) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM mark_periods('hour', ARRAY(
        SELECT h
          FROM generate_series(
                   date_trunc('hour', greatest(since, (SELECT min(t.first_seen) FROM targets t)), 'UTC'),
                   least(until, now()) - interval '1 microsecond', interval '1 hour') AS h
         WHERE h + interval '1 hour' <= now()));
END
$$;
COMMENT ON FUNCTION mark_hours IS 'Marks the hours of a span as stale that are over, whether they have rows or not';

-- What lies in maintenance is a part of what was summed up. Of an hour without rows all or nothing can be said; what it had
-- already, it keeps.
CREATE FUNCTION count_maintenance(for_hour timestamptz) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    next CONSTANT timestamptz := for_hour + interval '1 hour';
BEGIN
    IF for_hour < (SELECT b.since FROM raw_bounds b) THEN
        UPDATE check_hours h
           SET maintenance_up = CASE WHEN n.whole THEN h.up END, maintenance_down = CASE WHEN n.whole THEN h.down END,
               maintenance_missed = CASE WHEN n.whole THEN h.missed END,
               maintenance_unknown = CASE WHEN n.whole THEN h.unknown END
          FROM (SELECT o.target_id, o.zone_id, x.target_id IS NOT NULL AS whole
                  FROM check_hours o
                  LEFT JOIN excluded_spans(NULL, for_hour, next) x ON x.target_id = o.target_id
                 WHERE o.hour = for_hour AND (x.target_id IS NULL OR x.since <= for_hour AND x.until >= next)) AS n
         WHERE h.hour = for_hour AND h.target_id = n.target_id AND h.zone_id = n.zone_id
           AND (n.whole OR h.maintenance_up IS NOT NULL);
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM excluded_spans(NULL, for_hour, next)) THEN
        RETURN;
    END IF;
    UPDATE check_hours h
       SET maintenance_up = n.up, maintenance_down = n.down, maintenance_missed = n.missed, maintenance_unknown = n.unknown
      FROM (SELECT s.target_id, s.zone_id,
                   coalesce(sum(s.slots) FILTER (WHERE s.outcome = 1), 0) AS up,
                   coalesce(sum(s.slots) FILTER (WHERE s.outcome = 2), 0) AS down,
                   coalesce(sum(s.slots) FILTER (WHERE s.outcome = 3), 0) AS missed,
                   coalesce(sum(s.slots) FILTER (WHERE s.outcome > 3), 0) AS unknown
              FROM (SELECT c.target_id, c.zone_id, c.outcome, count(*) AS slots
                      FROM checks c
                      JOIN excluded_spans(NULL, for_hour, next) x
                        ON x.target_id = c.target_id AND c.scheduled_at >= x.since AND c.scheduled_at < x.until
                     WHERE c.scheduled_at >= for_hour AND c.scheduled_at < next
                     GROUP BY 1, 2, 3
                    UNION ALL
                    SELECT r.target_id, r.zone_id, r.outcome, r.slots
                      FROM (SELECT x.target_id, array_agg(x.since) AS since, array_agg(x.until) AS until
                              FROM excluded_spans(NULL, for_hour, next) x
                             GROUP BY x.target_id) AS x
                     CROSS JOIN LATERAL range_counts(x.target_id, x.since, x.until) r
                     WHERE EXISTS (SELECT FROM missed_ranges g
                                    WHERE g.target_id = x.target_id AND g.first_slot < next AND g.last_slot >= for_hour)
                   ) AS s
             GROUP BY s.target_id, s.zone_id) AS n
     WHERE h.hour = for_hour AND h.target_id = n.target_id AND h.zone_id = n.zone_id;
END
$$;
COMMENT ON FUNCTION count_maintenance IS 'Counts how much of an hour that is summed up lies in maintenance that does not count';

CREATE FUNCTION create_period(parent text, moment timestamptz) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
    SET timezone = 'UTC'
AS $$
DECLARE
    unit  text := CASE parent WHEN 'check_days' THEN 'year' ELSE 'month' END;
    first timestamptz := date_trunc(unit, moment);
    child text := parent || to_char(first, CASE unit WHEN 'month' THEN '"_"YYYY"_"MM' ELSE '"_"YYYY' END);
BEGIN
    IF to_regclass(format('%I.%I', current_schema(), child)) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM take_lock('partitions');
    IF to_regclass(format('%I.%I', current_schema(), child)) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING GENERATED INCLUDING INDEXES)', child, parent);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            parent, child, first, first + ('1 ' || unit)::interval);
    END IF;
END
$$;
COMMENT ON FUNCTION create_period IS
    'Makes the partition of check_hours, check_days or archived_checks that this moment lies in, where it is missing';

CREATE FUNCTION roll_up(settled interval) RETURNS timestamptz
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
DECLARE
    moment timestamptz;
BEGIN
    -- In seconds: a month less its days can be more than nothing and less than it, as one likes.
    settled := make_interval(secs => greatest(extract(epoch FROM settled)::double precision, 0));
    SELECT s.since INTO moment
      FROM stale_rollups s
     WHERE s.kind = 'hour' AND s.marked_at <= now() - settled AND s.since + interval '1 hour' <= now() - settled
       -- A day without partitions has nothing that could be dropped meanwhile.
       AND (EXISTS (SELECT FROM record_days d WHERE d.day = date_trunc('day', s.since, 'UTC') FOR KEY SHARE SKIP LOCKED)
            OR NOT EXISTS (SELECT FROM record_days d WHERE d.day = date_trunc('day', s.since, 'UTC')))
     ORDER BY s.since
     LIMIT 1
       FOR UPDATE SKIP LOCKED;
    IF moment IS NOT NULL THEN
        IF moment >= (SELECT b.since FROM raw_bounds b) THEN
            PERFORM create_period('check_hours', moment);
            -- A statement of its own: it sees what was committed before the mark was ours.
            INSERT INTO check_hours (hour, duration_sum, target_id, up, down, missed, unknown, zone_id, reasons, durations)
            SELECT moment,
                   coalesce(sum(micros), 0),
                   target_id,
                   coalesce(sum(n) FILTER (WHERE outcome = 1), 0),
                   coalesce(sum(n) FILTER (WHERE outcome = 2), 0),
                   coalesce(sum(n) FILTER (WHERE outcome = 3), 0),
                   coalesce(sum(n) FILTER (WHERE outcome > 3), 0),
                   zone_id,
                   array_agg(ARRAY[outcome, reason, n] ORDER BY outcome, reason) FILTER (WHERE reason IS NOT NULL),
                   array_agg(ARRAY[bucket, n] ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL)
              FROM (SELECT target_id, zone_id, outcome, reason, bucket, sum(slots)::integer AS n, sum(micros) AS micros
                      FROM (SELECT c.target_id, c.zone_id, c.outcome, c.reason,
                                   CASE WHEN c.outcome = 1 THEN duration_bucket(c.duration) END AS bucket,
                                   count(*) AS slots,
                                   sum(c.duration) FILTER (WHERE c.outcome = 1) AS micros
                              FROM checks c
                             WHERE c.scheduled_at >= moment AND c.scheduled_at < moment + interval '1 hour'
                             GROUP BY 1, 2, 3, 4, 5
                            UNION ALL
                            SELECT r.target_id, r.zone_id, r.outcome, r.reason, NULL, r.slots, NULL
                              FROM range_counts(NULL, ARRAY[moment], ARRAY[moment + interval '1 hour']) r) AS parts
                     GROUP BY 1, 2, 3, 4, 5) AS groups
             GROUP BY target_id, zone_id
            ON CONFLICT (target_id, zone_id, hour) DO UPDATE
               SET duration_sum = excluded.duration_sum, up = excluded.up, down = excluded.down,
                   missed = excluded.missed, unknown = excluded.unknown, maintenance_up = NULL, maintenance_down = NULL,
                   maintenance_missed = NULL, maintenance_unknown = NULL, reasons = excluded.reasons,
                   durations = excluded.durations;
        END IF;
        PERFORM count_maintenance(moment), mark_periods('day', ARRAY[date_trunc('day', moment, 'UTC')]);
        DELETE FROM stale_rollups WHERE kind = 'hour' AND since = moment;
        RETURN moment;
    END IF;

    SELECT s.since INTO moment
      FROM stale_rollups s
     WHERE s.kind = 'day' AND s.since + interval '24 hours' <= now() - settled
     ORDER BY s.since
     LIMIT 1
       FOR UPDATE SKIP LOCKED;
    IF moment IS NOT NULL THEN
        PERFORM create_period('check_days', moment);
        WITH summed AS (
            INSERT INTO check_days (day, duration_sum, target_id, up, down, missed, unknown, maintenance_up, maintenance_down,
                maintenance_missed, maintenance_unknown, zone_id, reasons, durations)
            SELECT moment, s.duration_sum, s.target_id, s.up, s.down, s.missed, s.unknown, s.maintenance_up, s.maintenance_down,
                   s.maintenance_missed, s.maintenance_unknown, s.zone_id, r.reasons, d.durations
              FROM (SELECT target_id, zone_id, sum(duration_sum) AS duration_sum,
                           sum(up) AS up, sum(down) AS down, sum(missed) AS missed, sum(unknown) AS unknown,
                           sum(maintenance_up) AS maintenance_up, sum(maintenance_down) AS maintenance_down,
                           sum(maintenance_missed) AS maintenance_missed, sum(maintenance_unknown) AS maintenance_unknown
                      FROM check_hours
                     WHERE hour >= moment AND hour < moment + interval '24 hours'
                     GROUP BY target_id, zone_id) AS s
              LEFT JOIN (SELECT target_id, zone_id, array_agg(ARRAY[outcome, reason, n] ORDER BY outcome, reason) AS reasons
                      FROM (SELECT target_id, zone_id, reasons[i][1] AS outcome, reasons[i][2] AS reason,
                                   sum(reasons[i][3])::integer AS n
                              FROM check_hours, generate_subscripts(reasons, 1) AS i
                             WHERE hour >= moment AND hour < moment + interval '24 hours'
                             GROUP BY 1, 2, 3, 4) AS sums
                     GROUP BY target_id, zone_id) AS r USING (target_id, zone_id)
              LEFT JOIN (SELECT target_id, zone_id, array_agg(ARRAY[bucket, n] ORDER BY bucket) AS durations
                      FROM (SELECT target_id, zone_id, durations[i][1] AS bucket, sum(durations[i][2])::integer AS n
                              FROM check_hours, generate_subscripts(durations, 1) AS i
                             WHERE hour >= moment AND hour < moment + interval '24 hours'
                             GROUP BY 1, 2, 3) AS sums
                     GROUP BY target_id, zone_id) AS d USING (target_id, zone_id)
            ON CONFLICT (target_id, zone_id, day) DO UPDATE
               SET duration_sum = excluded.duration_sum, up = excluded.up, down = excluded.down,
                   missed = excluded.missed, unknown = excluded.unknown, maintenance_up = excluded.maintenance_up,
                   maintenance_down = excluded.maintenance_down, maintenance_missed = excluded.maintenance_missed,
                   maintenance_unknown = excluded.maintenance_unknown, reasons = excluded.reasons,
                   durations = excluded.durations
            RETURNING target_id, up, down, missed, unknown, maintenance_up, maintenance_down, maintenance_missed,
                maintenance_unknown
        )
        INSERT INTO day_sums
        SELECT moment, array_agg(s.target_id), array_agg(s.up),
               array_agg(s.target_id) FILTER (WHERE s.bad), array_agg(s.down) FILTER (WHERE s.bad),
               array_agg(s.missed) FILTER (WHERE s.bad), array_agg(s.unknown) FILTER (WHERE s.bad),
               array_agg(s.target_id) FILTER (WHERE s.quiet), array_agg(s.quiet_up) FILTER (WHERE s.quiet),
               array_agg(s.quiet_down) FILTER (WHERE s.quiet), array_agg(s.quiet_missed) FILTER (WHERE s.quiet),
               array_agg(s.quiet_unknown) FILTER (WHERE s.quiet)
          FROM (SELECT d.target_id, sum(d.up)::integer AS up, sum(d.down)::integer AS down, sum(d.missed)::integer AS missed,
                       sum(d.unknown)::integer AS unknown, sum(d.down + d.missed + d.unknown) > 0 AS bad,
                       coalesce(sum(d.maintenance_up), 0)::integer AS quiet_up,
                       coalesce(sum(d.maintenance_down), 0)::integer AS quiet_down,
                       coalesce(sum(d.maintenance_missed), 0)::integer AS quiet_missed,
                       coalesce(sum(d.maintenance_unknown), 0)::integer AS quiet_unknown,
                       sum(d.maintenance_up + d.maintenance_down + d.maintenance_missed + d.maintenance_unknown) > 0 AS quiet
                  FROM summed d
                 GROUP BY d.target_id) AS s
        -- Of a day whose hours are gone nothing is known that is better.
        HAVING count(*) > 0
        ON CONFLICT (day) DO UPDATE
           SET (targets, up, bad_targets, down, missed, unknown, quiet_targets, quiet_up, quiet_down, quiet_missed, quiet_unknown)
               = (excluded.targets, excluded.up, excluded.bad_targets, excluded.down, excluded.missed, excluded.unknown,
                  excluded.quiet_targets, excluded.quiet_up, excluded.quiet_down, excluded.quiet_missed, excluded.quiet_unknown);
        DELETE FROM stale_rollups WHERE kind = 'day' AND since = moment;
        INSERT INTO unsealed_days (day) VALUES (moment) ON CONFLICT DO NOTHING;
    END IF;
    RETURN moment;
END
$$;
COMMENT ON FUNCTION roll_up IS
    'Computes one stale hour, or else one stale day, that is over and was left alone for that long; returns which, or null '
    'when there is none';

CREATE VIEW hourly_results AS
SELECT t.name AS target, z.name AS zone, h.hour, h.up, h.down, h.missed, h.unknown,
       coalesce(h.maintenance_up, 0) AS maintenance_up, coalesce(h.maintenance_down, 0) AS maintenance_down,
       coalesce(h.maintenance_missed, 0) AS maintenance_missed,
       coalesce(h.maintenance_unknown, 0) AS maintenance_unknown,
       h.duration_sum / nullif(h.up, 0) / 1e6::double precision AS duration_mean,
       bucket_duration(h.percentiles[1]) AS duration_p50,
       bucket_duration(h.percentiles[2]) AS duration_p95,
       bucket_duration(h.percentiles[3]) AS duration_p99
  FROM check_hours h
  JOIN targets t ON t.id = h.target_id
  JOIN zones z ON z.id = h.zone_id;
COMMENT ON VIEW hourly_results IS 'The checks of each hour that is over, summed up; durations in seconds, of the checks that were up';

CREATE VIEW daily_results AS
SELECT t.name AS target, z.name AS zone, d.day, d.up, d.down, d.missed, d.unknown,
       coalesce(d.maintenance_up, 0) AS maintenance_up, coalesce(d.maintenance_down, 0) AS maintenance_down,
       coalesce(d.maintenance_missed, 0) AS maintenance_missed,
       coalesce(d.maintenance_unknown, 0) AS maintenance_unknown,
       d.duration_sum / nullif(d.up, 0) / 1e6::double precision AS duration_mean,
       bucket_duration(d.percentiles[1]) AS duration_p50,
       bucket_duration(d.percentiles[2]) AS duration_p95,
       bucket_duration(d.percentiles[3]) AS duration_p99
  FROM check_days d
  JOIN targets t ON t.id = d.target_id
  JOIN zones z ON z.id = d.zone_id;
COMMENT ON VIEW daily_results IS 'The checks of each day in UTC that is over, summed up; durations in seconds, of the checks that were up';

-- Ranges whose hours may still be computed anew stay.
CREATE FUNCTION expire_missed_ranges(before timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
    DELETE FROM missed_ranges r USING raw_bounds b WHERE r.last_slot < least($1, b.since, kept_since('archive'))
$$;
COMMENT ON FUNCTION expire_missed_ranges IS
    'Removes the ranges that are over before this moment, as far as the rows of their days are dropped: the sums have counted '
    'them';

CREATE FUNCTION missed_in_ranges(for_target integer, since timestamptz, until timestamptz)
    RETURNS TABLE (zone_id smallint, scheduled_at timestamptz, outcome smallint)
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
    SELECT p.zone_id, s.slot, p.outcome
      FROM raw_bounds b
     CROSS JOIN LATERAL range_pieces($1, ARRAY[greatest($2, b.since)], ARRAY[$3]) p
     CROSS JOIN LATERAL (SELECT from_micros(to_micros(p.first_slot) + n * p.step) AS slot
                           FROM generate_series(0, p.slots - 1) AS n) AS s
     WHERE NOT EXISTS (SELECT FROM checks c
                        WHERE c.target_id = $1 AND c.zone_id = p.zone_id AND c.scheduled_at = s.slot)
$$;
COMMENT ON FUNCTION missed_in_ranges IS
    'The slots of a target from since to before until that lie in ranges and have no row in checks, each once, '
    'and the code of its outcome: missed, unknown or what counts as that. Of days whose rows are dropped it lists none; the sums count them';
