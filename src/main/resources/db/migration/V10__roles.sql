CREATE OR REPLACE FUNCTION forget_failures(targets integer[], zones smallint[], slots timestamptz[]) RETURNS void
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

-- Two roles, for those who want that: one owns the schema and migrates it, the other one writes and owns nothing. What takes
-- ownership is done by functions of the owner; whoever calls them cannot slip a table or function of its own under them.
DO $$
DECLARE
    signature regprocedure;
BEGIN
    FOR signature IN
        SELECT p.oid FROM pg_proc p
         WHERE p.pronamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = current_schema())
           AND p.proname IN ('create_partitions', 'drop_partitions', 'drop_rollups', 'create_rollup_partition',
                             'roll_up', 'mark_stale', 'forget_failures',
                             'add_missed_range', 'expire_missed_ranges')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %I, pg_temp', signature, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', signature);
    END LOOP;
END
$$;

CREATE FUNCTION grant_persister(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    signature regprocedure;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', current_schema(), role);
    EXECUTE format('GRANT INSERT ON targets, zones, monitors, checks, check_failures, check_matches, target_statuses, target_configs, certificates TO %I', role);
    EXECUTE format('GRANT UPDATE ON targets, checks, target_statuses, target_configs, certificates TO %I', role);
    FOR signature IN
        SELECT p.oid FROM pg_proc p
         WHERE p.pronamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = current_schema())
           AND p.proname IN ('create_partitions', 'drop_partitions', 'drop_rollups', 'roll_up', 'mark_stale', 'forget_failures',
                             'add_missed_range', 'expire_missed_ranges')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', signature, role);
    END LOOP;
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
