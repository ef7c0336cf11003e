-- What is needed to tell how many slots there should be: since when a zone has checked a target, and which interval the
-- target had when.

ALTER TABLE target_statuses ADD first_seen timestamptz;
UPDATE target_statuses s
   SET first_seen = (SELECT min(c.scheduled_at) FROM checks c
                      WHERE c.target_id = s.target_id AND c.zone_id = s.zone_id);
ALTER TABLE target_statuses ALTER first_seen SET NOT NULL;
COMMENT ON COLUMN target_statuses.first_seen IS 'The oldest slot ever stored';

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
INSERT INTO target_configs
SELECT id, config, url, regexp, interval, first_seen, date_trunc('hour', last_seen, 'UTC') FROM targets;

CREATE FUNCTION outcome_counts(target integer, since timestamptz, until timestamptz)
    RETURNS TABLE (zone_id smallint, up bigint, down bigint, missed bigint, unknown bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT c.zone_id,
           count(*) FILTER (WHERE c.outcome = 1),
           count(*) FILTER (WHERE c.outcome = 2),
           count(*) FILTER (WHERE c.outcome = 3),
           count(*) FILTER (WHERE c.outcome = 4)
      FROM checks c
     WHERE c.target_id = $1 AND c.scheduled_at >= $2 AND c.scheduled_at < $3
     GROUP BY c.zone_id
$$;
COMMENT ON FUNCTION outcome_counts IS 'How many slots of a target ended how, by zone, from since on and before until';

-- Between two changes of the configuration the slots are a fixed distance apart; any row between tells where they lie.
CREATE FUNCTION expected_slots(target integer, zone smallint, since timestamptz, until timestamptz) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    WITH bounds AS (
        SELECT $3 AS bound
        UNION SELECT first_seen FROM target_configs WHERE target_id = $1
        UNION SELECT last_seen + interval '1 hour' FROM target_configs WHERE target_id = $1
    ), spans AS (
        SELECT bound AS since, coalesce(lead(bound) OVER (ORDER BY bound), $4) AS until
          FROM bounds
         WHERE bound >= $3 AND bound < $4
    ), configured AS (
        SELECT s.since, s.until, i.interval, i.config <> lag(i.config) OVER (ORDER BY s.since) AS changed
          FROM spans s
          CROSS JOIN LATERAL (
              SELECT t.interval, t.config
                FROM target_configs t
               WHERE t.target_id = $1
               ORDER BY t.first_seen <= s.since AND t.last_seen + interval '1 hour' > s.since DESC,
                        t.first_seen <= s.since DESC,
                        CASE WHEN t.first_seen <= s.since THEN t.first_seen END DESC,
                        t.first_seen, t.config
               LIMIT 1
          ) AS i
    ), numbered AS (
        SELECT c.*, count(*) FILTER (WHERE changed) OVER (ORDER BY since) AS number FROM configured c
    ), anchored AS (
        SELECT n.since, n.until, extract(epoch FROM n.interval) AS seconds,
               coalesce((SELECT c.scheduled_at FROM checks c
                          WHERE c.target_id = $1 AND c.zone_id = $2
                            AND c.scheduled_at >= n.since AND c.scheduled_at < n.until
                          ORDER BY c.scheduled_at
                          LIMIT 1), n.since) AS slot
          FROM (SELECT min(since) AS since, max(until) AS until, interval
                  FROM numbered
                 GROUP BY number, interval) AS n
    )
    SELECT coalesce(sum(ceil(extract(epoch FROM until - slot) / seconds)
                      + floor(extract(epoch FROM slot - since) / seconds)), 0)::bigint
      FROM anchored
$$;
COMMENT ON FUNCTION expected_slots IS 'How many slots a target has in a zone from since on and before until, by its intervals';

CREATE FUNCTION availability(target text, "from" timestamptz, "to" timestamptz)
    RETURNS TABLE (zone text, up bigint, down bigint, unknown bigint, missed bigint, absent bigint, expected bigint,
                   uptime double precision, coverage double precision)
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    WITH pairs AS (
        SELECT s.target_id, s.zone_id, z.name AS zone,
               greatest($2, s.first_seen) AS since,
               least($3, CASE
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
               coalesce(c.unknown, 0) AS unknown, coalesce(c.missed, 0) AS missed,
               greatest(expected_slots(p.target_id, p.zone_id, p.since, p.until),
                        coalesce(c.up + c.down + c.unknown + c.missed, 0)) AS expected
          FROM pairs p
          LEFT JOIN outcome_counts((SELECT id FROM targets WHERE name = $1), $2, $3) c USING (zone_id)
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
COMMENT ON FUNCTION availability IS
    'How available a target was from a time on and before another, by zone and, where zone is null, over all zones. '
    'uptime: of the slots that ended up or down, the part that was up. coverage: of all slots there should be, the part '
    'that ended up or down. absent: slots without a row';

-- Runs of failures are found among the rows that are down alone; whether checks were up between two of them is looked up.
CREATE VIEW incidents AS
WITH failures AS (
    SELECT t.name AS target, z.name AS zone, t.failure_threshold, t.success_threshold,
           c.target_id, c.zone_id, c.scheduled_at, c.reason,
           lead(c.scheduled_at) OVER (PARTITION BY t.name, z.name ORDER BY c.scheduled_at) AS next
      FROM checks c
      JOIN targets t ON t.id = c.target_id
      JOIN zones z ON z.id = c.zone_id
     WHERE c.outcome = 2
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
           (array_agg(reason ORDER BY scheduled_at) FILTER (WHERE length >= failure_threshold))[1] AS reason,
           array_agg(scheduled_at) AS failures
      FROM counted
     GROUP BY target, zone, target_id, zone_id, episode
    HAVING max(position) FILTER (WHERE position = failure_threshold) IS NOT NULL
)
SELECT target,
       zone,
       started_at,
       confirmed_at,
       ended_at,
       extract(epoch FROM coalesce(ended_at, now()) - started_at)::double precision AS duration,
       (SELECT count(*) FROM unnest(failures) AS f (slot) WHERE slot >= started_at) AS failures,
       reason_name(reason) AS reason,
       (SELECT f.message FROM check_failures f
         WHERE f.target_id = e.target_id AND f.zone_id = e.zone_id AND f.scheduled_at = e.started_at) AS message
  FROM episodes e;
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
