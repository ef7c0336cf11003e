-- What a better result of the same slot needs: the evidence of the lesser one goes, and the status is found anew.

CREATE FUNCTION forget_failures(targets integer[], zones smallint[], slots timestamptz[]) RETURNS void
    LANGUAGE sql
    SET search_path FROM CURRENT
AS $$
    DELETE FROM check_failures f
     USING unnest(targets, zones, slots) AS n (target_id, zone_id, scheduled_at)
     WHERE f.target_id = n.target_id AND f.zone_id = n.zone_id AND f.scheduled_at = n.scheduled_at;
    DELETE FROM check_matches m
     USING unnest(targets, zones, slots) AS n (target_id, zone_id, scheduled_at)
     WHERE m.target_id = n.target_id AND m.zone_id = n.zone_id AND m.scheduled_at = n.scheduled_at
$$;
COMMENT ON FUNCTION forget_failures IS 'Removes the evidence of results that a better one of the same slot has replaced';

-- Rows that are not up are rare, and both a run of outcomes and an incident begin or end at one.
CREATE INDEX checks_not_up ON checks (target_id, zone_id, scheduled_at) WHERE outcome <> 1;
