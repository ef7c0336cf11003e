-- Days past the retention in little room. What costs in a table is the row, not what it holds: so a day of a target in a zone
-- is one row here, its checks are arrays, and each number of four bytes is two halves of two. Of most numbers the upper half
-- hardly changes, and what hardly changes PostgreSQL compresses to next to nothing.

CREATE FUNCTION high_half(value integer) RETURNS smallint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (value >> 16)::smallint;
COMMENT ON FUNCTION high_half IS 'The upper two bytes of a number';

CREATE FUNCTION low_half(value integer) RETURNS smallint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((value & 65535) - 32768)::smallint;
COMMENT ON FUNCTION low_half IS 'The lower two bytes of a number, less 32768, so that they fit';

CREATE FUNCTION whole(high smallint, low smallint) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (high::integer << 16) + (low::integer + 32768);
COMMENT ON FUNCTION whole IS 'The number of these halves';

CREATE TABLE archived_checks (
    day             timestamptz NOT NULL,
    target_id       integer NOT NULL,
    zone_id         smallint NOT NULL,
    distances       bigint[] NOT NULL,
    delay_high      smallint[] NOT NULL,
    delay_low       smallint[] NOT NULL,
    duration_high   smallint[] NOT NULL,
    duration_low    smallint[] NOT NULL,
    resolve_high    smallint[] NOT NULL,
    resolve_low     smallint[] NOT NULL,
    connect_high    smallint[] NOT NULL,
    connect_low     smallint[] NOT NULL,
    tls_high        smallint[] NOT NULL,
    tls_low         smallint[] NOT NULL,
    processing_high smallint[] NOT NULL,
    processing_low  smallint[] NOT NULL,
    transfer_high   smallint[] NOT NULL,
    transfer_low    smallint[] NOT NULL,
    body_bytes_high smallint[] NOT NULL,
    body_bytes_low  smallint[] NOT NULL,
    monitor_id      smallint[] NOT NULL,
    outcome         smallint[] NOT NULL,
    reason          smallint[] NOT NULL,
    status_code     smallint[] NOT NULL,
    attempts        smallint[] NOT NULL,
    regexp_matched  boolean[] NOT NULL,
    degraded        boolean[] NOT NULL,
    PRIMARY KEY (target_id, zone_id, day)
) PARTITION BY RANGE (day);
COMMENT ON TABLE archived_checks IS
    'The checks of a target in a zone by the day in UTC, past their retention as rows: element n of each array is of the check '
    'n. One partition per month. People read the function archived_results, programs unpack_checks';
COMMENT ON COLUMN archived_checks.distances IS
    'Microseconds from the slot before; of the first slot, from the beginning of the day';
COMMENT ON COLUMN archived_checks.delay_high IS 'As checks.delay, its upper half; so are the others, see high_half()';
COMMENT ON COLUMN archived_checks.delay_low IS 'As checks.delay, its lower half; so are the others, see low_half()';

CREATE FUNCTION unpack_checks(packed archived_checks) RETURNS SETOF checks
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT $1.day + sum(u.distance) OVER (ORDER BY u.n) * interval '1 microsecond',
           $1.target_id, whole(u.delay_high, u.delay_low), whole(u.duration_high, u.duration_low),
           whole(u.resolve_high, u.resolve_low), whole(u.connect_high, u.connect_low), whole(u.tls_high, u.tls_low),
           whole(u.processing_high, u.processing_low), whole(u.transfer_high, u.transfer_low),
           whole(u.body_bytes_high, u.body_bytes_low), $1.zone_id, u.monitor_id, u.outcome, u.reason, u.status_code,
           u.attempts, u.regexp_matched, u.degraded
      FROM unnest(
               $1.distances, $1.delay_high, $1.delay_low, $1.duration_high, $1.duration_low, $1.resolve_high,
               $1.resolve_low, $1.connect_high, $1.connect_low, $1.tls_high, $1.tls_low, $1.processing_high,
               $1.processing_low, $1.transfer_high, $1.transfer_low, $1.body_bytes_high, $1.body_bytes_low,
               $1.monitor_id, $1.outcome, $1.reason, $1.status_code, $1.attempts, $1.regexp_matched, $1.degraded
           ) WITH ORDINALITY AS u (
               distance, delay_high, delay_low, duration_high, duration_low, resolve_high, resolve_low, connect_high,
               connect_low, tls_high, tls_low, processing_high, processing_low, transfer_high, transfer_low,
               body_bytes_high, body_bytes_low, monitor_id, outcome, reason, status_code, attempts, regexp_matched,
               degraded, n
           )
$$;
COMMENT ON FUNCTION unpack_checks IS 'The rows of checks that were packed into this one, in the order of time';

CREATE FUNCTION archived_results(target text, "from" timestamptz, "to" timestamptz) RETURNS SETOF check_results
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT t.name, z.name, m.name, c.scheduled_at, c.scheduled_at + c.delay * interval '1 microsecond',
           c.delay / 1e6::double precision, outcome_name(c.outcome), reason_name(c.reason),
           CASE WHEN c.reason IS NOT NULL THEN f.message END, c.status_code, c.duration / 1e6::double precision,
           c.resolve / 1e6::double precision, c.connect / 1e6::double precision, c.tls / 1e6::double precision,
           c.processing / 1e6::double precision, c.transfer / 1e6::double precision,
           c.regexp_matched, c.body_bytes, c.attempts, c.degraded,
           CASE WHEN c.attempts > 1 THEN reason_name(f.first_reason) END,
           CASE WHEN c.attempts > 1 THEN f.first_message END
      FROM targets t
      JOIN archived_checks p ON p.target_id = t.id AND p.day > $2 - interval '24 hours' AND p.day < $3
     CROSS JOIN LATERAL unpack_checks(p) c
      JOIN zones z ON z.id = c.zone_id
      LEFT JOIN monitors m ON m.id = c.monitor_id
      LEFT JOIN check_failures f
        ON f.target_id = c.target_id AND f.zone_id = c.zone_id AND f.scheduled_at = c.scheduled_at
           AND (c.reason IS NOT NULL OR c.attempts > 1)
     WHERE t.name = $1 AND c.scheduled_at >= $2 AND c.scheduled_at < $3
     ORDER BY c.scheduled_at, z.name
$$;
COMMENT ON FUNCTION archived_results IS
    'The archived checks of a target from a time on and before another, in the columns of check_results';

-- At any moment a day is in one place: it is packed while everybody still has its rows, and these go when the packed ones come.
-- Who writes to it meanwhile marks the hour, and nobody takes a mark of this day away as long as this goes on. Rows that came
-- when the day was in the archive already are packed together with those that are there; of two of a slot the better one.
CREATE FUNCTION archive_next(before date, archive_before date) RETURNS date
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
    SET work_mem = '64MB'
AS $$
DECLARE
    child    regclass;
    oldest   date;
    first_at timestamptz;
BEGIN
    PERFORM FROM locks WHERE name = 'archive' FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    before := least(before, first_day('checks'));
    SELECT c.oid, to_date(right(c.relname, 10), 'YYYY_MM_DD') INTO child, oldest
      FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'checks'::regclass AND c.relname ~ '_\d{4}_\d{2}_\d{2}$'
     ORDER BY right(c.relname, 10)
     LIMIT 1;
    IF child IS NULL OR oldest < archive_before OR oldest >= before THEN
        RETURN NULL;
    END IF;
    first_at := oldest::timestamp AT TIME ZONE 'UTC';
    PERFORM FROM record_days d WHERE d.day = first_at FOR UPDATE;
    IF NOT is_summed_up(first_at) THEN
        RETURN NULL;
    END IF;
    EXECUTE format('DELETE FROM %s c
        USING archived_checks p CROSS JOIN LATERAL unpack_checks(p) a
        WHERE p.day = $1 AND c.target_id = p.target_id AND c.zone_id = p.zone_id AND c.scheduled_at = a.scheduled_at
          AND (CASE WHEN a.outcome < 3 THEN 0 WHEN a.outcome = 3 THEN 2 ELSE 1 END, coalesce(a.delay, 2147483647), a.outcome)
              < (CASE WHEN c.outcome < 3 THEN 0 WHEN c.outcome = 3 THEN 2 ELSE 1 END, coalesce(c.delay, 2147483647), c.outcome)',
        child) USING first_at;
    EXECUTE format('INSERT INTO %s SELECT c.* FROM archived_checks p CROSS JOIN LATERAL unpack_checks(p) c
        WHERE p.day = $1 ON CONFLICT DO NOTHING', child) USING first_at;
    DELETE FROM archived_checks p WHERE p.day = first_at;
    EXECUTE format($pack$
        INSERT INTO archived_checks (day, target_id, zone_id,
            distances, delay_high, delay_low, duration_high, duration_low, resolve_high, resolve_low, connect_high,
            connect_low, tls_high, tls_low, processing_high, processing_low, transfer_high, transfer_low,
            body_bytes_high, body_bytes_low, monitor_id, outcome, reason, status_code, attempts, regexp_matched,
            degraded)
        SELECT $1, target_id, zone_id,
            array_agg(distance), array_agg(high_half(delay)), array_agg(low_half(delay)),
            array_agg(high_half(duration)), array_agg(low_half(duration)), array_agg(high_half(resolve)),
            array_agg(low_half(resolve)), array_agg(high_half(connect)), array_agg(low_half(connect)),
            array_agg(high_half(tls)), array_agg(low_half(tls)), array_agg(high_half(processing)),
            array_agg(low_half(processing)), array_agg(high_half(transfer)), array_agg(low_half(transfer)),
            array_agg(high_half(body_bytes)), array_agg(low_half(body_bytes)), array_agg(monitor_id),
            array_agg(outcome), array_agg(reason), array_agg(status_code), array_agg(attempts),
            array_agg(regexp_matched), array_agg(degraded)
          FROM (SELECT c.*,
                       (extract(epoch FROM c.scheduled_at - lag(c.scheduled_at, 1, $1) OVER earlier) * 1000000)::bigint
                           AS distance
                  FROM %s c
                WINDOW earlier AS (PARTITION BY c.target_id, c.zone_id ORDER BY c.scheduled_at)
                 ORDER BY c.target_id, c.zone_id, c.scheduled_at) AS sorted
         GROUP BY target_id, zone_id
        $pack$, child) USING first_at;
    IF NOT drop_day(child, first_at) THEN
        RAISE EXCEPTION 'checks of % have come while they were packed', oldest USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN oldest;
END
$$;
COMMENT ON FUNCTION archive_next IS
    'Packs the oldest day of checks, in UTC, if it lies before the first one and not before the second, and its hours are '
    'summed up; returns which, null when there is none or somebody else does it';
