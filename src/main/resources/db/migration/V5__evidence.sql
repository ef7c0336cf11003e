ALTER TABLE checks ADD degraded boolean;
COMMENT ON COLUMN checks.degraded IS 'Whether a check that was up took longer than it should; null when nothing was set';

-- A check that is up in the end has a row here when its first attempt failed.
ALTER TABLE check_failures
    ALTER message DROP NOT NULL,
    ADD first_reason  smallint,
    ADD first_message text,
    ADD headers       jsonb;
COMMENT ON TABLE check_failures IS
    'The evidence of each check that was not up, or not at once; same key as checks, partitions and retention of its own';
COMMENT ON COLUMN check_failures.message IS 'What was wanted and what was found, for people; null for a check that was up in the end';
COMMENT ON COLUMN check_failures.first_reason IS 'Code of the reason of the first attempt, when there were more';
COMMENT ON COLUMN check_failures.first_message IS 'The message of the first attempt, when there were more';
COMMENT ON COLUMN check_failures.headers IS 'Some headers of the response; no cookies and no credentials';

-- In a table of its own: it grows with every check, but only of targets that ask for it.
CREATE TABLE check_matches (
    scheduled_at timestamptz NOT NULL,
    target_id    integer     NOT NULL,
    zone_id      smallint    NOT NULL,
    match        text        NOT NULL,
    PRIMARY KEY (target_id, zone_id, scheduled_at)
) PARTITION BY RANGE (scheduled_at);
COMMENT ON TABLE check_matches IS 'What the regular expression matched in checks that were up, of targets with keep_match';

CREATE OR REPLACE FUNCTION create_partitions(first_day date, last_day date) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
DECLARE
    day    date;
    parent text;
    child  text;
BEGIN
    -- Persisters start side by side, and the days they want are the same.
    PERFORM pg_advisory_xact_lock('checks'::regclass::oid::int8);
    FOR day IN SELECT first_day + n FROM generate_series(0, last_day - first_day) AS n LOOP
        FOREACH parent IN ARRAY ARRAY['checks', 'check_failures', 'check_matches'] LOOP
            child := parent || to_char(day, '"_"YYYY"_"MM"_"DD');
            CONTINUE WHEN to_regclass(child) IS NOT NULL;
            -- Attaching disturbs neither readers nor writers; CREATE TABLE ... PARTITION OF would wait for all of them.
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING INDEXES)', child, parent);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                parent, child, day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
        END LOOP;
    END LOOP;
END
$$;

DROP FUNCTION drop_partitions(date);
CREATE FUNCTION drop_partitions(before date, evidence_before date) RETURNS integer
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
        EXECUTE format('DROP TABLE %s', child);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION drop_partitions IS
    'Drops the partitions of the UTC days before the first one, and the evidence of those before the second; tells how many';

CREATE TABLE certificates (
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    not_after  timestamptz NOT NULL,
    target_id  integer     NOT NULL,
    zone_id    smallint    NOT NULL,
    sha256     text        NOT NULL,
    subject    text,
    issuer     text        NOT NULL,
    PRIMARY KEY (target_id, zone_id, sha256)
) WITH (fillfactor = 80);
COMMENT ON TABLE certificates IS 'Each certificate that a target presented in a zone, accepted or not';
COMMENT ON COLUMN certificates.first_seen IS 'The oldest slot in which it was seen';
COMMENT ON COLUMN certificates.last_seen IS 'The newest slot in which it was seen, cut to the hour';
COMMENT ON COLUMN certificates.sha256 IS 'Its fingerprint, hexadecimal';
COMMENT ON COLUMN certificates.not_after IS 'When it ends to be valid';
COMMENT ON COLUMN certificates.subject IS 'Whose it is; null when the monitor did not say';
COMMENT ON COLUMN certificates.issuer IS 'Who issued it';

CREATE OR REPLACE VIEW check_results AS
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
COMMENT ON COLUMN check_results.first_reason IS 'Why the first attempt failed, when there were more';

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
