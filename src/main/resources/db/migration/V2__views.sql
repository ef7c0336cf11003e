-- What people and tools read.

-- The names of the first codes stand here again: a function that looks into a table is not inlined, and views ask for
-- the name of each row.
CREATE FUNCTION later_outcome_name(code smallint) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    RETURN (SELECT o.name FROM outcomes o WHERE o.id = code);
COMMENT ON FUNCTION later_outcome_name IS 'The name of an outcome, from the table';

CREATE FUNCTION outcome_name(code smallint) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE code WHEN 1 THEN 'up' WHEN 2 THEN 'down' WHEN 3 THEN 'missed' WHEN 4 THEN 'unknown'
        ELSE later_outcome_name(code)
    END;
COMMENT ON FUNCTION outcome_name IS 'The name of an outcome';

CREATE FUNCTION later_reason_name(code smallint) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    RETURN (SELECT r.name FROM reasons r WHERE r.id = code);
COMMENT ON FUNCTION later_reason_name IS 'The name of a reason, from the table';

CREATE FUNCTION reason_name(code smallint) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE code
        WHEN 1 THEN 'resolve' WHEN 2 THEN 'connect' WHEN 3 THEN 'tls' WHEN 4 THEN 'timeout'
        WHEN 5 THEN 'reset' WHEN 6 THEN 'redirect' WHEN 7 THEN 'status' WHEN 8 THEN 'header'
        WHEN 9 THEN 'body' WHEN 10 THEN 'too_large' WHEN 11 THEN 'slow' WHEN 12 THEN 'certificate'
        WHEN 13 THEN 'blocked_address' WHEN 14 THEN 'overloaded' WHEN 15 THEN 'stopped' WHEN 16 THEN 'internal'
        WHEN 17 THEN 'other' ELSE later_reason_name(code)
    END;
COMMENT ON FUNCTION reason_name IS 'The name of a reason';

-- The message is looked up row by row: a join would read the failures of every day, whatever days are asked for.
CREATE VIEW check_results AS
SELECT t.name AS target,
       z.name AS zone,
       m.name AS monitor,
       c.scheduled_at,
       c.scheduled_at + c.delay * interval '1 microsecond' AS started_at,
       c.delay / 1e6::double precision AS delay,
       outcome_name(c.outcome) AS outcome,
       reason_name(c.reason) AS reason,
       CASE WHEN c.reason IS NOT NULL THEN (
           SELECT f.message
             FROM check_failures f
            WHERE f.target_id = c.target_id AND f.zone_id = c.zone_id AND f.scheduled_at = c.scheduled_at
       ) END AS message,
       c.status_code,
       c.duration / 1e6::double precision AS duration,
       c.resolve / 1e6::double precision AS resolve,
       c.connect / 1e6::double precision AS connect,
       c.tls / 1e6::double precision AS tls,
       c.processing / 1e6::double precision AS processing,
       c.transfer / 1e6::double precision AS transfer,
       c.regexp_matched,
       c.body_bytes,
       c.attempts,
       c.degraded,
       CASE WHEN c.attempts > 1 THEN (
           SELECT reason_name(f.first_reason)
             FROM check_failures f
            WHERE f.target_id = c.target_id AND f.zone_id = c.zone_id AND f.scheduled_at = c.scheduled_at
       ) END AS first_reason,
       CASE WHEN c.attempts > 1 THEN (
           SELECT f.first_message
             FROM check_failures f
            WHERE f.target_id = c.target_id AND f.zone_id = c.zone_id AND f.scheduled_at = c.scheduled_at
       ) END AS first_message
  FROM checks c
  JOIN targets t ON t.id = c.target_id
  JOIN zones z ON z.id = c.zone_id
  LEFT JOIN monitors m ON m.id = c.monitor_id;
COMMENT ON VIEW check_results IS 'Every check, in words and seconds';
COMMENT ON COLUMN check_results.first_reason IS 'Why the first attempt failed, when there were more';

-- A condition on the word of an outcome cannot use an index of its code.
CREATE VIEW failed_results AS
SELECT t.name AS target,
       z.name AS zone,
       m.name AS monitor,
       c.scheduled_at,
       outcome_name(c.outcome) AS outcome,
       reason_name(c.reason) AS reason,
       f.message,
       c.status_code,
       c.duration / 1e6::double precision AS duration,
       c.attempts
  FROM checks c
  JOIN targets t ON t.id = c.target_id
  JOIN zones z ON z.id = c.zone_id
  LEFT JOIN monitors m ON m.id = c.monitor_id
  LEFT JOIN LATERAL (
      SELECT f.message
        FROM check_failures f
       WHERE f.target_id = c.target_id AND f.zone_id = c.zone_id AND f.scheduled_at = c.scheduled_at
  ) AS f ON true
 WHERE c.outcome <> 1;
COMMENT ON VIEW failed_results IS 'The results that are not up, found without a look at all others';

CREATE VIEW check_evidence AS
SELECT t.name AS target,
       z.name AS zone,
       f.scheduled_at,
       f.message,
       reason_name(f.first_reason) AS first_reason,
       f.first_message,
       f.match,
       f.body_excerpt,
       f.headers,
       f.remote_address,
       f.protocol,
       f.certificate_not_after,
       f.certificate_sha256,
       f.certificate_issuer
  FROM check_failures f
  JOIN targets t ON t.id = f.target_id
  JOIN zones z ON z.id = f.zone_id;
COMMENT ON VIEW check_evidence IS 'What was kept of each check that was not up, or not at once';

CREATE VIEW replaced_results AS
SELECT t.name AS target,
       z.name AS zone,
       r.scheduled_at,
       m.name AS monitor,
       reason_name(r.reason) AS reason,
       r.evidence ->> 'message' AS message,
       r.status_code,
       r.delay / 1e6::double precision AS delay,
       r.duration / 1e6::double precision AS duration,
       r.evidence,
       r.replaced_at,
       b.name AS replaced_by,
       outcome_name(r.outcome) AS outcome
  FROM replaced_failures r
  JOIN targets t ON t.id = r.target_id
  JOIN zones z ON z.id = r.zone_id
  LEFT JOIN monitors m ON m.id = r.monitor_id
  LEFT JOIN monitors b ON b.id = r.replaced_by;
COMMENT ON VIEW replaced_results IS
    'Checks that were down and whose slot another result has taken, because it began first: what they said, and who took it';
COMMENT ON COLUMN replaced_results.monitor IS 'Whose check was replaced';
COMMENT ON COLUMN replaced_results.replaced_by IS 'The monitor of the result that took the slot';
COMMENT ON COLUMN replaced_results.outcome IS 'Of the result that took the slot';

CREATE VIEW matches AS
SELECT t.name AS target, z.name AS zone, m.scheduled_at, m.match
  FROM check_matches m
  JOIN targets t ON t.id = m.target_id
  JOIN zones z ON z.id = m.zone_id;
COMMENT ON VIEW matches IS 'What the regular expression of a target with keep_match matched, check by check';

CREATE VIEW target_certificates AS
SELECT t.name AS target, z.name AS zone, c.sha256, c.subject, c.issuer, c.not_after, c.first_seen, c.last_seen
  FROM certificates c
  JOIN targets t ON t.id = c.target_id
  JOIN zones z ON z.id = c.zone_id;
COMMENT ON VIEW target_certificates IS 'Each certificate that a target presented; a row that begins is a change';

CREATE VIEW target_availability AS
SELECT target,
       CASE
           WHEN cardinality(zones_up) + cardinality(zones_down) = 0 THEN 'stale'
           WHEN cardinality(zones_down) > cardinality(zones_up) THEN 'down'
           WHEN cardinality(zones_down) > 0 THEN 'partial'
           ELSE 'up'
       END AS state,
       zones_up,
       zones_down,
       zones_unknown,
       zones_stale,
       scheduled_at
  FROM (
    SELECT target,
           coalesce(array_agg(zone ORDER BY zone) FILTER (WHERE fresh AND outcome = 'up'), '{}') AS zones_up,
           coalesce(array_agg(zone ORDER BY zone) FILTER (WHERE fresh AND outcome = 'down'), '{}') AS zones_down,
           coalesce(array_agg(zone ORDER BY zone) FILTER (WHERE fresh AND outcome NOT IN ('up', 'down')), '{}')
               AS zones_unknown,
           coalesce(array_agg(zone ORDER BY zone) FILTER (WHERE NOT fresh), '{}') AS zones_stale,
           max(scheduled_at) AS scheduled_at
      FROM (
        SELECT t.name AS target,
               z.name AS zone,
               outcome_name(s.outcome) AS outcome,
               s.scheduled_at,
               s.scheduled_at >= now() - 3 * t.interval - interval '10 seconds' AS fresh
          FROM target_statuses s
          JOIN targets t ON t.id = s.target_id
          JOIN zones z ON z.id = s.zone_id
      ) AS status
     GROUP BY target
  ) AS zones;
COMMENT ON VIEW target_availability IS
    'Each target over all zones. A zone is fresh when its last slot is not older than three intervals and ten seconds. '
    'down: most of the fresh zones that know say so; partial: at least one, but not most; stale: none knows';
COMMENT ON COLUMN target_availability.scheduled_at IS 'The newest slot of all zones';

-- The table of http-nudger: checks that ran and said something about the site. The id is ordered by time: 42 bits of
-- milliseconds since the epoch, 5 bits of the zone, 16 bits of the target.
CREATE VIEW url_statuses AS
SELECT (floor(extract(epoch FROM c.scheduled_at) * 1000)::bigint << 21)
           + ((c.zone_id & 31) << 16)
           + (c.target_id & 65535) AS id,
       c.scheduled_at + coalesce(c.delay, 0) * interval '1 microsecond' AS timestamp,
       t.url,
       c.status_code,
       reason_name(c.reason) AS failure_reason,
       c.duration / 1e6::double precision AS response_time,
       t.regexp,
       c.regexp_matched
  FROM checks c
  JOIN targets t ON t.id = c.target_id
 WHERE c.outcome IN (1, 2);
COMMENT ON VIEW url_statuses IS 'The checks that were up or down, in the columns of http-nudger';
