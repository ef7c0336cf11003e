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
