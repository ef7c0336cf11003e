-- Two roles, for those who want that: one owns the schema and migrates it, the other one writes and owns nothing. What takes
-- ownership is done by functions of the owner, here all of them; none is for everybody.
REVOKE EXECUTE ON FUNCTION create_partitions, drop_partitions, drop_rollups, roll_up, mark_stale, forget_failures,
    add_missed_range, expire_missed_ranges FROM PUBLIC;

CREATE FUNCTION grant_persister(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', current_schema(), role);
    EXECUTE format('GRANT INSERT ON targets, target_configs, target_statuses, zones, monitors, checks, check_failures, '
        'check_matches, certificates TO %I', role);
    EXECUTE format('GRANT UPDATE ON targets, target_configs, target_statuses, checks, certificates TO %I', role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION create_partitions, drop_partitions, drop_rollups, roll_up, mark_stale, '
        'forget_failures, add_missed_range, expire_missed_ranges TO %I', role);
END
$$;
COMMENT ON FUNCTION grant_persister IS
    'Lets a role do what a persister does and no more; called by the owner of the schema, again after each migration';
REVOKE EXECUTE ON FUNCTION grant_persister FROM PUBLIC;

CREATE FUNCTION grant_reader(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', current_schema(), role);
END
$$;
COMMENT ON FUNCTION grant_reader IS 'Lets a role read the record; called by the owner of the schema, again after each migration';
REVOKE EXECUTE ON FUNCTION grant_reader FROM PUBLIC;
