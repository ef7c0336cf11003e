-- Functions, so that the role that writes need not own the tables. Each gives up after two seconds when it cannot get its
-- locks: whoever waits for a lock on the record makes all others wait behind it.

CREATE FUNCTION create_partitions(first_day date, last_day date) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
DECLARE
    day    date;
    parent text;
    child  text;
BEGIN
    -- Persisters start side by side, and the days they want are the same.
    PERFORM pg_advisory_xact_lock('checks'::regclass::oid::int8);
    FOR day IN SELECT first_day + n FROM generate_series(0, last_day - first_day) AS n LOOP
        FOREACH parent IN ARRAY ARRAY['checks', 'check_failures'] LOOP
            child := parent || to_char(day, '"_"YYYY"_"MM"_"DD');
            CONTINUE WHEN to_regclass(child) IS NOT NULL;
            -- Attaching disturbs neither readers nor writers; CREATE TABLE ... PARTITION OF would wait for all of them.
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING INDEXES)', child, parent);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                parent, child, day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION create_partitions IS 'Makes the partitions of these UTC days, both included, where they are missing';

CREATE FUNCTION drop_partitions(before date) RETURNS integer
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
DECLARE
    child   regclass;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock('checks'::regclass::oid::int8);
    FOR child IN
        SELECT c.oid
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent IN ('checks'::regclass, 'check_failures'::regclass)
           AND CASE WHEN c.relname ~ '_\d{4}_\d{2}_\d{2}$' THEN to_date(right(c.relname, 10), 'YYYY_MM_DD') < before END
         ORDER BY right(c.relname, 10), c.relname
    LOOP
        EXECUTE format('DROP TABLE %s', child);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION drop_partitions IS 'Drops the partitions of the UTC days before this one; tells how many';
