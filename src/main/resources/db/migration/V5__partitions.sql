-- Functions with the rights of the owner, so that the role that writes need not own the tables. Each gives up after two seconds
-- when it cannot get its locks: whoever waits for a lock on the record makes all others wait behind it.

CREATE FUNCTION create_partitions(first_day date, last_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
DECLARE
    day      date;
    parent   text;
    child    text;
    first_at timestamptz;
    today    CONSTANT date := (now() AT TIME ZONE 'UTC')::date;
    most     CONSTANT integer := (SELECT ceil(extract(epoch FROM now() - kept_since('checks')) / 86400) + 31);
BEGIN
    -- Persisters start side by side, and the days they want are the same.
    PERFORM take_lock('partitions');
    FOR day IN SELECT first_day + n FROM generate_series(0, least(last_day - first_day, most)) AS n LOOP
        first_at := day::timestamp AT TIME ZONE 'UTC';
        -- Every query pays for every day. For those to come there is room in any case.
        IF NOT EXISTS (SELECT FROM record_days d WHERE d.day = first_at)
            AND (day > today + 8 OR day < today AND (SELECT count(*) FROM record_days) >= most)
        THEN
            RAISE EXCEPTION 'no partition for %: there are days until %, and % before at most', day, today + 8, most
                USING ERRCODE = 'datetime_field_overflow',
                      HINT = 'Days whose retention is over are dropped when their hours are summed up and nobody reads them.';
        END IF;
        FOREACH parent IN ARRAY ARRAY['checks', 'check_failures', 'check_matches'] LOOP
            child := parent || to_char(day, '"_"YYYY"_"MM"_"DD');
            -- By the schema: a temporary table of the caller may have that name.
            CONTINUE WHEN to_regclass(format('%I.%I', current_schema(), child)) IS NOT NULL;
            -- Attaching disturbs neither readers nor writers; CREATE TABLE ... PARTITION OF would wait for all of them.
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING INDEXES)', child, parent);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                parent, child, day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
        END LOOP;
        -- Whoever reads while the first hour of a month is summed up knows the partitions that were there when he began.
        PERFORM create_period('check_hours', first_at), create_period('check_days', first_at);
        INSERT INTO record_days VALUES (first_at) ON CONFLICT DO NOTHING;
    END LOOP;
END
$$;
COMMENT ON FUNCTION create_partitions IS 'Makes the partitions of these UTC days, both included, where they are missing';

CREATE FUNCTION first_day(part text) RETURNS date
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
    RETURN (kept_since(part) AT TIME ZONE 'UTC')::date;
COMMENT ON FUNCTION first_day IS 'The first day, in UTC, on which this part of the record is kept, as the owner has set it';

CREATE FUNCTION is_summed_up(first_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
    SELECT NOT EXISTS (SELECT FROM stale_rollups s
                        WHERE s.kind = 'hour' AND s.since >= $1 AND s.since < $1 + interval '24 hours')
$$;
COMMENT ON FUNCTION is_summed_up IS 'Whether all hours of the day that begins then are summed up';

-- Everybody who uses checks waits until the transaction ends, so it is the last that a long one does.
CREATE FUNCTION drop_day(child regclass, first_at timestamptz) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
BEGIN
    -- In the order of those who read and write, lest each wait for the other.
    LOCK TABLE ONLY checks IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', child);
    -- Nobody writes to it from here on, so nobody marks its hours any more.
    IF NOT is_summed_up(first_at) THEN
        RETURN false;
    END IF;
    UPDATE raw_bounds b SET since = first_at + interval '24 hours' WHERE b.since < first_at + interval '24 hours';
    EXECUTE format('DROP TABLE %s', child);
    DELETE FROM record_days d WHERE d.day = first_at;
    RETURN true;
END
$$;
COMMENT ON FUNCTION drop_day IS 'Drops the partition of checks of the day that begins then, unless hours of it are not summed up';

-- Rows are dropped only when their hours are summed up, and those of a day not before those of the days before it. The tables
-- come in the order in which a row and its evidence are written and read.
CREATE FUNCTION drop_partitions(before date, evidence_before date, archive_before date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
DECLARE
    child    regclass;
    parent   regclass;
    day      date;
    first_at timestamptz;
    waits    boolean := false;
    dropped  integer := 0;
BEGIN
    PERFORM take_lock('partitions');
    before := least(before, first_day('checks'));
    evidence_before := least(evidence_before, first_day('failures'));
    archive_before := least(archive_before, first_day('archive'));
    DELETE FROM replaced_failures r WHERE r.scheduled_at < evidence_before::timestamp AT TIME ZONE 'UTC';
    FOR child, parent, day IN
        SELECT c.oid, p.parent, to_date(right(c.relname, 10), 'YYYY_MM_DD')
          FROM pg_inherits i
          JOIN pg_class c ON c.oid = i.inhrelid
          JOIN (VALUES ('checks'::regclass, before, 1),
                       ('check_failures'::regclass, evidence_before, 2),
                       ('check_matches'::regclass, evidence_before, 3)) AS p (parent, limit_day, turn)
            ON p.parent = i.inhparent
         WHERE CASE WHEN c.relname ~ '_\d{4}_\d{2}_\d{2}$'
                    THEN to_date(right(c.relname, 10), 'YYYY_MM_DD') < p.limit_day END
         ORDER BY p.turn, right(c.relname, 10)
    LOOP
        IF parent = 'checks'::regclass THEN
            first_at := day::timestamp AT TIME ZONE 'UTC';
            IF day >= archive_before THEN
                PERFORM create_period('archived_checks', first_at);
                CONTINUE;
            END IF;
            waits := waits OR NOT is_summed_up(first_at);
            waits := waits OR NOT drop_day(child, first_at);
            CONTINUE WHEN waits;
        ELSE
            EXECUTE format('DROP TABLE %s', child);
        END IF;
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION drop_partitions IS
    'Drops the partitions of the UTC days before the first one, as far as their hours are summed up, and the evidence of '
    'those before the second; returns how many. Days from the third on are left to archive_next(). Nothing that is to be kept '
    'by the retention that the owner has set, whatever is asked for';

CREATE FUNCTION drop_periods(sums_before date, archive_before date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
DECLARE
    child   regclass;
    dropped integer := 0;
BEGIN
    PERFORM take_lock('partitions');
    sums_before := least(sums_before, first_day('sums'));
    archive_before := least(archive_before, first_day('archive'));
    FOR child IN
        SELECT c.oid
          FROM (VALUES ('check_hours', 'YYYY_MM', '^check_hours_\d{4}_\d{2}$', interval '1 month', sums_before),
                       ('check_days', 'YYYY', '^check_days_\d{4}$', interval '1 year', sums_before),
                       ('archived_checks', 'YYYY_MM', '^archived_checks_\d{4}_\d{2}$', interval '1 month', archive_before))
                   AS p (parent, form, pattern, span, before)
          JOIN pg_inherits i ON i.inhparent = to_regclass(p.parent)
          JOIN pg_class c ON c.oid = i.inhrelid
         WHERE CASE WHEN c.relname ~ p.pattern
                    THEN to_date(right(c.relname, length(p.form)), p.form) + p.span <= p.before END
    LOOP
        EXECUTE format('DROP TABLE %s', child);
        dropped := dropped + 1;
    END LOOP;
    -- As long as the partitions of the days are kept.
    DELETE FROM day_sums s WHERE s.day < date_trunc('year', sums_before::timestamp) AT TIME ZONE 'UTC';
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION drop_periods IS
    'Drops the partitions of hours and days that lie wholly before the first UTC day, and of archived checks before the '
    'second; returns how many';
