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
    last_seen         timestamptz NOT NULL
) WITH (fillfactor = 80);
COMMENT ON TABLE targets IS 'The websites, as the newest result of each tells them';
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

CREATE TABLE target_configs (
    target_id  integer     NOT NULL,
    config     text        NOT NULL,
    url        text        NOT NULL,
    regexp     text,
    interval   interval    NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    PRIMARY KEY (target_id, config)
) WITH (fillfactor = 80);
COMMENT ON TABLE target_configs IS 'How each target was configured, and when';
COMMENT ON COLUMN target_configs.config IS 'Hash of the whole configuration of the target';
COMMENT ON COLUMN target_configs.url IS 'As configured';
COMMENT ON COLUMN target_configs.regexp IS 'What the body must match, as configured; null for any body';
COMMENT ON COLUMN target_configs.interval IS 'The distance of two slots';
COMMENT ON COLUMN target_configs.first_seen IS 'The oldest slot with this configuration';
COMMENT ON COLUMN target_configs.last_seen IS 'The newest slot with this configuration, cut to the hour';

CREATE TABLE zones (
    id   smallint PRIMARY KEY,
    name text     NOT NULL UNIQUE
);
COMMENT ON TABLE zones IS 'Where checks come from';

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
COMMENT ON COLUMN checks.outcome IS 'Code of the outcome; outcome_name() tells it';
COMMENT ON COLUMN checks.reason IS 'Code of the reason why it is not up, else null; reason_name() tells it';
COMMENT ON COLUMN checks.status_code IS 'Of the last response';
COMMENT ON COLUMN checks.attempts IS 'Exchanges made; 0 when the check did not run';
COMMENT ON COLUMN checks.regexp_matched IS 'Whether the body matched; null when nothing was to match';
COMMENT ON COLUMN checks.degraded IS 'Whether a check that was up took longer than it should; null when nothing was set';

-- Rows that are not up are rare, and both a run of outcomes and an incident begin or end at one.
CREATE INDEX checks_not_up ON checks (target_id, zone_id, scheduled_at) WHERE outcome <> 1;

-- The rows of an hour lie together in a table that is written in the order of time: a few pages tell where.
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

-- Room in each page, so that the many updates of a row stay in it.
CREATE TABLE target_statuses (
    scheduled_at timestamptz NOT NULL,
    since        timestamptz NOT NULL,
    first_seen   timestamptz NOT NULL,
    target_id    integer     NOT NULL,
    zone_id      smallint    NOT NULL,
    outcome      smallint    NOT NULL,
    reason       smallint,
    PRIMARY KEY (target_id, zone_id)
) WITH (fillfactor = 50);
COMMENT ON TABLE target_statuses IS 'The newest slot of each target in each zone, whatever the order in which slots arrive';
COMMENT ON COLUMN target_statuses.scheduled_at IS 'The newest slot';
COMMENT ON COLUMN target_statuses.since IS 'The oldest slot since which every slot ended with this outcome';
COMMENT ON COLUMN target_statuses.first_seen IS 'The oldest slot ever stored';
COMMENT ON COLUMN target_statuses.outcome IS 'Code of its outcome; outcome_name() tells it';
COMMENT ON COLUMN target_statuses.reason IS 'Code of its reason; reason_name() tells it';

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
