-- The record in the tables of the monitors that people come from, as views in the schema compat. They are made by the
-- persister, not here: the views of the months come and go with the partitions, and an owner that may not make a schema
-- must not keep the record from being made. A later migration that changes a column they show calls drop_compat() first.

-- Whether a check has an answer to show, as those monitors saw it: they judged nothing but the exchange itself.
CREATE FUNCTION was_answered(status_code smallint, reason smallint) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN status_code IS NOT NULL AND (reason IS NULL OR reason IN (7, 8, 9, 10, 11, 12));
COMMENT ON FUNCTION was_answered IS 'Whether there was a whole answer, whatever was thought of it';

CREATE FUNCTION keep_compat() RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
    SET lock_timeout = '2s'
AS $$
DECLARE
    mark      CONSTANT text := 'The record of the schema ' || current_schema() || ' in the columns of ';
    row_id    CONSTANT text := '(floor(extract(epoch FROM c.scheduled_at) * 1000)::bigint << 21)'
                               ' + ((c.zone_id & 31) << 16) + (c.target_id & 65535)';
    started   CONSTANT text := 'c.scheduled_at + coalesce(c.delay, 0) * interval ''1 microsecond''';
    -- Until the first byte, redirects included; the rest of the time was that of the body.
    answering CONSTANT text := '(coalesce(c.duration, 0) - coalesce(c.transfer, 0))';
    failure   CONSTANT text := '(SELECT f.%I FROM check_failures f WHERE f.target_id = c.target_id'
                               ' AND f.zone_id = c.zone_id AND f.scheduled_at = c.scheduled_at)';
    message   CONSTANT text := format(failure, 'message');
    known     CONSTANT text := ' FROM checks c JOIN targets t ON t.id = c.target_id WHERE c.outcome IN (1, 2)';
    answered  CONSTANT text := known || ' AND was_answered(c.status_code, c.reason)';
    metrics   CONSTANT text := 'SELECT ' || row_id || ' AS id, c.target_id, (' || started || ') AT TIME ZONE ''UTC'' AS timestamp, '
                               || '(' || answering || ' / 1e6::double precision)::real AS http_response_time, '
                               || 'c.status_code AS http_status, c.regexp_matched AS regexp_match' || answered;
    wanted    CONSTANT text[] := ARRAY[
        ['url_statuses', 'http-nudger',
         'SELECT ' || row_id || ' AS id, ' || started || ' AS timestamp, t.url,'
         ' coalesce(c.status_code, -1)::smallint AS status_code,'
         ' CASE WHEN c.reason IS NOT NULL AND (c.status_code >= 400 OR NOT was_answered(c.status_code, c.reason)) THEN '
         || message || ' END AS failure_reason,'
         ' c.duration / 1e6::double precision AS response_time, t.regexp, c.regexp_matched' || known],
        ['targets', 'website-monitor',
         'SELECT t.id, t.name::varchar(128) AS target, t.first_seen AT TIME ZONE ''UTC'' AS created_at FROM targets t'],
        ['metrics', 'website-monitor, all months', metrics],
        ['host_metrics', 'host-checker',
         'SELECT t.url AS address, c.duration / 1e6::double precision AS latency,'
         ' coalesce(c.regexp_matched, true) AS is_valid, c.status_code' || answered],
        ['sites', 'site-monitor', 'SELECT t.id, t.url FROM targets t'],
        ['success', 'site-monitor',
         'SELECT c.target_id AS site_id, ' || started || ' AS started, '
         || started || ' + ' || answering || ' * interval ''1 microsecond'' AS ended, '
         || '(' || answering || ' / 1e6::double precision)::real AS response_time, c.status_code::integer AS status, t.regexp AS pattern,'
         ' c.regexp_matched AS match' || answered],
        ['errors', 'site-monitor',
         'SELECT c.target_id AS site_id, ' || started || ' AS started, reason_name(c.reason) AS error_type, '
         || message || ' AS message' || known || ' AND NOT was_answered(c.status_code, c.reason)'],
        ['events', 'checksite',
         'SELECT ' || row_id || ' AS event_id, (' || started || ') AT TIME ZONE ''UTC'' AS ts, t.url::varchar AS url,'
         ' round(c.duration / 1000.0)::integer AS elapsed,'
         ' CASE WHEN NOT was_answered(c.status_code, c.reason) THEN ' || message || '::varchar END AS error,'
         ' CASE WHEN was_answered(c.status_code, c.reason) THEN c.status_code::integer END AS status,'
         ' CASE WHEN was_answered(c.status_code, c.reason) AND c.status_code <> 200 THEN left('
         || format(failure, 'body_excerpt') || ', 500)::varchar END AS body_prefix,'
         ' CASE WHEN c.status_code = 200 AND c.regexp_matched THEN coalesce(CASE WHEN c.reason IS NOT NULL THEN '
         || format(failure, 'match') || ' END, '''')::varchar END AS content_match' || known]];
    entry     text[];
    taken     regclass;
    month     date;
    child     text;
    months    text[] := '{}';
BEGIN
    -- Persisters start side by side.
    PERFORM take_lock('compat');
    IF to_regnamespace('compat') IS NULL THEN
        IF NOT has_database_privilege(current_database(), 'CREATE') THEN
            RETURN format('there is no schema compat, and %I may not create it in the database %I; to have it: '
                'CREATE SCHEMA compat AUTHORIZATION %I', current_user, current_database(), current_user);
        END IF;
        CREATE SCHEMA compat;
        COMMENT ON SCHEMA compat IS 'The record of nudger in the tables of older monitors';
    END IF;
    IF NOT has_schema_privilege('compat', 'CREATE') THEN
        RETURN format('%I may not create views in the schema compat; to have them: GRANT USAGE, CREATE ON SCHEMA compat TO %I',
            current_user, current_user);
    END IF;
    FOREACH entry SLICE 1 IN ARRAY wanted LOOP
        taken := to_regclass('compat.' || entry[1]);
        IF taken IS NOT NULL AND obj_description(taken, 'pg_class') IS DISTINCT FROM mark || entry[2] THEN
            RETURN format('compat.%I is there already and does not show the schema %I; it is left alone, and so are the '
                'other views', entry[1], current_schema());
        END IF;
    END LOOP;
    FOREACH entry SLICE 1 IN ARRAY wanted LOOP
        CONTINUE WHEN to_regclass('compat.' || entry[1]) IS NOT NULL;
        EXECUTE format('CREATE VIEW compat.%I AS %s', entry[1], entry[3]);
        EXECUTE format('COMMENT ON VIEW compat.%I IS %L', entry[1], mark || entry[2]);
    END LOOP;
    FOR month IN
        SELECT DISTINCT to_date(substr(right(c.relname, 10), 1, 7), 'YYYY_MM')
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'checks'::regclass AND c.relname ~ '_\d{4}_\d{2}_\d{2}$'
    LOOP
        child := 'metrics_' || to_char(month, 'YYYY_MM');
        months := months || child;
        CONTINUE WHEN to_regclass('compat.' || child) IS NOT NULL;
        EXECUTE format('CREATE VIEW compat.%I AS %s AND c.scheduled_at >= %L AND c.scheduled_at < %L', child, metrics,
            month || ' 00:00:00+00', (month + interval '1 month')::date || ' 00:00:00+00');
        EXECUTE format('COMMENT ON VIEW compat.%I IS %L', child, mark || 'website-monitor');
    END LOOP;
    FOR child IN
        SELECT c.relname FROM pg_class c
         WHERE c.relnamespace = 'compat'::regnamespace AND c.relname ~ '^metrics_\d{4}_\d{2}$'
           AND obj_description(c.oid, 'pg_class') = mark || 'website-monitor' AND c.relname <> ALL (months)
    LOOP
        BEGIN
            EXECUTE format('DROP VIEW compat.%I', child);
        EXCEPTION WHEN dependent_objects_still_exist THEN
            -- Somebody has built upon it: it stays, empty.
            NULL;
        END;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_compat IS
    'Makes the views of the schema compat that are missing, and drops those of months that are gone; '
    'returns why it cannot, null when all is well';
REVOKE EXECUTE ON FUNCTION keep_compat FROM PUBLIC;

CREATE FUNCTION drop_compat() RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    child regclass;
BEGIN
    FOR child IN
        SELECT c.oid FROM pg_class c
         WHERE c.relnamespace = to_regnamespace('compat') AND c.relkind = 'v'
           AND obj_description(c.oid, 'pg_class') LIKE 'The record of the schema ' || current_schema() || ' in the columns of %'
    LOOP
        EXECUTE format('DROP VIEW %s', child);
    END LOOP;
END
$$;
COMMENT ON FUNCTION drop_compat IS 'Drops the views of this schema in the schema compat; keep_compat() makes them again';
