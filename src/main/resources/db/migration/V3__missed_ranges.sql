-- Long gaps: slots that follow each other, and did not run or of which nothing is known, told of as a whole.

CREATE TABLE missed_ranges (
    first_slot    timestamptz NOT NULL,
    last_slot     timestamptz NOT NULL,
    slot_interval interval    NOT NULL,
    slots         bigint      NOT NULL,
    target_id     integer     NOT NULL,
    zone_id       smallint    NOT NULL,
    monitor_id    smallint,
    outcome       smallint    NOT NULL,
    reason        smallint    NOT NULL,
    message       text        NOT NULL,
    PRIMARY KEY (target_id, zone_id, first_slot)
);
COMMENT ON TABLE missed_ranges IS
    'Slots that follow each other, and did not run or of which nothing is known. A slot with a row in checks is what that row '
    'says';
COMMENT ON COLUMN missed_ranges.first_slot IS 'The first slot; the slots are the first and each an interval further';
COMMENT ON COLUMN missed_ranges.last_slot IS 'The last slot';
COMMENT ON COLUMN missed_ranges.slot_interval IS 'The distance of two slots';
COMMENT ON COLUMN missed_ranges.slots IS 'How many slots that is, those that have a row in checks included';
COMMENT ON COLUMN missed_ranges.monitor_id IS 'Who told of it; null when the table of monitors was full';
COMMENT ON COLUMN missed_ranges.outcome IS 'Code of the outcome; outcome_name() tells it';
COMMENT ON COLUMN missed_ranges.reason IS 'Code of the reason; reason_name() tells it';
COMMENT ON COLUMN missed_ranges.message IS 'Why, for people';

-- Of two ranges that begin with the same slot the one counts that ends later: whatever the order in which they come.
CREATE FUNCTION add_missed_range(
    range_target integer, range_zone smallint, range_monitor smallint, range_first timestamptz, range_last timestamptz,
    interval_micros bigint, range_slots bigint, range_outcome smallint, range_reason smallint, range_message text)
    RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
    INSERT INTO missed_ranges AS r (target_id, zone_id, monitor_id, first_slot, last_slot, slot_interval, slots, outcome,
        reason, message)
    VALUES (range_target, range_zone, range_monitor, range_first, range_last,
        interval_micros * interval '1 microsecond', range_slots, range_outcome, range_reason, range_message)
    ON CONFLICT (target_id, zone_id, first_slot) DO UPDATE
       SET monitor_id = excluded.monitor_id, last_slot = excluded.last_slot, slot_interval = excluded.slot_interval,
           slots = excluded.slots, outcome = excluded.outcome, reason = excluded.reason, message = excluded.message
     WHERE (excluded.last_slot, excluded.slots, excluded.outcome, excluded.reason, excluded.message COLLATE "C",
            coalesce(excluded.monitor_id, 0))
         > (r.last_slot, r.slots, r.outcome, r.reason, r.message COLLATE "C", coalesce(r.monitor_id, 0))
$$;
COMMENT ON FUNCTION add_missed_range IS 'Stores a range; one that is stored already changes nothing';

CREATE FUNCTION expire_missed_ranges(before timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
    DELETE FROM missed_ranges WHERE last_slot < least(before, kept_since('archive'))
$$;
COMMENT ON FUNCTION expire_missed_ranges IS 'Removes the ranges that are over before this moment, and past the retention';

CREATE FUNCTION missed_in_ranges(for_target integer, since timestamptz, until timestamptz)
    RETURNS TABLE (zone_id smallint, scheduled_at timestamptz, outcome smallint)
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
    -- Unknown, and what counts as unknown, have higher codes and go before missed.
    SELECT r.zone_id, s.slot, max(r.outcome)
      FROM missed_ranges r
     CROSS JOIN LATERAL generate_series(
               r.first_slot + r.slot_interval * ceil(greatest(extract(epoch FROM since - r.first_slot), 0)
                   / extract(epoch FROM r.slot_interval))::double precision,
               least(r.last_slot, until - interval '1 microsecond'),
               r.slot_interval) AS s (slot)
     WHERE r.target_id = for_target
       AND r.last_slot >= since
       AND r.first_slot < until
       AND NOT EXISTS (SELECT FROM checks c
                        WHERE c.target_id = r.target_id AND c.zone_id = r.zone_id AND c.scheduled_at = s.slot)
     GROUP BY r.zone_id, s.slot
$$;
COMMENT ON FUNCTION missed_in_ranges IS
    'The slots of a target from since to before until that lie in ranges and have no row in checks, each once, '
    'and the code of its outcome: missed, unknown or what counts as that';

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
