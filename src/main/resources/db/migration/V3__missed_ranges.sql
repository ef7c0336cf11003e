-- Long gaps: slots that follow each other, and did not run or of which nothing is known, reported as a whole.

CREATE TABLE missed_ranges (
    first_slot    timestamptz NOT NULL,
    last_slot     timestamptz NOT NULL,
    slot_interval interval    NOT NULL,
    slots         bigint      NOT NULL,
    target_id     integer     NOT NULL REFERENCES targets,
    zone_id       smallint    NOT NULL REFERENCES zones,
    monitor_id    smallint,
    outcome       smallint    NOT NULL,
    reason        smallint    NOT NULL,
    message       text        NOT NULL,
    PRIMARY KEY (target_id, zone_id, first_slot),
    CHECK (outcome > 2),
    CHECK (slot_interval >= '100 milliseconds' AND slot_interval <= '24 hours'),
    CHECK (last_slot >= first_slot AND last_slot - first_slot <= '3700 days'),
    CHECK (extract(epoch FROM last_slot - first_slot) = (slots - 1) * extract(epoch FROM slot_interval))
);
COMMENT ON TABLE missed_ranges IS
    'Slots that follow each other, and did not run or of which nothing is known. A slot with a row in checks is what that row '
    'says. Where ranges of a target in a zone overlap, one counts at each moment: unknown before missed, then the one that ends '
    'last';
COMMENT ON COLUMN missed_ranges.first_slot IS 'The first slot; the slots are the first and each an interval further';
COMMENT ON COLUMN missed_ranges.last_slot IS 'The last slot';
COMMENT ON COLUMN missed_ranges.slot_interval IS 'The distance of two slots';
COMMENT ON COLUMN missed_ranges.slots IS 'How many slots that is, those that have a row in checks included';
COMMENT ON COLUMN missed_ranges.monitor_id IS 'Who reported it; null when the table of monitors was full';
COMMENT ON COLUMN missed_ranges.outcome IS 'Code of the outcome; outcome_name() names it';
COMMENT ON COLUMN missed_ranges.reason IS 'Code of the reason; reason_name() names it';
COMMENT ON COLUMN missed_ranges.message IS 'Why, for people';

-- Of two ranges that begin with the same slot the one counts that ends later: whatever the order in which they come. The lock
-- is held until the hours are marked: whoever drops a day waits for it, and then finds the marks.
CREATE FUNCTION add_missed_range(
    range_target integer, range_zone smallint, range_monitor smallint, range_first timestamptz, range_last timestamptz,
    interval_micros bigint, range_slots bigint, range_outcome smallint, range_reason smallint, range_message text)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
BEGIN
    LOCK TABLE ONLY checks IN ACCESS SHARE MODE;
    INSERT INTO missed_ranges AS r (target_id, zone_id, monitor_id, first_slot, last_slot, slot_interval, slots, outcome,
        reason, message)
    VALUES (range_target, range_zone, range_monitor, range_first, range_last,
        interval_micros * interval '1 microsecond', range_slots, range_outcome, range_reason, range_message)
    ON CONFLICT (target_id, zone_id, first_slot) DO UPDATE
       SET monitor_id = excluded.monitor_id, last_slot = excluded.last_slot, slot_interval = excluded.slot_interval,
           slots = excluded.slots, outcome = excluded.outcome, reason = excluded.reason, message = excluded.message
     WHERE (excluded.last_slot, excluded.slots, excluded.outcome, excluded.reason, excluded.message COLLATE "C",
            coalesce(excluded.monitor_id, 0))
         > (r.last_slot, r.slots, r.outcome, r.reason, r.message COLLATE "C", coalesce(r.monitor_id, 0));
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION add_missed_range IS
    'Stores a range; returns whether that changed anything: then its hours are stale, and the caller marks them';

CREATE FUNCTION to_micros(moment timestamptz) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (extract(epoch FROM moment) * 1000000)::bigint;
COMMENT ON FUNCTION to_micros IS 'Microseconds since the epoch';

CREATE FUNCTION from_micros(micros bigint) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN timestamptz 'epoch' + micros * interval '1 microsecond';
COMMENT ON FUNCTION from_micros IS 'The moment this many microseconds after the epoch';

-- One walk over the ends of the ranges and of the spans, in order. Of the ranges that have begun, those that are missed and all
-- others apart, the one that ends last covers a moment if any does. Unknown, and what counts as unknown, goes before missed.
CREATE FUNCTION range_pieces(for_target integer, since timestamptz[], until timestamptz[])
    RETURNS TABLE (target_id integer, zone_id smallint, outcome smallint, reason smallint, first_slot timestamptz,
                   last_slot timestamptz, step bigint, slots bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    WITH spans AS (
        SELECT to_micros(greatest(s.since, '0001-01-01 00:00:00+00 BC')) AS since,
               to_micros(least(s.until, '10000-01-01 00:00:00+00')) AS until
          FROM unnest($2, $3) AS s (since, until)
         WHERE s.since < s.until
    ), ranges AS MATERIALIZED (
        SELECT r.target_id, r.zone_id, r.outcome, to_micros(r.first_slot) AS first, to_micros(r.last_slot) AS last,
               ARRAY[to_micros(r.last_slot), to_micros(r.first_slot), (extract(epoch FROM r.slot_interval) * 1000000)::bigint,
                     r.outcome, r.reason] AS range
          FROM missed_ranges r
         WHERE r.target_id BETWEEN coalesce($1, 0) AND coalesce($1, 2147483647)
           AND r.last_slot >= from_micros((SELECT min(s.since) FROM spans s))
           AND r.first_slot < from_micros((SELECT max(s.until) FROM spans s))
    ), pairs AS (
        SELECT DISTINCT r.target_id, r.zone_id FROM ranges r
    ), ends AS (
        SELECT r.target_id, r.zone_id, r.first AS at, 0 AS opened, CASE WHEN r.outcome > 3 THEN r.range END AS unknown,
               CASE WHEN r.outcome = 3 THEN r.range END AS missed
          FROM ranges r
        UNION ALL
        SELECT r.target_id, r.zone_id, r.last + 1, 0, NULL, NULL FROM ranges r
        UNION ALL
        SELECT p.target_id, p.zone_id, e.at, e.opened, NULL, NULL
          FROM pairs p
         CROSS JOIN (SELECT s.since AS at, 1 AS opened FROM spans s UNION ALL SELECT s.until, -1 FROM spans s) AS e
    ), pieces AS (
        SELECT e.target_id, e.zone_id, e.at, lead(e.at) OVER earlier AS next, sum(e.opened) OVER earlier AS open,
               max(e.unknown) OVER earlier AS unknown, max(e.missed) OVER earlier AS missed
          FROM ends e
        WINDOW earlier AS (PARTITION BY e.target_id, e.zone_id ORDER BY e.at)
    ), covered AS (
        SELECT p.target_id, p.zone_id, p.at, p.next,
               CASE WHEN p.unknown[1] >= p.at THEN p.unknown ELSE p.missed END AS range
          FROM pieces p
         WHERE p.open > 0 AND p.at < p.next AND (p.unknown[1] >= p.at OR p.missed[1] >= p.at)
    ), numbered AS (
        SELECT c.*, c.range[2] AS origin, c.range[3] AS step,
               (c.at - c.range[2] + c.range[3] - 1) / c.range[3] AS first, (c.next - 1 - c.range[2]) / c.range[3] AS last
          FROM covered c
    )
    SELECT n.target_id, n.zone_id, n.range[4]::smallint, n.range[5]::smallint, from_micros(n.origin + n.first * n.step),
           from_micros(n.origin + n.last * n.step), n.step, n.last - n.first + 1
      FROM numbered n
     WHERE n.first <= n.last
$$;
COMMENT ON FUNCTION range_pieces IS
    'The ranges of a target, or of all, cut to these spans, which do not overlap, and so that no two of a zone overlap: slots '
    'that are step microseconds apart, whether they have a row in checks or not';

CREATE FUNCTION range_counts(for_target integer, since timestamptz[], until timestamptz[])
    RETURNS TABLE (target_id integer, zone_id smallint, outcome smallint, reason smallint, slots bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$
    SELECT p.target_id, p.zone_id, p.outcome, p.reason, sum(p.slots - c.rows)::bigint
      FROM range_pieces($1, $2, $3) p
     CROSS JOIN LATERAL (
         SELECT count(*) AS rows
           FROM checks c
          WHERE c.target_id = p.target_id AND c.zone_id = p.zone_id
            AND c.scheduled_at >= p.first_slot AND c.scheduled_at <= p.last_slot
            AND (to_micros(c.scheduled_at) - to_micros(p.first_slot)) % p.step = 0
     ) AS c
     GROUP BY p.target_id, p.zone_id, p.outcome, p.reason
    HAVING sum(p.slots - c.rows) > 0
$$;
COMMENT ON FUNCTION range_counts IS
    'How many slots of a target, or of all, lie in ranges within these spans and have no row in checks';

CREATE VIEW missed_slot_ranges AS
SELECT t.name AS target,
       z.name AS zone,
       m.name AS monitor,
       r.first_slot,
       r.last_slot,
       r.slot_interval,
       r.slots,
       outcome_name(r.outcome) AS outcome,
       reason_name(r.reason) AS reason,
       r.message
  FROM missed_ranges r
  JOIN targets t ON t.id = r.target_id
  JOIN zones z ON z.id = r.zone_id
  LEFT JOIN monitors m ON m.id = r.monitor_id;
COMMENT ON VIEW missed_slot_ranges IS 'Every range of slots, in words';
