-- Two roles, for those who want that: one owns the schema and migrates it, the other one writes and owns nothing. What takes
-- ownership is done by functions of the owner, here all of them; none is for everybody.
REVOKE EXECUTE ON FUNCTION create_partitions, keep_incidents, drop_partitions, drop_periods, archive_next, roll_up,
    mark_stale, add_missed_range, expire_missed_ranges, lock_names, replace_checks, expire_commit_marks FROM PUBLIC;

CREATE FUNCTION set_retention(checks interval, archive interval, failures interval, sums interval) RETURNS void
    LANGUAGE sql
    SET search_path FROM CURRENT
AS $$
    UPDATE retention SET checks = $1, archive = $2, failures = $3, sums = $4
     WHERE (retention.checks, retention.archive, retention.failures, retention.sums) IS DISTINCT FROM ($1, $2, $3, $4)
$$;
COMMENT ON FUNCTION set_retention IS 'Sets how long the record is kept; called by the owner of the schema';
REVOKE EXECUTE ON FUNCTION set_retention FROM PUBLIC;

CREATE FUNCTION grant_select(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', current_schema(), role);
END
$$;
COMMENT ON FUNCTION grant_select IS 'Lets a role read all tables and views of the schema: with this the other grants begin';
REVOKE EXECUTE ON FUNCTION grant_select FROM PUBLIC;

-- By the column: who may change a whole table may also lock it against everybody else.
CREATE FUNCTION grant_persister(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM grant_select(role);
    EXECUTE format('GRANT INSERT ON targets, target_configs, target_statuses, zones, monitors, outcomes, reasons, checks, '
        'check_failures, check_matches, certificates, commit_marks, stored_offsets TO %I', role);
    EXECUTE format('GRANT UPDATE (url, regexp, labels, interval, failure_threshold, success_threshold, config, first_seen, '
        'last_seen, title, group_name, depends_on, quorum, maintenance) ON targets TO %I', role);
    EXECUTE format('GRANT UPDATE (first_seen, last_seen) ON target_configs TO %I', role);
    EXECUTE format('GRANT UPDATE (first_seen, last_seen, subject) ON certificates TO %I', role);
    EXECUTE format('GRANT UPDATE (scheduled_at, since, first_seen, outcome, reason, known_at, run_outcome, run_since, '
        'run_length, slow_run, confirmed, confirmed_since, calm, recount) ON target_statuses TO %I', role);
    EXECUTE format('GRANT UPDATE (mark, written_at) ON commit_marks TO %I', role);
    EXECUTE format('GRANT UPDATE (next_offset) ON stored_offsets TO %I', role);
    -- See the trigger replace_checks.
    EXECUTE format('GRANT UPDATE (delay, duration, resolve, connect, tls, processing, transfer, body_bytes, monitor_id, '
        'outcome, reason, status_code, attempts, regexp_matched, degraded) ON checks TO %I', role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION create_partitions, keep_incidents, drop_partitions, drop_periods, '
        'archive_next, roll_up, mark_stale, add_missed_range, expire_missed_ranges, lock_names, expire_commit_marks, '
        'keep_compat, seal_next, expire_seals TO %I', role);
END
$$;
COMMENT ON FUNCTION grant_persister IS
    'Lets a role do what a persister does and no more; called by the owner of the schema, again after each migration';
REVOKE EXECUTE ON FUNCTION grant_persister FROM PUBLIC;

CREATE FUNCTION grant_reader(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    child regclass;
BEGIN
    PERFORM grant_select(role);
    -- The record in the tables of older monitors, and those of its months that are still to come.
    FOR child IN
        SELECT c.oid FROM pg_class c
         WHERE c.relnamespace = to_regnamespace('compat') AND c.relkind = 'v' AND pg_has_role(c.relowner, 'USAGE')
           AND obj_description(c.oid, 'pg_class') LIKE 'The record of the schema ' || current_schema() || ' in the columns of %'
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA compat TO %I', role);
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA compat GRANT SELECT ON TABLES TO %I', role);
        EXECUTE format('GRANT SELECT ON %s TO %I', child, role);
    END LOOP;
END
$$;
COMMENT ON FUNCTION grant_reader IS 'Lets a role read the record; called by the owner of the schema, again after each migration';
REVOKE EXECUTE ON FUNCTION grant_reader FROM PUBLIC;
