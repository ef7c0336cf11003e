-- The record. Times are instants (timestamptz), lengths of time are whole microseconds (integer: up to 35 minutes, longer
-- ones are stored as 2147483647), codes are those of the tables outcomes and reasons. NULL: not measured.

CREATE TABLE targets (
    id                integer     PRIMARY KEY,
    name              text        NOT NULL UNIQUE,
    url               text        NOT NULL,
    regexp            text,
    labels            jsonb       NOT NULL,
    interval          interval    NOT NULL,
    failure_threshold smallint    NOT NULL,
    success_threshold smallint    NOT NULL,
    config            text        NOT NULL,
    first_seen        timestamptz NOT NULL,
    last_seen         timestamptz NOT NULL,
    title             text,
    group_name        text,
    depends_on        text[]      NOT NULL DEFAULT '{}',
    quorum            text,
    maintenance       text[]      NOT NULL DEFAULT '{}'
) WITH (fillfactor = 80);
COMMENT ON TABLE targets IS 'The websites, as the newest result of each describes them';
COMMENT ON COLUMN targets.name IS 'The identity; history follows it';
COMMENT ON COLUMN targets.url IS 'As configured';
COMMENT ON COLUMN targets.regexp IS 'What the body must match, as configured; null for any body';
COMMENT ON COLUMN targets.labels IS 'Free key-value pairs, as configured';
COMMENT ON COLUMN targets.interval IS 'The distance of two slots';
COMMENT ON COLUMN targets.failure_threshold IS 'Checks in a row that are down until the target is confirmed as down';
COMMENT ON COLUMN targets.success_threshold IS 'Checks in a row that are up until it is confirmed as up again';
COMMENT ON COLUMN targets.config IS 'Hash of the whole configuration of the target';
COMMENT ON COLUMN targets.first_seen IS 'The oldest slot ever stored';
COMMENT ON COLUMN targets.last_seen IS 'The newest slot, cut to the minute';
COMMENT ON COLUMN targets.title IS 'What people are shown instead of the name, as configured; null for none';
COMMENT ON COLUMN targets.group_name IS 'The group, as configured; null for none';
COMMENT ON COLUMN targets.depends_on IS 'The targets whose failure explains one of this';
COMMENT ON COLUMN targets.quorum IS 'How many zones make it down: majority, any, all or a number; null for the default of the alerter';
COMMENT ON COLUMN targets.maintenance IS 'The names of the maintenances of the file of alerts that it takes part in';

CREATE TABLE zones (
    id   smallint PRIMARY KEY,
    name text     NOT NULL UNIQUE
);
COMMENT ON TABLE zones IS 'Where checks come from';

CREATE TABLE target_configs (
    target_id  integer     NOT NULL REFERENCES targets,
    zone_id    smallint    NOT NULL REFERENCES zones,
    config     text        NOT NULL,
    url        text        NOT NULL,
    regexp     text,
    interval   interval    NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    PRIMARY KEY (target_id, zone_id, config),
    CHECK (interval >= '100 milliseconds' AND interval <= '24 hours')
) WITH (fillfactor = 80);
COMMENT ON TABLE target_configs IS 'How each target was configured in each zone, and when';
COMMENT ON COLUMN target_configs.config IS 'Hash of the whole configuration of the target';
COMMENT ON COLUMN target_configs.url IS 'As configured';
COMMENT ON COLUMN target_configs.regexp IS 'What the body must match, as configured; null for any body';
COMMENT ON COLUMN target_configs.interval IS 'The distance of two slots';
COMMENT ON COLUMN target_configs.first_seen IS 'The oldest slot with this configuration; the others are whole intervals away';
COMMENT ON COLUMN target_configs.last_seen IS 'The newest slot with this configuration, cut to the hour';

CREATE TABLE monitors (
    id   smallint PRIMARY KEY,
    name text     NOT NULL UNIQUE
);
COMMENT ON TABLE monitors IS 'Which processes made checks; for tracing only, the monitors of a zone are interchangeable';

-- The first ones are those of the Java classes Outcome and FailureReason. What a monitor of a later version says beyond
-- them is given a number when it comes: rows go on being right whoever wrote them.
CREATE TABLE outcomes (
    id   smallint PRIMARY KEY,
    name text     NOT NULL UNIQUE
);
COMMENT ON TABLE outcomes IS 'How a slot can end. What is neither up, down nor missed counts as unknown';
INSERT INTO outcomes VALUES (1, 'up'), (2, 'down'), (3, 'missed'), (4, 'unknown');

CREATE TABLE reasons (
    id   smallint PRIMARY KEY,
    name text     NOT NULL UNIQUE
);
COMMENT ON TABLE reasons IS 'Why a slot did not end as up';
INSERT INTO reasons VALUES (1, 'resolve'), (2, 'connect'), (3, 'tls'), (4, 'timeout'), (5, 'reset'), (6, 'redirect'),
    (7, 'status'), (8, 'header'), (9, 'body'), (10, 'too_large'), (11, 'slow'), (12, 'certificate'),
    (13, 'blocked_address'), (14, 'overloaded'), (15, 'stopped'), (16, 'internal'), (17, 'other');

-- One row per slot of a target in a zone. The columns stand in the order of their alignment: nothing is padded.
CREATE TABLE checks (
    scheduled_at   timestamptz NOT NULL,
    target_id      integer     NOT NULL,
    delay          integer,
    duration       integer,
    resolve        integer,
    connect        integer,
    tls            integer,
    processing     integer,
    transfer       integer,
    body_bytes     integer,
    zone_id        smallint    NOT NULL,
    monitor_id     smallint,
    outcome        smallint    NOT NULL,
    reason         smallint,
    status_code    smallint,
    attempts       smallint    NOT NULL,
    regexp_matched boolean,
    degraded       boolean,
    PRIMARY KEY (target_id, zone_id, scheduled_at)
) PARTITION BY RANGE (scheduled_at);
COMMENT ON TABLE checks IS 'The record: one row per slot, target and zone; one partition per UTC day. People read the view check_results';
COMMENT ON COLUMN checks.scheduled_at IS 'The slot';
COMMENT ON COLUMN checks.delay IS 'From the slot to the start of the check, microseconds; null when it did not run';
COMMENT ON COLUMN checks.duration IS 'From the start of the check to its end, redirects included, microseconds';
COMMENT ON COLUMN checks.resolve IS 'From the question for the host name to its address, microseconds';
COMMENT ON COLUMN checks.connect IS 'To the established TCP connection, microseconds';
COMMENT ON COLUMN checks.tls IS 'The TLS handshake, microseconds';
COMMENT ON COLUMN checks.processing IS 'From the request written to the first byte of the response, microseconds';
COMMENT ON COLUMN checks.transfer IS 'From the first byte of the response to its end, microseconds';
COMMENT ON COLUMN checks.body_bytes IS 'Bytes read of the last body; more than 2147483647 are stored as that';
COMMENT ON COLUMN checks.monitor_id IS 'Null when the table of monitors was full';
COMMENT ON COLUMN checks.outcome IS 'Code of the outcome; outcome_name() names it';
COMMENT ON COLUMN checks.reason IS 'Code of the reason why it is not up, else null; reason_name() names it';
COMMENT ON COLUMN checks.status_code IS 'Of the last response';
COMMENT ON COLUMN checks.attempts IS 'Exchanges made; 0 when the check did not run';
COMMENT ON COLUMN checks.regexp_matched IS 'Whether the body matched; null when nothing was to match';
COMMENT ON COLUMN checks.degraded IS 'Whether a check that was up took longer than it should; null when nothing was set';

-- Rows that are not up are rare, and both a run of outcomes and an incident begin or end at one.
CREATE INDEX checks_not_up ON checks (target_id, zone_id, scheduled_at) WHERE outcome <> 1;

-- The rows of an hour lie together in a table that is written in the order of time: a few pages hold them.
CREATE INDEX checks_time ON checks USING brin (scheduled_at) WITH (autosummarize = on);

-- In a table of its own, so that the many rows that are up stay narrow. A check that is up in the end has a row here when its
-- first attempt failed.
CREATE TABLE check_failures (
    scheduled_at          timestamptz NOT NULL,
    certificate_not_after timestamptz,
    target_id             integer     NOT NULL,
    zone_id               smallint    NOT NULL,
    first_reason          smallint,
    message               text,
    first_message         text,
    match                 text,
    body_excerpt          text,
    headers               jsonb,
    remote_address        text,
    protocol              text,
    certificate_sha256    text,
    certificate_issuer    text,
    PRIMARY KEY (target_id, zone_id, scheduled_at)
) PARTITION BY RANGE (scheduled_at);
COMMENT ON TABLE check_failures IS
    'The evidence of each check that was not up, or not at once; same key as checks, partitions and retention of its own';
COMMENT ON COLUMN check_failures.message IS 'What was wanted and what was found, for people; null for a check that was up in the end';
COMMENT ON COLUMN check_failures.first_reason IS 'Code of the reason of the first attempt, when there were more';
COMMENT ON COLUMN check_failures.first_message IS 'The message of the first attempt, when there were more';
COMMENT ON COLUMN check_failures.match IS 'What the regular expression matched';
COMMENT ON COLUMN check_failures.body_excerpt IS 'The beginning of the body';
COMMENT ON COLUMN check_failures.headers IS 'Some headers of the response; no cookies and no credentials';
COMMENT ON COLUMN check_failures.remote_address IS 'Address and port that answered';
COMMENT ON COLUMN check_failures.protocol IS 'HTTP version of the last response';
COMMENT ON COLUMN check_failures.certificate_not_after IS 'When the certificate that was presented ends to be valid';
COMMENT ON COLUMN check_failures.certificate_sha256 IS 'Its fingerprint, hexadecimal';
COMMENT ON COLUMN check_failures.certificate_issuer IS 'The name of its issuer';

-- In a table of its own: it grows with every check, but only of targets that ask for it.
CREATE TABLE check_matches (
    scheduled_at timestamptz NOT NULL,
    target_id    integer     NOT NULL,
    zone_id      smallint    NOT NULL,
    match        text        NOT NULL,
    PRIMARY KEY (target_id, zone_id, scheduled_at)
) PARTITION BY RANGE (scheduled_at);
COMMENT ON TABLE check_matches IS 'What the regular expression matched in checks that were up, of targets with keep_match';

-- Room in each page, so that the many updates of a row stay in it. Every new row of checks has its status here before the commit:
-- so the foreign keys of this table hold for that one too, at the cost of one look for each pair instead of one for each row.
CREATE TABLE target_statuses (
    scheduled_at    timestamptz NOT NULL,
    since           timestamptz NOT NULL,
    first_seen      timestamptz NOT NULL,
    known_at        timestamptz,
    run_since       timestamptz,
    confirmed_since timestamptz,
    target_id       integer     NOT NULL REFERENCES targets,
    zone_id         smallint    NOT NULL REFERENCES zones,
    outcome         smallint    NOT NULL,
    reason          smallint,
    run_outcome     smallint,
    run_length      smallint    NOT NULL DEFAULT 0,
    slow_run        smallint    NOT NULL DEFAULT 0,
    confirmed       smallint    NOT NULL DEFAULT 1,
    calm            boolean     NOT NULL DEFAULT false,
    recount         boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (target_id, zone_id)
) WITH (fillfactor = 50);
COMMENT ON TABLE target_statuses IS 'The newest slot of each target in each zone, whatever the order in which slots arrive';
COMMENT ON COLUMN target_statuses.scheduled_at IS 'The newest slot';
COMMENT ON COLUMN target_statuses.since IS 'The oldest slot since which every slot ended with this outcome';
COMMENT ON COLUMN target_statuses.first_seen IS 'The oldest slot ever stored';
COMMENT ON COLUMN target_statuses.outcome IS 'Code of its outcome; outcome_name() names it';
COMMENT ON COLUMN target_statuses.reason IS 'Code of its reason; reason_name() names it';
COMMENT ON COLUMN target_statuses.calm IS 'Up for so long that another check that is up changes nothing but known_at';
COMMENT ON COLUMN target_statuses.known_at IS 'The newest slot that was up or down; null when there is none';
COMMENT ON COLUMN target_statuses.run_outcome IS 'Code of its outcome: 1 up, 2 down; null when there is none';
COMMENT ON COLUMN target_statuses.run_since IS 'The first slot of the run of that outcome; slots that were neither up nor down do not break it';
COMMENT ON COLUMN target_statuses.run_length IS 'The failures in that run, 100 for 100 and more; or the successes, as far as success_threshold';
COMMENT ON COLUMN target_statuses.slow_run IS 'Checks in a row, up to the newest known one, that were up and degraded; 100 for 100 and more';
COMMENT ON COLUMN target_statuses.confirmed IS 'By the thresholds of the target: 1 up, 2 down; as the view confirmed_statuses has it';
COMMENT ON COLUMN target_statuses.confirmed_since IS 'Since when; as the view confirmed_statuses has it';
COMMENT ON COLUMN target_statuses.recount IS
    'A result came late, or the thresholds have changed: the columns of the run and confirmed are to be found anew in the rows';

-- Few are not, and each batch asks for them.
CREATE INDEX target_statuses_not_calm ON target_statuses (target_id, zone_id) WHERE NOT calm;

-- Other thresholds make another story of the same checks.
CREATE FUNCTION thresholds_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    UPDATE target_statuses s SET calm = false, recount = true WHERE s.target_id = NEW.id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION thresholds_changed IS 'Lets the confirmed statuses of a target be found anew in its rows';

CREATE TRIGGER thresholds_changed
    AFTER UPDATE OF failure_threshold, success_threshold ON targets
    FOR EACH ROW
    WHEN (OLD.failure_threshold <> NEW.failure_threshold OR OLD.success_threshold <> NEW.success_threshold)
    EXECUTE FUNCTION thresholds_changed();

CREATE TABLE certificates (
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    not_after  timestamptz NOT NULL,
    target_id  integer     NOT NULL REFERENCES targets,
    zone_id    smallint    NOT NULL REFERENCES zones,
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

-- What the owner of the schema has decided. Whoever keeps the tables in order does that, and nothing that he asks for himself.
CREATE TABLE retention (
    one_row  boolean  PRIMARY KEY DEFAULT true CHECK (one_row),
    checks   interval NOT NULL,
    archive  interval NOT NULL,
    failures interval NOT NULL,
    sums     interval NOT NULL
);
COMMENT ON TABLE retention IS
    'One row: how long the record is kept, as the owner of the schema has set it with the last nudger migrate';
COMMENT ON COLUMN retention.checks IS 'Checks as rows';
COMMENT ON COLUMN retention.archive IS 'Checks at all, past that in the archive';
COMMENT ON COLUMN retention.failures IS 'The evidence of failures';
COMMENT ON COLUMN retention.sums IS 'The sums of hours and days, and incidents';
-- Until the owner has said so, nothing is over.
INSERT INTO retention (checks, archive, failures, sums)
VALUES ('36500 days', '36500 days', '36500 days', '36500 days');

CREATE FUNCTION kept_since(part text) RETURNS timestamptz
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
    SELECT now() - CASE $1 WHEN 'checks' THEN r.checks WHEN 'archive' THEN r.archive WHEN 'failures' THEN r.failures
                           WHEN 'sums' THEN r.sums END
      FROM retention r
$$;
COMMENT ON FUNCTION kept_since IS 'The moment since which this part of the record is kept; the parts are the columns of retention';

-- Everybody who may connect may take any advisory lock, and hold it. The row of a table he can lock only if he may change it.
CREATE TABLE locks (
    name text PRIMARY KEY
);
COMMENT ON TABLE locks IS 'Rows that are locked so that one process at a time does something';
INSERT INTO locks VALUES ('archive'), ('compat'), ('grants'), ('names'), ('partitions');

CREATE FUNCTION take_lock(lock_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM FROM locks WHERE name = lock_name FOR UPDATE;
END
$$;
COMMENT ON FUNCTION take_lock IS 'Waits for this row of locks, and keeps it until the transaction ends';

CREATE FUNCTION lock_names() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM take_lock('names');
END
$$;
COMMENT ON FUNCTION lock_names IS 'Lets one transaction at a time give numbers to names';

CREATE TABLE record_days (
    day timestamptz PRIMARY KEY
);
COMMENT ON TABLE record_days IS
    'The days in UTC with a partition of checks. Their rows are locked, shared by those who take away marks of hours of that day';

-- Of two results of a slot the better one stays. Of a failure that lost its slot this is left, whoever took it.
CREATE TABLE replaced_failures (
    scheduled_at timestamptz NOT NULL,
    replaced_at  timestamptz NOT NULL DEFAULT now(),
    target_id    integer     NOT NULL,
    delay        integer,
    duration     integer,
    zone_id      smallint    NOT NULL,
    monitor_id   smallint,
    replaced_by  smallint,
    outcome      smallint    NOT NULL,
    reason       smallint,
    status_code  smallint,
    evidence     jsonb
);
COMMENT ON TABLE replaced_failures IS
    'Checks that were down and whose slot a result took that goes before them. Kept as long as the evidence of failures. '
    'People read the view replaced_results';
COMMENT ON COLUMN replaced_failures.replaced_by IS 'The monitor of the result that took the slot';
COMMENT ON COLUMN replaced_failures.outcome IS 'Of the result that took the slot';
COMMENT ON COLUMN replaced_failures.evidence IS 'The row of check_failures, without its key';

-- Once for each statement that replaces checks: what only inserts them pays nothing. The order is that of the persister as far
-- as numbers decide.
CREATE FUNCTION replace_checks() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
DECLARE
    targets integer[];
    zones   smallint[];
    slots   timestamptz[];
BEGIN
    IF EXISTS (SELECT FROM lesser l
                 JOIN better b USING (target_id, zone_id, scheduled_at)
                WHERE (CASE WHEN b.outcome < 3 THEN 0 WHEN b.outcome = 3 THEN 2 ELSE 1 END,
                       coalesce(b.delay, 2147483647), least(b.outcome, 5), least(coalesce(b.reason, 0), 18),
                       coalesce(b.duration, -1))
                    > (CASE WHEN l.outcome < 3 THEN 0 WHEN l.outcome = 3 THEN 2 ELSE 1 END,
                       coalesce(l.delay, 2147483647), least(l.outcome, 5), least(coalesce(l.reason, 0), 18),
                       coalesce(l.duration, -1))) THEN
        RAISE EXCEPTION 'a check is replaced only by one that goes before it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO replaced_failures (scheduled_at, target_id, zone_id, delay, duration, monitor_id, reason, status_code,
        replaced_by, outcome, evidence)
    SELECT l.scheduled_at, l.target_id, l.zone_id, l.delay, l.duration, l.monitor_id, l.reason, l.status_code,
           b.monitor_id, b.outcome,
           (SELECT jsonb_strip_nulls(to_jsonb(f) - '{scheduled_at,target_id,zone_id}'::text[]) FROM check_failures f
             WHERE f.target_id = l.target_id AND f.zone_id = l.zone_id AND f.scheduled_at = l.scheduled_at)
      FROM lesser l
      JOIN better b USING (target_id, zone_id, scheduled_at)
     WHERE l.outcome = 2;
    SELECT array_agg(l.target_id), array_agg(l.zone_id), array_agg(l.scheduled_at) INTO targets, zones, slots
      FROM lesser l;
    DELETE FROM check_failures f
     USING unnest(targets, zones, slots) AS n (target_id, zone_id, scheduled_at)
     WHERE f.target_id = n.target_id AND f.zone_id = n.zone_id AND f.scheduled_at = n.scheduled_at;
    DELETE FROM check_matches m
     USING unnest(targets, zones, slots) AS n (target_id, zone_id, scheduled_at)
     WHERE m.target_id = n.target_id AND m.zone_id = n.zone_id AND m.scheduled_at = n.scheduled_at;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION replace_checks IS
    'Sees to it that a check is replaced only by one that goes before it, and takes its evidence away with it';

CREATE TRIGGER replace_checks
    AFTER UPDATE ON checks
    REFERENCING OLD TABLE AS lesser NEW TABLE AS better
    FOR EACH STATEMENT EXECUTE FUNCTION replace_checks();

-- The proof that the database is still the one that a persister remembers: each of its transactions looks for the marks of those
-- that it has committed before. A database that was set back does not have them any more.
CREATE TABLE commit_marks (
    persister  uuid        NOT NULL,
    worker       smallint    NOT NULL,
    mark       bigint      NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (persister, worker)
) WITH (fillfactor = 50);
COMMENT ON TABLE commit_marks IS 'The last transaction of each persister';
COMMENT ON COLUMN commit_marks.persister IS 'Drawn at random by each process';
COMMENT ON COLUMN commit_marks.worker IS 'Transactions that run side by side mark different rows';
COMMENT ON COLUMN commit_marks.mark IS 'Grows with each transaction of the process';

CREATE TABLE stored_offsets (
    topic_id    text    NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    PRIMARY KEY (topic_id, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE stored_offsets IS 'How far each partition of the topics is stored; goes back with the record when the database is set back';
COMMENT ON COLUMN stored_offsets.topic_id IS 'The id of the topic in Kafka: a topic that is made again has another one';
COMMENT ON COLUMN stored_offsets.next_offset IS 'All records before it are in the record or among the dead letters';

-- Whoever renames or removes by hand what persisters remember takes their marks away: they ask again. The lock waits for the
-- transactions that have found their marks already.
CREATE FUNCTION names_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    LOCK TABLE commit_marks IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM commit_marks;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION names_changed IS 'Tells all persisters that what they remember of names holds no longer';

CREATE TRIGGER names_changed AFTER DELETE OR TRUNCATE OR UPDATE OF id, name ON targets
    FOR EACH STATEMENT EXECUTE FUNCTION names_changed();
CREATE TRIGGER names_changed AFTER DELETE OR TRUNCATE OR UPDATE OF id, name ON zones
    FOR EACH STATEMENT EXECUTE FUNCTION names_changed();
CREATE TRIGGER names_changed AFTER DELETE OR TRUNCATE OR UPDATE OF id, name ON monitors
    FOR EACH STATEMENT EXECUTE FUNCTION names_changed();
CREATE TRIGGER names_changed AFTER DELETE OR TRUNCATE OR UPDATE OF id, name ON outcomes
    FOR EACH STATEMENT EXECUTE FUNCTION names_changed();
CREATE TRIGGER names_changed AFTER DELETE OR TRUNCATE OR UPDATE OF id, name ON reasons
    FOR EACH STATEMENT EXECUTE FUNCTION names_changed();

-- The other half of foreign keys that cost too much in checks: a name that rows stand for cannot be removed, or its number
-- would be given again.
CREATE FUNCTION keep_names() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    parent text;
    found  boolean;
BEGIN
    FOREACH parent IN ARRAY ARRAY['checks', 'check_hours', 'check_days', 'archived_checks', 'replaced_failures'] LOOP
        IF TG_OP = 'TRUNCATE' THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM %I)', parent) INTO found;
        ELSE
            EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I = $1)', parent, TG_ARGV[0]) INTO found USING OLD.id;
        END IF;
        IF found THEN
            RAISE EXCEPTION 'rows of % refer to what is to be removed from %', parent, TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation', HINT = 'Remove these rows first.';
        END IF;
    END LOOP;
    RETURN OLD;
END
$$;
COMMENT ON FUNCTION keep_names IS 'Refuses to remove a name that the record has rows of';

CREATE TRIGGER keep_names BEFORE DELETE ON targets FOR EACH ROW EXECUTE FUNCTION keep_names('target_id');
CREATE TRIGGER keep_names BEFORE DELETE ON zones FOR EACH ROW EXECUTE FUNCTION keep_names('zone_id');
CREATE TRIGGER keep_all_names BEFORE TRUNCATE ON targets FOR EACH STATEMENT EXECUTE FUNCTION keep_names();
CREATE TRIGGER keep_all_names BEFORE TRUNCATE ON zones FOR EACH STATEMENT EXECUTE FUNCTION keep_names();

-- A persister that runs writes its marks every minute at least.
CREATE FUNCTION expire_commit_marks() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
    DELETE FROM commit_marks m WHERE m.written_at < now() - interval '7 days'
$$;
COMMENT ON FUNCTION expire_commit_marks IS 'Removes the marks of processes that are gone';
