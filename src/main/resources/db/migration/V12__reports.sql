-- What a report is made of, and what proves later that the record is still the same.

-- The rows of a day, whether they are in the archive or not.
CREATE FUNCTION day_checks(targets integer[], day timestamptz) RETURNS SETOF checks
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT c.* FROM checks c
     WHERE c.scheduled_at >= $2 AND c.scheduled_at < $2 + interval '24 hours' AND ($1 IS NULL OR c.target_id = ANY ($1))
    UNION ALL
    SELECT c.* FROM archived_checks p CROSS JOIN LATERAL unpack_checks(p) c
     WHERE p.day = $2 AND ($1 IS NULL OR p.target_id = ANY ($1))
$$;
COMMENT ON FUNCTION day_checks IS 'The checks of these targets, or of all with null, in the 24 hours from then on, as rows or from the archive';

-- The format is a version: another one has another first line. Monitors are left out, since those of a zone are
-- interchangeable; evidence is left out, since it is kept for a time of its own.
CREATE FUNCTION canonical_row(c checks) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN format('%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s', to_micros(c.scheduled_at), outcome_name(c.outcome),
        reason_name(c.reason), c.status_code, c.attempts, c.delay, c.duration, c.resolve, c.connect, c.tls, c.processing,
        c.transfer, c.body_bytes, c.regexp_matched, c.degraded);
COMMENT ON FUNCTION canonical_row IS
    'A check as a line of text for its seal: slot in microseconds since the epoch, outcome, reason, status code, attempts, delay, '
    'duration, resolve, connect, tls, processing and transfer in microseconds, bytes of the body, regexp matched and degraded as '
    't or f; nothing for what is null';

CREATE FUNCTION seal_digests(targets integer[], day timestamptz)
    RETURNS TABLE (target_id integer, zone_id smallint, rows bigint, digest text)
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
    SELECT d.target_id, d.zone_id, d.rows,
           encode(sha256(convert_to(format(E'nudger-seal-1\n%s\n%s\n%s\n%s\n', t.name, z.name,
               to_char($2 AT TIME ZONE 'UTC', 'YYYY-MM-DD'), d.lines), 'UTF8')), 'hex')
      FROM (SELECT c.target_id, c.zone_id, count(*) AS rows,
                   string_agg(canonical_row(c), E'\n' ORDER BY c.scheduled_at) AS lines
              FROM day_checks($1, $2) c
             GROUP BY c.target_id, c.zone_id) AS d
      JOIN targets t ON t.id = d.target_id
      JOIN zones z ON z.id = d.zone_id
$$;
COMMENT ON FUNCTION seal_digests IS
    'What the seals of a day in UTC have to be, of these targets or of all with null: the SHA-256 of a text in UTF-8, whose lines '
    'are nudger-seal-1, target, zone, day and the checks as canonical_row() in the order of their slots, each with a line feed';

CREATE TABLE seals (
    day       timestamptz NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now(),
    rows      bigint      NOT NULL,
    target_id integer     NOT NULL REFERENCES targets,
    zone_id   smallint    NOT NULL REFERENCES zones,
    revision  smallint    NOT NULL,
    digest    text        NOT NULL,
    PRIMARY KEY (target_id, day, zone_id, revision)
);
COMMENT ON TABLE seals IS
    'What the checks of a target in a zone were when a day in UTC was over; a result that came late makes another revision, and the '
    'one before stays. People read the view day_seals';
COMMENT ON COLUMN seals.rows IS 'How many checks there were';
COMMENT ON COLUMN seals.digest IS 'See seal_digests()';
CREATE INDEX seals_day ON seals (day);

CREATE TABLE unsealed_days (
    day timestamptz PRIMARY KEY
);
COMMENT ON TABLE unsealed_days IS 'Days that are to be sealed when they are over: those whose sums were computed since';

CREATE VIEW day_seals AS
SELECT t.name AS target, z.name AS zone, (s.day AT TIME ZONE 'UTC')::date AS day, s.revision, s.rows, s.digest, s.sealed_at
  FROM seals s
  JOIN targets t ON t.id = s.target_id
  JOIN zones z ON z.id = s.zone_id;
COMMENT ON VIEW day_seals IS 'Every seal, in words';

CREATE FUNCTION seal_next(settled interval) RETURNS date
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
DECLARE
    moment timestamptz;
BEGIN
    settled := make_interval(secs => greatest(extract(epoch FROM settled)::double precision, 0));
    SELECT u.day INTO moment
      FROM unsealed_days u
     WHERE u.day + interval '24 hours' + settled <= now()
       AND NOT EXISTS (SELECT FROM stale_rollups s
                        WHERE s.since >= u.day AND s.since < u.day + interval '24 hours')
     ORDER BY u.day
     LIMIT 1
       FOR UPDATE SKIP LOCKED;
    IF moment IS NULL THEN
        RETURN NULL;
    END IF;
    -- Who writes or drops from here on marks the day again.
    LOCK TABLE ONLY checks IN ACCESS SHARE MODE;
    INSERT INTO seals (day, target_id, zone_id, revision, rows, digest)
    SELECT moment, n.target_id, n.zone_id, coalesce(s.revision, 0) + 1, n.rows, n.digest
      FROM seal_digests(NULL, moment) n
      LEFT JOIN LATERAL (
          SELECT s.revision, s.digest
            FROM seals s
           WHERE s.target_id = n.target_id AND s.zone_id = n.zone_id AND s.day = moment
           ORDER BY s.revision DESC
           LIMIT 1
      ) AS s ON true
     WHERE s.digest IS DISTINCT FROM n.digest;
    DELETE FROM unsealed_days u WHERE u.day = moment;
    RETURN (moment AT TIME ZONE 'UTC')::date;
END
$$;
COMMENT ON FUNCTION seal_next IS
    'Seals the oldest day that is over for so long, is summed up, and was not sealed since; tells which, or null when there is none';

CREATE FUNCTION expire_seals() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
    DELETE FROM seals s WHERE s.day < kept_since('sums') - interval '24 hours'
$$;
COMMENT ON FUNCTION expire_seals IS 'Removes the seals of days whose sums are not kept any more';
REVOKE EXECUTE ON FUNCTION seal_next, expire_seals FROM PUBLIC;

CREATE VIEW suspect_spans AS
SELECT z.name AS zone, c.decided_at AS since, c.until, c.hosts, c.dissenting
  FROM (SELECT c.*, lead(c.decided_at) OVER (PARTITION BY c.zone_id ORDER BY c.id) AS until FROM zone_changes c) AS c
  JOIN zones z ON z.id = c.zone_id
 WHERE c.to_state = 'suspect';
COMMENT ON VIEW suspect_spans IS 'When each zone was not trusted; until is null while that lasts';

CREATE FUNCTION decided_by_states(for_target integer, since timestamptz) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
    SELECT coalesce((SELECT c.decided_at <= $2 FROM state_changes c WHERE c.target_id = $1 ORDER BY c.sequence LIMIT 1), false)
$$;
COMMENT ON FUNCTION decided_by_states IS 'Whether an alerter has decided the state of a target from that moment on';

-- Where no alerter was, most of the zones decide that have checked the target in the span.
CREATE FUNCTION report_outages(targets text[], "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (target text, started_at timestamptz, ended_at timestamptz, state text, reason text, status_code smallint,
                   zones text[], decided_by text)
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
    WITH wanted AS MATERIALIZED (
        SELECT t.id, t.name, decided_by_states(t.id, $2) AS by_states,
               (SELECT count(DISTINCT c.zone_id) FROM target_configs c
                 WHERE c.target_id = t.id AND c.first_seen < $3 AND c.last_seen > $2 - interval '1 hour') AS zones
          FROM targets t
         WHERE $1 IS NULL OR t.name = ANY ($1)
    ), found AS MATERIALIZED (
        SELECT w.id, w.name, w.zones, i.zone, i.started_at, i.ended_at, i.reason
          FROM wanted w
          JOIN incidents i ON i.target = w.name
         WHERE NOT w.by_states AND i.started_at < $3 AND (i.ended_at IS NULL OR i.ended_at > $2)
    ), steps AS (
        SELECT e.id, e.name, e.zones, e.at, sum(e.step) AS step
          FROM (SELECT f.id, f.name, f.zones, f.started_at AS at, 1 AS step FROM found f
                UNION ALL
                SELECT f.id, f.name, f.zones, coalesce(f.ended_at, 'infinity'), -1 FROM found f) AS e
         GROUP BY e.id, e.name, e.zones, e.at
    ), levels AS (
        SELECT s.id, s.name, s.at, 2 * sum(s.step) OVER (PARTITION BY s.id ORDER BY s.at) > s.zones AS down
          FROM steps s
    ), edges AS (
        SELECT l.*, lag(l.down, 1, false) OVER (PARTITION BY l.id ORDER BY l.at) AS before FROM levels l
    ), spans AS (
        SELECT e.id, e.name, e.at, lead(e.at) OVER (PARTITION BY e.id ORDER BY e.at) AS until, e.down
          FROM edges e
         WHERE e.down <> e.before
    )
    SELECT w.name, o.started_at, o.ended_at, o.worst, o.reason, o.status_code, '{}', 'states'
      FROM wanted w
      JOIN outages o ON o.target_id = w.id
     WHERE w.by_states AND o.started_at < $3 AND (o.ended_at IS NULL OR o.ended_at > $2)
    UNION ALL
    SELECT s.name, s.at, nullif(s.until, 'infinity'), 'down',
           (SELECT f.reason FROM found f WHERE f.id = s.id AND f.started_at <= s.at AND coalesce(f.ended_at, 'infinity') > s.at
             ORDER BY f.started_at, f.zone LIMIT 1),
           NULL,
           ARRAY(SELECT DISTINCT f.zone FROM found f
                  WHERE f.id = s.id AND f.started_at < s.until AND coalesce(f.ended_at, 'infinity') > s.at ORDER BY f.zone),
           'incidents'
      FROM spans s
     WHERE s.down AND s.at < $3 AND s.until > $2
     ORDER BY 1, 2
$$;
COMMENT ON FUNCTION report_outages IS
    'The outages of these targets, or of all with null, that went on within a span. decided_by states: as the alerter decided them; '
    'incidents: spans in which most of the zones had an incident';

CREATE FUNCTION report_times(targets text[], "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (target text, outages bigint, partial_outages bigint, downtime double precision, partial_time double precision,
                   downtime_without_maintenance double precision, mttr double precision, mtbf double precision)
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
    WITH spans AS MATERIALIZED (
        SELECT o.target, o.state, o.started_at, o.ended_at,
               tstzrange(greatest(o.started_at, $2), least(o.ended_at, $3, now())) AS span
          FROM report_outages($1, $2, $3) o
         WHERE greatest(o.started_at, $2) < least(o.ended_at, $3, now())
    ), quiet AS MATERIALIZED (
        SELECT t.name AS target, range_agg(tstzrange(x.since, x.until)) AS spans
          FROM excluded_spans(NULL, $2, $3) x
          JOIN targets t ON t.id = x.target_id
         GROUP BY t.name
    ), counted AS (
        SELECT s.target, count(*) FILTER (WHERE s.state = 'down') AS outages,
               count(*) FILTER (WHERE s.state <> 'down') AS partial_outages,
               sum(extract(epoch FROM upper(s.span) - lower(s.span))) FILTER (WHERE s.state = 'down') AS downtime,
               sum(extract(epoch FROM upper(s.span) - lower(s.span))) FILTER (WHERE s.state <> 'down') AS partial_time,
               sum((SELECT coalesce(sum(extract(epoch FROM upper(p) - lower(p))), 0)
                      FROM unnest(tstzmultirange(s.span) - coalesce(q.spans, '{}')) AS p)) FILTER (WHERE s.state = 'down')
                   AS without,
               avg(extract(epoch FROM s.ended_at - s.started_at))
                   FILTER (WHERE s.state = 'down' AND s.ended_at <= $3) AS mttr
          FROM spans s
          LEFT JOIN quiet q USING (target)
         GROUP BY s.target
    )
    SELECT t.name, coalesce(c.outages, 0), coalesce(c.partial_outages, 0), coalesce(c.downtime, 0)::double precision,
           coalesce(c.partial_time, 0)::double precision, coalesce(c.without, 0)::double precision,
           c.mttr::double precision,
           ((extract(epoch FROM least($3, now()) - greatest($2, t.first_seen)) - c.downtime) / nullif(c.outages, 0))
               ::double precision
      FROM targets t
      LEFT JOIN counted c ON c.target = t.name
     WHERE ($1 IS NULL OR t.name = ANY ($1)) AND t.first_seen < $3
$$;
COMMENT ON FUNCTION report_times IS
    'How long these targets, or all with null, were out within a span, in seconds. partial: some zones only. mttr: how long outages '
    'lasted that were over by its end, on average. mtbf: the time without an outage by how many there were';
