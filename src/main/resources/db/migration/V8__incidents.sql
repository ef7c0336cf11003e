-- Runs of failures are found among the rows that are down alone; whether checks were up between two of them is looked up. A row
-- that comes when those of its day are dropped is left out, here as in the sums.
CREATE VIEW recent_incidents AS
WITH failures AS (
    SELECT t.name AS target, z.name AS zone, t.failure_threshold, t.success_threshold,
           c.target_id, c.zone_id, c.scheduled_at, c.reason,
           lead(c.scheduled_at) OVER (PARTITION BY t.name, z.name ORDER BY c.scheduled_at) AS next
      FROM checks c
      JOIN targets t ON t.id = c.target_id
      JOIN zones z ON z.id = c.zone_id
     WHERE c.outcome = 2 AND c.scheduled_at >= (SELECT b.since FROM raw_bounds b)
), separated AS (
    SELECT f.*, u.successes, u.up_again,
           lag(u.successes) OVER (PARTITION BY f.target, f.zone ORDER BY f.scheduled_at) AS successes_before
      FROM failures f
      CROSS JOIN LATERAL (
          SELECT count(*) AS successes, min(scheduled_at) AS up_again
            FROM (SELECT c.scheduled_at
                    FROM checks c
                   WHERE c.target_id = f.target_id AND c.zone_id = f.zone_id AND c.outcome = 1
                     AND c.scheduled_at > f.scheduled_at AND c.scheduled_at < coalesce(f.next, 'infinity')
                   ORDER BY c.scheduled_at
                   LIMIT f.success_threshold) AS after
      ) AS u
), numbered AS (
    SELECT s.*,
           count(*) FILTER (WHERE successes_before > 0) OVER earlier AS run,
           count(*) FILTER (WHERE successes_before >= success_threshold) OVER earlier AS episode
      FROM separated s
    WINDOW earlier AS (PARTITION BY target, zone ORDER BY scheduled_at)
), counted AS (
    SELECT n.*,
           row_number() OVER (PARTITION BY target, zone, run ORDER BY scheduled_at) AS position,
           count(*) OVER (PARTITION BY target, zone, run) AS length
      FROM numbered n
), episodes AS (
    SELECT target, zone, target_id, zone_id,
           min(scheduled_at) FILTER (WHERE length >= failure_threshold) AS started_at,
           min(scheduled_at) FILTER (WHERE position = failure_threshold) AS confirmed_at,
           max(up_again) FILTER (WHERE successes >= success_threshold) AS ended_at,
           max(scheduled_at) AS last_failure_at,
           (array_agg(reason ORDER BY scheduled_at) FILTER (WHERE length >= failure_threshold))[1] AS reason,
           array_agg(scheduled_at) AS failures
      FROM counted
     GROUP BY target, zone, target_id, zone_id, episode
    HAVING max(position) FILTER (WHERE position = failure_threshold) IS NOT NULL
)
SELECT target,
       zone,
       target_id,
       zone_id,
       row_number() OVER (PARTITION BY target, zone ORDER BY started_at) AS number,
       started_at,
       confirmed_at,
       ended_at,
       last_failure_at,
       ARRAY(SELECT slot FROM unnest(failures) AS f (slot) WHERE slot >= started_at) AS failures,
       reason,
       (SELECT f.message FROM check_failures f
         WHERE f.target_id = e.target_id AND f.zone_id = e.zone_id AND f.scheduled_at = e.started_at) AS message
  FROM episodes e;
COMMENT ON VIEW recent_incidents IS 'The incidents in the rows of checks, without those of rows that are dropped';
COMMENT ON COLUMN recent_incidents.number IS 'From 1 on, by target and zone, in the order of time';
COMMENT ON COLUMN recent_incidents.failures IS 'The slots of its checks that were down';

CREATE TABLE past_incidents (
    started_at      timestamptz NOT NULL,
    confirmed_at    timestamptz NOT NULL,
    ended_at        timestamptz,
    last_failure_at timestamptz NOT NULL,
    failures        bigint      NOT NULL,
    target_id       integer     NOT NULL,
    zone_id         smallint    NOT NULL,
    reason          smallint,
    message         text,
    PRIMARY KEY (target_id, zone_id, started_at)
);
COMMENT ON TABLE past_incidents IS
    'The incidents that began on days whose rows are dropped, or will be next. People read the view incidents';
COMMENT ON COLUMN past_incidents.ended_at IS 'Null when it went on; then the first of the rows goes on with it';
COMMENT ON COLUMN past_incidents.last_failure_at IS 'The last failure that is counted';
COMMENT ON COLUMN past_incidents.failures IS 'How many checks were down up to then';

-- What goes on, and what is reported already: a part of a past incident may still have rows.
CREATE VIEW continued_incidents AS
SELECT r.*, p.started_at AS past
  FROM recent_incidents r
  LEFT JOIN LATERAL (
      SELECT p.started_at
        FROM past_incidents p
       WHERE p.target_id = r.target_id AND p.zone_id = r.zone_id AND p.started_at <= r.started_at
         AND CASE WHEN p.ended_at IS NULL THEN r.number = 1 OR r.started_at = p.started_at
                  ELSE r.started_at < p.ended_at END
       ORDER BY p.started_at DESC
       LIMIT 1
  ) AS p ON true;
COMMENT ON VIEW continued_incidents IS 'The recent incidents, and which past one each is a part of, if any';

CREATE VIEW incidents AS
SELECT i.target,
       i.zone,
       i.started_at,
       i.confirmed_at,
       i.ended_at,
       extract(epoch FROM coalesce(i.ended_at, now()) - i.started_at)::double precision AS duration,
       i.failures,
       reason_name(i.reason) AS reason,
       i.message
  FROM (
    SELECT r.target, r.zone, r.started_at, r.confirmed_at, r.ended_at, cardinality(r.failures)::bigint AS failures,
           r.reason, r.message
      FROM continued_incidents r
     WHERE r.past IS NULL
    UNION ALL
    SELECT t.name, z.name, p.started_at, p.confirmed_at, coalesce(p.ended_at, r.ended_at),
           p.failures + (SELECT count(*) FROM unnest(r.failures) AS f (slot) WHERE slot > p.last_failure_at),
           p.reason, p.message
      FROM past_incidents p
      JOIN targets t ON t.id = p.target_id
      JOIN zones z ON z.id = p.zone_id
      LEFT JOIN LATERAL (
          SELECT r.ended_at, r.failures
            FROM continued_incidents r
           WHERE p.ended_at IS NULL AND r.target = t.name AND r.zone = z.name AND r.past = p.started_at
      ) AS r ON true
  ) AS i;
COMMENT ON VIEW incidents IS
    'Each outage of a target in a zone: from the first of as many failures in a row as failure_threshold says, to the '
    'first of as many successes in a row as success_threshold says. missed and unknown neither count nor break a row';
COMMENT ON COLUMN incidents.started_at IS 'The slot of the first failure';
COMMENT ON COLUMN incidents.confirmed_at IS 'The slot of the failure that made it certain';
COMMENT ON COLUMN incidents.ended_at IS 'The slot of the first success of the recovery; null while it goes on';
COMMENT ON COLUMN incidents.duration IS 'Seconds, up to now while it goes on';
COMMENT ON COLUMN incidents.failures IS 'How many checks were down';
COMMENT ON COLUMN incidents.reason IS 'Of the first failure';
COMMENT ON COLUMN incidents.message IS 'Of the first failure';

-- A pair whose last known checks were up as often as success_threshold asks for is up, whatever was before. So incidents that
-- begin after a moment are found without the history: the walk starts at the last such point. Most find it within a day.
CREATE FUNCTION settled_before(for_target integer, for_zone smallint, successes integer, moment timestamptz)
    RETURNS timestamptz
    LANGUAGE plpgsql STABLE
    SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    raw_since CONSTANT timestamptz := (SELECT b.since FROM raw_bounds b);
    lowest    timestamptz;
    reached   timestamptz := moment;
    failure   timestamptz;
    between   integer;
BEGIN
    LOOP
        lowest := greatest(reached - interval '24 hours', raw_since);
        LOOP
            SELECT c.scheduled_at INTO failure
              FROM checks c
             WHERE c.target_id = for_target AND c.zone_id = for_zone AND c.outcome <> 1 AND c.outcome = 2
               AND c.scheduled_at >= lowest AND c.scheduled_at < reached
             ORDER BY c.scheduled_at DESC
             LIMIT 1;
            SELECT count(*) INTO between
              FROM (SELECT FROM checks c
                     WHERE c.target_id = for_target AND c.zone_id = for_zone AND c.outcome = 1
                       AND c.scheduled_at >= coalesce(failure, lowest) AND c.scheduled_at < reached
                     LIMIT successes) AS up;
            EXIT WHEN failure IS NOT NULL OR between >= successes OR lowest <= raw_since;
            lowest := raw_since;
        END LOOP;
        EXIT WHEN failure IS NULL OR between >= successes;
        reached := failure;
    END LOOP;
    RETURN reached;
END
$$;
COMMENT ON FUNCTION settled_before IS
    'This moment, or the first of the failures before it that no recovery separates from it: nothing before belongs to an '
    'incident that goes on then';

-- As recent_incidents, of the pairs that failed since then, from where each was settled. The bound is known when a statement
-- is planned: then it touches the partitions of that time alone.
CREATE FUNCTION incidents_since(targets text[], since timestamptz) RETURNS SETOF incidents
    LANGUAGE plpgsql STABLE
    SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    ids        CONSTANT integer[] := CASE WHEN targets IS NOT NULL
                                          THEN ARRAY(SELECT t.id FROM targets t WHERE t.name = ANY (incidents_since.targets)) END;
    of_targets integer[];
    of_zones   smallint[];
    begins     timestamptz[];
    lowest     timestamptz;
BEGIN
    IF since < (SELECT b.since FROM raw_bounds b) THEN
        RETURN QUERY
        SELECT i.* FROM incidents i
         WHERE i.started_at >= incidents_since.since
           AND (incidents_since.targets IS NULL OR i.target = ANY (incidents_since.targets));
        RETURN;
    END IF;
    SELECT array_agg(p.target_id), array_agg(p.zone_id), array_agg(p.begin), min(p.begin)
      INTO of_targets, of_zones, begins, lowest
      FROM (SELECT f.target_id, f.zone_id, settled_before(f.target_id, f.zone_id, t.success_threshold, f.first) AS begin
              FROM (SELECT c.target_id, c.zone_id, min(c.scheduled_at) AS first
                      FROM checks c
                     WHERE c.outcome <> 1 AND c.outcome = 2 AND c.scheduled_at >= since
                       AND (ids IS NULL OR c.target_id = ANY (ids))
                     GROUP BY 1, 2) AS f
              JOIN targets t ON t.id = f.target_id) AS p;
    RETURN QUERY
    WITH pairs AS MATERIALIZED (
        SELECT p.target_id, p.zone_id, p.begin, t.failure_threshold, t.success_threshold
          FROM unnest(of_targets, of_zones, begins) AS p (target_id, zone_id, begin)
          JOIN targets t ON t.id = p.target_id
    ), failures AS (
        SELECT p.*, c.scheduled_at, c.reason,
               lead(c.scheduled_at) OVER (PARTITION BY c.target_id, c.zone_id ORDER BY c.scheduled_at) AS next
          FROM pairs p
          JOIN checks c ON c.target_id = p.target_id AND c.zone_id = p.zone_id AND c.scheduled_at >= p.begin
         WHERE c.outcome <> 1 AND c.outcome = 2 AND c.scheduled_at >= lowest
    ), separated AS (
        SELECT f.*, u.successes, u.up_again,
               lag(u.successes) OVER (PARTITION BY f.target_id, f.zone_id ORDER BY f.scheduled_at) AS successes_before
          FROM failures f
         CROSS JOIN LATERAL (
             SELECT count(*) AS successes, min(a.scheduled_at) AS up_again
               FROM (SELECT c.scheduled_at
                       FROM checks c
                      WHERE c.target_id = f.target_id AND c.zone_id = f.zone_id AND c.outcome = 1
                        AND c.scheduled_at >= lowest
                        AND c.scheduled_at > f.scheduled_at AND c.scheduled_at < coalesce(f.next, 'infinity')
                      ORDER BY c.scheduled_at
                      LIMIT f.success_threshold) AS a
         ) AS u
    ), numbered AS (
        SELECT s.*,
               count(*) FILTER (WHERE successes_before > 0) OVER earlier AS run,
               count(*) FILTER (WHERE successes_before >= success_threshold) OVER earlier AS episode
          FROM separated s
        WINDOW earlier AS (PARTITION BY target_id, zone_id ORDER BY scheduled_at)
    ), counted AS (
        SELECT n.*,
               row_number() OVER (PARTITION BY target_id, zone_id, run ORDER BY scheduled_at) AS position,
               count(*) OVER (PARTITION BY target_id, zone_id, run) AS length
          FROM numbered n
    ), episodes AS (
        SELECT c.target_id, c.zone_id, min(c.success_threshold) AS success_threshold,
               min(c.scheduled_at) FILTER (WHERE length >= failure_threshold) AS begun,
               min(c.scheduled_at) FILTER (WHERE position = failure_threshold) AS sure,
               max(up_again) FILTER (WHERE successes >= success_threshold) AS over,
               (array_agg(c.reason ORDER BY c.scheduled_at) FILTER (WHERE length >= failure_threshold))[1] AS reason,
               array_agg(c.scheduled_at) AS slots
          FROM counted c
         GROUP BY c.target_id, c.zone_id, c.episode
        HAVING max(position) FILTER (WHERE position = failure_threshold) IS NOT NULL
    )
    SELECT t.name, z.name, e.begun, e.sure, e.over,
           extract(epoch FROM coalesce(e.over, now()) - e.begun)::double precision,
           (SELECT count(*) FROM unnest(e.slots) AS s (slot) WHERE s.slot >= e.begun), reason_name(e.reason),
           (SELECT f.message FROM check_failures f
             WHERE f.target_id = e.target_id AND f.zone_id = e.zone_id AND f.scheduled_at = e.begun)
      FROM episodes e
      JOIN targets t ON t.id = e.target_id
      JOIN zones z ON z.id = e.zone_id
     WHERE e.begun >= since
       -- A part of one that began when its rows were not dropped yet.
       AND NOT EXISTS (
               SELECT FROM past_incidents p
                WHERE p.target_id = e.target_id AND p.zone_id = e.zone_id AND p.started_at < e.begun
                  AND CASE WHEN p.ended_at IS NOT NULL THEN e.begun < p.ended_at
                           ELSE (SELECT count(*)
                                   FROM (SELECT FROM checks c
                                          WHERE c.target_id = p.target_id AND c.zone_id = p.zone_id AND c.outcome = 1
                                            AND c.scheduled_at > p.last_failure_at AND c.scheduled_at < e.begun
                                          LIMIT e.success_threshold) AS up) < e.success_threshold END);
END
$$;
COMMENT ON FUNCTION incidents_since IS
    'The incidents of these targets, or of all with null, that began at this moment or later: as the view incidents has them, '
    'without a look at those before';

CREATE FUNCTION last_incidents(most integer) RETURNS SETOF incidents
    LANGUAGE plpgsql STABLE
    SET search_path FROM CURRENT
AS $$
DECLARE
    raw_since CONSTANT timestamptz := (SELECT b.since FROM raw_bounds b);
    length    interval := '1 hour';
    newest    timestamptz;
BEGIN
    SELECT max(s.scheduled_at) INTO newest FROM target_statuses s;
    WHILE newest - length > raw_since AND length < interval '3700 days' LOOP
        IF (SELECT count(*) FROM incidents_since(NULL, newest - length)) >= most THEN
            RETURN QUERY
            SELECT i.* FROM incidents_since(NULL, newest - length) i ORDER BY i.started_at DESC, i.target, i.zone LIMIT most;
            RETURN;
        END IF;
        length := length * 4;
    END LOOP;
    RETURN QUERY SELECT i.* FROM incidents i ORDER BY i.started_at DESC, i.target, i.zone LIMIT most;
END
$$;
COMMENT ON FUNCTION last_incidents IS 'The incidents that began last, newest first: so many at most';

-- Whoever drops rows calls this before. On days without rows to be dropped it looks no further.
CREATE FUNCTION keep_incidents(before timestamptz, forgotten_before timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
DECLARE
    kept integer;
BEGIN
    before := least(before, kept_since('checks'));
    DELETE FROM past_incidents p WHERE p.ended_at < least(forgotten_before, kept_since('sums'));
    IF NOT EXISTS (SELECT FROM checks c WHERE c.scheduled_at < before) THEN
        RETURN 0;
    END IF;
    UPDATE past_incidents p
       SET ended_at = r.ended_at,
           failures = p.failures + (SELECT count(*) FROM unnest(r.failures) AS f (slot) WHERE slot > p.last_failure_at),
           last_failure_at = greatest(p.last_failure_at, r.last_failure_at)
      FROM continued_incidents r
     WHERE p.ended_at IS NULL AND r.target_id = p.target_id AND r.zone_id = p.zone_id AND r.past = p.started_at;
    INSERT INTO past_incidents (target_id, zone_id, started_at, confirmed_at, ended_at, last_failure_at, failures, reason,
        message)
    SELECT r.target_id, r.zone_id, r.started_at, r.confirmed_at, r.ended_at,
           r.last_failure_at, cardinality(r.failures), r.reason, r.message
      FROM continued_incidents r
     WHERE r.started_at < before AND r.past IS NULL
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END
$$;
COMMENT ON FUNCTION keep_incidents IS
    'Keeps the incidents that began before the first moment, whose rows will be dropped soon, and forgets those '
    'that ended before the second; returns how many it has kept';

CREATE VIEW confirmed_statuses AS
SELECT t.name AS target,
       z.name AS zone,
       CASE WHEN i.started_at IS NOT NULL AND i.ended_at IS NULL THEN 'down' ELSE 'up' END AS state,
       CASE
           WHEN i.started_at IS NULL THEN s.first_seen
           WHEN i.ended_at IS NULL THEN i.started_at
           ELSE i.ended_at
       END AS since,
       outcome_name(s.outcome) AS last_outcome,
       s.scheduled_at
  FROM target_statuses s
  JOIN targets t ON t.id = s.target_id
  JOIN zones z ON z.id = s.zone_id
  LEFT JOIN LATERAL (
      SELECT i.started_at, i.ended_at
        FROM incidents i
       WHERE i.target = t.name AND i.zone = z.name
       ORDER BY i.started_at DESC
       LIMIT 1
  ) AS i ON true;
COMMENT ON VIEW confirmed_statuses IS
    'Whether each target is up or down in each zone, where a single failure or success is not enough: down while an '
    'incident goes on';
COMMENT ON COLUMN confirmed_statuses.since IS 'The start of the incident, or the end of the last one, or the oldest slot';
COMMENT ON COLUMN confirmed_statuses.last_outcome IS 'Of the newest slot, confirmed or not';

-- What the columns of target_statuses say as results come in order, from the rows alone. The lock comes first: what others have
-- stored is seen, or they will see that the status is to be found anew.
CREATE FUNCTION recount_status(for_target integer, for_zone smallint) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    names    record;
    incident record;
    known    record;
    other    timestamptz;
    begun    timestamptz;
    length   smallint;
    slow     smallint;
BEGIN
    SELECT t.name AS target, z.name AS zone, t.success_threshold INTO names
      FROM target_statuses s
      JOIN targets t ON t.id = s.target_id
      JOIN zones z ON z.id = s.zone_id
     WHERE s.target_id = for_target AND s.zone_id = for_zone
       FOR UPDATE OF s;
    SELECT i.started_at, i.ended_at INTO incident
      FROM incidents i
     WHERE i.target = names.target AND i.zone = names.zone
     ORDER BY i.started_at DESC
     LIMIT 1;
    SELECT c.scheduled_at, c.outcome INTO known
      FROM checks c
     WHERE c.target_id = for_target AND c.zone_id = for_zone AND c.outcome IN (1, 2)
     ORDER BY c.scheduled_at DESC
     LIMIT 1;
    -- Each with the outcome in words of its own: the index of rows that are not up is found by them.
    IF known.outcome = 1 THEN
        SELECT max(c.scheduled_at) INTO other
          FROM checks c
         WHERE c.target_id = for_target AND c.zone_id = for_zone AND c.outcome <> 1 AND c.outcome = 2;
    ELSE
        SELECT max(c.scheduled_at) INTO other
          FROM checks c
         WHERE c.target_id = for_target AND c.zone_id = for_zone AND c.outcome = 1;
    END IF;
    SELECT min(c.scheduled_at) INTO begun
      FROM checks c
     WHERE c.target_id = for_target AND c.zone_id = for_zone AND c.outcome = known.outcome
       AND c.scheduled_at > coalesce(other, '-infinity');
    SELECT count(*) INTO length
      FROM (SELECT FROM checks c
             WHERE c.target_id = for_target AND c.zone_id = for_zone AND c.outcome = known.outcome
               AND c.scheduled_at >= begun
             ORDER BY c.scheduled_at DESC
             LIMIT CASE known.outcome WHEN 1 THEN names.success_threshold ELSE 100 END) AS run;
    SELECT count(*) FILTER (WHERE all_slow) INTO slow
      FROM (SELECT bool_and(r.outcome = 1 AND r.degraded IS TRUE) OVER (ORDER BY r.scheduled_at DESC) AS all_slow
              FROM (SELECT c.scheduled_at, c.outcome, c.degraded
                      FROM checks c
                     WHERE c.target_id = for_target AND c.zone_id = for_zone AND c.outcome IN (1, 2)
                     ORDER BY c.scheduled_at DESC
                     LIMIT 100) AS r) AS newest;
    UPDATE target_statuses s
       SET known_at = known.scheduled_at,
           run_outcome = known.outcome,
           -- A run whose first rows are dropped began when it did.
           run_since = CASE WHEN other IS NULL AND s.run_outcome = known.outcome
                                 AND s.run_since < (SELECT b.since FROM raw_bounds b) THEN s.run_since ELSE begun END,
           run_length = length,
           slow_run = slow,
           confirmed = CASE WHEN incident.started_at IS NOT NULL AND incident.ended_at IS NULL THEN 2 ELSE 1 END,
           confirmed_since = CASE WHEN incident.started_at IS NULL THEN s.first_seen
                                  WHEN incident.ended_at IS NULL THEN incident.started_at
                                  ELSE incident.ended_at END,
           calm = coalesce(known.outcome = 1 AND slow = 0 AND length >= names.success_threshold
                           AND (incident.started_at IS NULL OR incident.ended_at IS NOT NULL), false),
           recount = false
     WHERE s.target_id = for_target AND s.zone_id = for_zone;
END
$$;
COMMENT ON FUNCTION recount_status IS 'Finds the run and the confirmed status of a target in a zone anew in its rows';

CREATE FUNCTION recount_next() RETURNS integer
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    next record;
BEGIN
    SELECT s.target_id, s.zone_id INTO next
      FROM target_statuses s
     WHERE NOT s.calm AND s.recount
     LIMIT 1
       FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        PERFORM recount_status(next.target_id, next.zone_id);
    END IF;
    RETURN next.target_id;
END
$$;
COMMENT ON FUNCTION recount_next IS 'Finds one of the statuses anew that wait for it; its target, or null when none waits';

CREATE VIEW zone_statuses AS
SELECT t.name AS target,
       z.name AS zone,
       CASE s.confirmed WHEN 2 THEN 'down' ELSE 'up' END AS state,
       s.confirmed_since AS since,
       outcome_name(s.outcome) AS last_outcome,
       reason_name(s.reason) AS last_reason,
       s.scheduled_at,
       (
           SELECT m.name
             FROM checks c
             JOIN monitors m ON m.id = c.monitor_id
            WHERE c.target_id = s.target_id AND c.zone_id = s.zone_id AND c.scheduled_at = s.scheduled_at
       ) AS monitor
  FROM target_statuses s
  JOIN targets t ON t.id = s.target_id
  JOIN zones z ON z.id = s.zone_id;
COMMENT ON VIEW zone_statuses IS
    'As confirmed_statuses, kept by the persisters: what it costs does not grow with the record. A result that came late may '
    'show a minute later';
COMMENT ON COLUMN zone_statuses.monitor IS 'Who reported the newest slot; null when its row is gone';
