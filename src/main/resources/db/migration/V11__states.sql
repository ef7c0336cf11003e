-- States over zones, outages and notices. The alerter writes them, the leader alone: each of its transactions looks at the
-- generation of the lease. All of it is decided from the record, and can be decided again from it.

CREATE TABLE leases (
    name       text        PRIMARY KEY,
    holder     uuid,
    generation bigint      NOT NULL,
    until      timestamptz NOT NULL
);
COMMENT ON TABLE leases IS 'Which of several processes does a work that only one may do at a time';
COMMENT ON COLUMN leases.name IS 'The work';
COMMENT ON COLUMN leases.holder IS 'Drawn at random by each process; null before the first one';
COMMENT ON COLUMN leases.generation IS
    'Grows with each holder. A transaction of the holder locks the row and compares it: one that has lost the lease writes nothing';
COMMENT ON COLUMN leases.until IS 'Unless the holder extends it, another process may take the lease from then on';
INSERT INTO leases (name, generation, until) VALUES ('alerter', 0, '-infinity');

CREATE TABLE zone_states (
    zone_id    smallint    PRIMARY KEY REFERENCES zones,
    suspect    boolean     NOT NULL,
    since      timestamptz,
    hosts      integer     NOT NULL,
    dissenting integer     NOT NULL,
    blocked    integer     NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE zone_states IS 'Whether what a zone reports can be trusted, compared with the other zones';
COMMENT ON COLUMN zone_states.suspect IS 'Its own network is in trouble: it has no vote, and its rows stay as they are';
COMMENT ON COLUMN zone_states.since IS 'When that changed last; null when it never has';
COMMENT ON COLUMN zone_states.hosts IS 'Hosts that most other zones see up, and that it can be compared by';
COMMENT ON COLUMN zone_states.dissenting IS 'Those of them that it sees down, for a reason of the network';
COMMENT ON COLUMN zone_states.blocked IS 'Those of them that answer it with status 403 or 429';

CREATE TABLE zone_changes (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slot       timestamptz NOT NULL,
    decided_at timestamptz NOT NULL,
    zone_id    smallint    NOT NULL REFERENCES zones,
    from_state text        NOT NULL,
    to_state   text        NOT NULL,
    hosts      integer     NOT NULL,
    dissenting integer     NOT NULL
);
COMMENT ON TABLE zone_changes IS 'When each zone became suspect, and when it was trusted again';
COMMENT ON COLUMN zone_changes.slot IS 'The newest slot of the zone';
COMMENT ON COLUMN zone_changes.from_state IS 'trusted or suspect';
COMMENT ON COLUMN zone_changes.to_state IS 'trusted or suspect';
CREATE INDEX zone_changes_zone ON zone_changes (zone_id, decided_at);

CREATE TABLE pair_habits (
    at           timestamptz NOT NULL,
    disagreement real        NOT NULL,
    zone_id      smallint    NOT NULL REFERENCES zones,
    host         text        NOT NULL,
    PRIMARY KEY (zone_id, host)
) WITH (fillfactor = 50);
COMMENT ON TABLE pair_habits IS 'Which hosts a zone habitually sees otherwise than the other zones do; those do not make it suspect';
COMMENT ON COLUMN pair_habits.disagreement IS 'From 0 to 1, averaged over about six hours';

CREATE TABLE outages (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at      timestamptz NOT NULL,
    confirmed_at    timestamptz NOT NULL,
    ended_at        timestamptz,
    acknowledged_at timestamptz,
    target_id       integer     NOT NULL REFERENCES targets,
    status_code     smallint,
    late            boolean     NOT NULL,
    worst           text        NOT NULL,
    reason          text,
    message         text,
    acknowledged_by text,
    note            text,
    UNIQUE (target_id, started_at)
) WITH (fillfactor = 80);
COMMENT ON TABLE outages IS 'Spans in which a target was partial or down over its zones. People read the view outage_list';
COMMENT ON COLUMN outages.started_at IS 'The first slot that failed';
COMMENT ON COLUMN outages.confirmed_at IS 'When it was decided';
COMMENT ON COLUMN outages.ended_at IS
    'The first slot that was up again, or that nobody checked any more as the target was taken out; null while it lasts';
COMMENT ON COLUMN outages.worst IS 'partial or down';
COMMENT ON COLUMN outages.late IS 'The results came so late that nobody was notified';
COMMENT ON COLUMN outages.acknowledged_at IS 'Since then nobody is reminded of it';
CREATE INDEX outages_open ON outages (target_id) WHERE ended_at IS NULL;
CREATE INDEX outages_time ON outages (started_at);

CREATE TABLE target_states (
    since          timestamptz NOT NULL,
    slot           timestamptz NOT NULL,
    decided_at     timestamptz NOT NULL,
    flapping_since timestamptz,
    sequence       bigint      NOT NULL,
    outage_id      bigint      REFERENCES outages,
    target_id      integer     PRIMARY KEY REFERENCES targets,
    status_code    smallint,
    taken_out      boolean     NOT NULL DEFAULT false,
    state          text        NOT NULL,
    zones          jsonb       NOT NULL,
    reason         text,
    message        text
) WITH (fillfactor = 50);
COMMENT ON TABLE target_states IS 'The state of each target over its zones. People read the view current_states';
COMMENT ON COLUMN target_states.state IS 'up, degraded, partial, down or stale';
COMMENT ON COLUMN target_states.taken_out IS 'Stale because the target was taken out of the files: its monitors go on with others';
COMMENT ON COLUMN target_states.since IS 'The slot with which it began';
COMMENT ON COLUMN target_states.slot IS 'Of the check that decided it';
COMMENT ON COLUMN target_states.decided_at IS 'When it was decided';
COMMENT ON COLUMN target_states.flapping_since IS 'Since when it changes too often to announce each change; null when it does not';
COMMENT ON COLUMN target_states.sequence IS 'Of its newest change';
COMMENT ON COLUMN target_states.zones IS 'The names of its zones: up, down, suspect, stale, unknown';

CREATE TABLE state_changes (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slot         timestamptz NOT NULL,
    decided_at   timestamptz NOT NULL,
    since        timestamptz NOT NULL,
    published_at timestamptz,
    sequence     bigint      NOT NULL,
    outage_id    bigint      REFERENCES outages,
    target_id    integer     NOT NULL REFERENCES targets,
    status_code  smallint,
    late         boolean     NOT NULL,
    from_state   text,
    to_state     text        NOT NULL,
    cause        text        NOT NULL,
    zones        jsonb       NOT NULL,
    reason       text,
    message      text,
    UNIQUE (target_id, sequence)
) WITH (fillfactor = 80);
COMMENT ON TABLE state_changes IS 'Each change of a state, once. People read the view changes';
COMMENT ON COLUMN state_changes.sequence IS 'From 1 on, by target';
COMMENT ON COLUMN state_changes.slot IS 'Of the check that decided it';
COMMENT ON COLUMN state_changes.since IS 'The slot with which the new state began';
COMMENT ON COLUMN state_changes.from_state IS 'Null for a target that is seen for the first time';
COMMENT ON COLUMN state_changes.cause IS 'checks, zone_suspect, stale, configuration, maintenance or correction';
COMMENT ON COLUMN state_changes.late IS 'The slot was older than three intervals and ten seconds: nobody is called for it';
COMMENT ON COLUMN state_changes.published_at IS 'When it was in the topic of states; null before';
CREATE INDEX state_changes_unpublished ON state_changes (id) WHERE published_at IS NULL;
CREATE INDEX state_changes_time ON state_changes (decided_at);

CREATE TABLE notices (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at      timestamptz NOT NULL DEFAULT now(),
    due_at          timestamptz NOT NULL,
    next_attempt_at timestamptz,
    sent_at         timestamptz,
    given_up_at     timestamptz,
    cancelled_at    timestamptz,
    message_id      bigint,
    outage_id       bigint      REFERENCES outages,
    target_id       integer     REFERENCES targets,
    attempts        integer     NOT NULL DEFAULT 0,
    receiver        text        NOT NULL,
    key             text        NOT NULL,
    kind            text        NOT NULL,
    payload         jsonb       NOT NULL,
    held_by         text,
    last_error      text,
    UNIQUE (receiver, key)
) WITH (fillfactor = 50);
COMMENT ON TABLE notices IS 'What is to be sent, and was sent, to whom. No secrets are in it';
COMMENT ON COLUMN notices.receiver IS 'Its name in the file of alerts';
COMMENT ON COLUMN notices.key IS 'Always the same for the same news: a receiver that knows keys shows it once';
COMMENT ON COLUMN notices.due_at IS 'What is due for a receiver at the same time becomes one message';
COMMENT ON COLUMN notices.held_by IS 'Why it is not sent yet although it is due; null when nothing holds it';
COMMENT ON COLUMN notices.message_id IS 'The least id of those that are sent as one message; bound before the first attempt';
COMMENT ON COLUMN notices.sent_at IS 'When the receiver accepted it';
COMMENT ON COLUMN notices.given_up_at IS 'When the receiver refused it, or had not accepted it in time';
COMMENT ON COLUMN notices.cancelled_at IS 'When it was found that nobody needs it any more, such as of an outage that was over before it was due';
CREATE INDEX notices_waiting ON notices (receiver, due_at)
    WHERE sent_at IS NULL AND given_up_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX notices_outage ON notices (outage_id) WHERE outage_id IS NOT NULL;
CREATE INDEX notices_target ON notices (target_id, id) WHERE target_id IS NOT NULL;
CREATE INDEX notices_created ON notices (created_at);

CREATE TABLE silences (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    selector   jsonb       NOT NULL,
    created_by text,
    note       text,
    CHECK (ends_at > starts_at)
);
COMMENT ON TABLE silences IS 'Spans in which nobody is notified of these targets; unlike a maintenance, no report knows of them';
COMMENT ON COLUMN silences.selector IS 'Which targets: names, group, labels';
COMMENT ON COLUMN silences.revoked_at IS 'From then on it does not hold';
CREATE INDEX silences_time ON silences (ends_at);

CREATE FUNCTION zone_names(zones jsonb, vote text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY(SELECT jsonb_array_elements_text(coalesce(zones -> vote, '[]')));
COMMENT ON FUNCTION zone_names IS 'The zones of a state that voted so, or did not vote for that reason';

CREATE VIEW current_states AS
SELECT t.name AS target,
       t.url,
       t.group_name AS "group",
       t.labels,
       s.state,
       s.since,
       zone_names(s.zones, 'up') AS zones_up,
       zone_names(s.zones, 'down') AS zones_down,
       zone_names(s.zones, 'suspect') AS zones_suspect,
       zone_names(s.zones, 'stale') AS zones_stale,
       zone_names(s.zones, 'unknown') AS zones_unknown,
       s.reason,
       s.message,
       s.status_code,
       o.started_at AS outage_started_at,
       o.acknowledged_at,
       o.acknowledged_by,
       s.flapping_since,
       s.decided_at,
       s.sequence
  FROM target_states s
  JOIN targets t ON t.id = s.target_id
  LEFT JOIN outages o ON o.id = s.outage_id;
COMMENT ON VIEW current_states IS 'The state of each target over its zones';
COMMENT ON COLUMN current_states.outage_started_at IS 'The first slot of the outage that goes on; null when there is none';

CREATE VIEW changes AS
SELECT t.name AS target,
       c.sequence,
       c.slot,
       c.decided_at,
       c.from_state AS previous,
       c.to_state AS state,
       c.since,
       c.cause,
       c.late,
       zone_names(c.zones, 'up') AS zones_up,
       zone_names(c.zones, 'down') AS zones_down,
       zone_names(c.zones, 'suspect') AS zones_suspect,
       zone_names(c.zones, 'stale') AS zones_stale,
       zone_names(c.zones, 'unknown') AS zones_unknown,
       c.reason,
       c.message,
       c.status_code,
       o.started_at AS outage_started_at,
       c.id
  FROM state_changes c
  JOIN targets t ON t.id = c.target_id
  LEFT JOIN outages o ON o.id = c.outage_id;
COMMENT ON VIEW changes IS 'Each change of the state of a target, once, in the order of id';

CREATE VIEW outage_list AS
SELECT t.name AS target,
       o.started_at,
       o.confirmed_at,
       o.ended_at,
       extract(epoch FROM coalesce(o.ended_at, now()) - o.started_at)::double precision AS duration,
       o.worst,
       o.reason,
       o.message,
       o.status_code,
       o.late,
       o.acknowledged_at,
       o.acknowledged_by,
       o.note
  FROM outages o
  JOIN targets t ON t.id = o.target_id;
COMMENT ON VIEW outage_list IS 'The outages of targets over their zones, in seconds';

-- As long as the sums are kept, so are the outages that explain them; notices as long as the rows. What a target or a zone
-- was when the sums begin was decided before: that change stays, or a report would say that nobody had decided.
CREATE FUNCTION expire_states() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
    WITH sent AS (
        DELETE FROM notices n
         WHERE n.created_at < kept_since('checks')
           AND (n.sent_at IS NOT NULL OR n.given_up_at IS NOT NULL OR n.cancelled_at IS NOT NULL) RETURNING 1
    ), decided AS (
        DELETE FROM state_changes c
         WHERE c.decided_at < kept_since('sums') AND c.published_at IS NOT NULL
           AND EXISTS (SELECT FROM state_changes n
                        WHERE n.target_id = c.target_id AND n.sequence > c.sequence AND n.decided_at < kept_since('sums'))
        RETURNING 1
    ), compared AS (
        DELETE FROM zone_changes z
         WHERE z.decided_at < kept_since('sums')
           AND EXISTS (SELECT FROM zone_changes n
                        WHERE n.zone_id = z.zone_id AND n.id > z.id AND n.decided_at < kept_since('sums'))
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM sent) + (SELECT count(*) FROM decided) + (SELECT count(*) FROM compared)
$$;
COMMENT ON FUNCTION expire_states IS
    'Removes notices that are done with their checks, and changes of states with the sums; outages and maintenances stay';
REVOKE EXECUTE ON FUNCTION expire_states FROM PUBLIC;

CREATE FUNCTION grant_alerter(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM grant_select(role);
    EXECUTE format('GRANT INSERT ON zone_states, zone_changes, pair_habits, outages, target_states, state_changes, notices, '
        'maintenances, silences TO %I', role);
    EXECUTE format('GRANT UPDATE (holder, generation, until) ON leases TO %I', role);
    EXECUTE format('GRANT UPDATE (suspect, since, hosts, dissenting, blocked) ON zone_states TO %I', role);
    EXECUTE format('GRANT UPDATE (disagreement, at) ON pair_habits TO %I', role);
    EXECUTE format('GRANT DELETE ON pair_habits TO %I', role);
    EXECUTE format('GRANT UPDATE (state, since, sequence, outage_id, zones, reason, message, status_code, '
        'flapping_since, taken_out, slot, decided_at) ON target_states TO %I', role);
    EXECUTE format('GRANT UPDATE (published_at) ON state_changes TO %I', role);
    EXECUTE format('GRANT UPDATE (ended_at, worst, reason, message, status_code, acknowledged_at, acknowledged_by, note) '
        'ON outages TO %I', role);
    EXECUTE format('GRANT UPDATE (due_at, held_by, message_id, attempts, next_attempt_at, last_error, sent_at, given_up_at, '
        'cancelled_at) ON notices TO %I', role);
    EXECUTE format('GRANT UPDATE (ends_at, counts, selector, note, revoked_at) ON maintenances TO %I', role);
    EXECUTE format('GRANT UPDATE (revoked_at) ON silences TO %I', role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION expire_states TO %I', role);
END
$$;
COMMENT ON FUNCTION grant_alerter IS
    'Lets a role do what an alerter does and no more; called by the owner of the schema, again after each migration';
REVOKE EXECUTE ON FUNCTION grant_alerter FROM PUBLIC;
