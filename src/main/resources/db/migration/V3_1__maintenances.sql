-- Announced work. It silences notices and can be left out of the availability; checks and the record go on.

CREATE TABLE maintenances (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    counts     boolean     NOT NULL,
    name       text        NOT NULL,
    source     text        NOT NULL,
    selector   jsonb       NOT NULL,
    created_by text,
    note       text,
    CHECK (ends_at > starts_at),
    CHECK (source IN ('file', 'command'))
);
COMMENT ON TABLE maintenances IS 'Announced spans of work. They silence notices; checks and the record go on';
COMMENT ON COLUMN maintenances.selector IS 'Which targets: names, group, labels';
COMMENT ON COLUMN maintenances.counts IS 'Whether the time counts for availability all the same';
COMMENT ON COLUMN maintenances.source IS 'file: each occurrence of a window of the file of alerts; command: by somebody';
COMMENT ON COLUMN maintenances.revoked_at IS 'From then on it does not hold';
CREATE UNIQUE INDEX maintenances_of_file ON maintenances (name, starts_at) WHERE source = 'file';
CREATE INDEX maintenances_time ON maintenances (ends_at);

CREATE FUNCTION fits(form text, value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN value LIKE replace(replace(replace(replace(replace(form, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'), '?', '_');
COMMENT ON FUNCTION fits IS 'Whether a value is of this form, in which * stands for any characters and ? for one';

CREATE FUNCTION selects(selector jsonb, name text, group_name text, labels jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN NOT coalesce((selector ->> 'named_by_targets')::boolean, false)
       AND (selector -> 'names' IS NULL
            OR EXISTS (SELECT FROM jsonb_array_elements_text(selector -> 'names') AS n (form) WHERE fits(n.form, name)))
       AND (selector -> 'groups' IS NULL
            OR EXISTS (SELECT FROM jsonb_array_elements_text(selector -> 'groups') AS g (form) WHERE fits(g.form, group_name)))
       AND NOT EXISTS (SELECT FROM jsonb_each_text(coalesce(selector -> 'labels', '{}')) AS l (label, form)
                        WHERE NOT coalesce(fits(l.form, labels ->> l.label), false));
COMMENT ON FUNCTION selects IS 'Whether a maintenance or a silence holds for a target; of a window that targets name themselves they say so';

CREATE TABLE maintenance_targets (
    since          timestamptz NOT NULL,
    maintenance_id bigint      NOT NULL REFERENCES maintenances ON DELETE CASCADE,
    target_id      integer     NOT NULL REFERENCES targets ON DELETE CASCADE,
    PRIMARY KEY (maintenance_id, target_id)
);
COMMENT ON TABLE maintenance_targets IS
    'Which targets each maintenance selects. Found when it is announced and when a target changes before it is over: what becomes of labels later does not change the past';
COMMENT ON COLUMN maintenance_targets.since IS '-infinity, or when a target was selected that was not before';

CREATE TABLE undivided_hours (
    hour           timestamptz NOT NULL,
    maintenance_id bigint      NOT NULL REFERENCES maintenances ON DELETE CASCADE,
    PRIMARY KEY (maintenance_id, hour)
);
COMMENT ON TABLE undivided_hours IS
    'Hours of which a maintenance takes a part, and whose rows were gone when it was announced: nothing of them is left out. People read the view target_maintenances';

CREATE FUNCTION takes_part(window_name text, selector jsonb, target targets) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path FROM CURRENT
    RETURN window_name = ANY (target.maintenance) OR selects(selector, target.name, target.group_name, target.labels);
COMMENT ON FUNCTION takes_part IS 'Whether a maintenance selects a target, or the target names it';

-- Spans of which some rows are there and some are not begin and end within an hour at most twice: all other hours are whole.
CREATE FUNCTION maintenance_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
DECLARE
    raw_since   timestamptz;
    old_since   timestamptz;
    old_until   timestamptz;
    new_since   timestamptz;
    new_until   timestamptz;
    other_names boolean := false;
BEGIN
    -- Whoever drops a day waits for this, and then finds the marks.
    LOCK TABLE ONLY checks IN ACCESS SHARE MODE;
    IF TG_OP <> 'INSERT' THEN
        IF NOT OLD.counts AND OLD.starts_at < least(OLD.ends_at, OLD.revoked_at) THEN
            old_since := OLD.starts_at;
            old_until := least(OLD.ends_at, OLD.revoked_at);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NOT NEW.counts AND NEW.starts_at < least(NEW.ends_at, NEW.revoked_at) THEN
            new_since := NEW.starts_at;
            new_until := least(NEW.ends_at, NEW.revoked_at);
        END IF;
        other_names := TG_OP = 'INSERT';
        IF TG_OP = 'UPDATE' THEN
            other_names := (OLD.name, OLD.selector) IS DISTINCT FROM (NEW.name, NEW.selector);
        END IF;
        IF other_names THEN
            DELETE FROM maintenance_targets m WHERE m.maintenance_id = NEW.id;
            INSERT INTO maintenance_targets (since, maintenance_id, target_id)
            SELECT '-infinity', NEW.id, t.id FROM targets t WHERE takes_part(NEW.name, NEW.selector, t);
        END IF;
        SELECT b.since INTO raw_since FROM raw_bounds b;
        DELETE FROM undivided_hours u
         WHERE u.maintenance_id = NEW.id
           AND (new_since IS NULL
                OR u.hour NOT IN (date_trunc('hour', new_since, 'UTC'),
                                  date_trunc('hour', new_until - interval '1 microsecond', 'UTC')));
        INSERT INTO undivided_hours (hour, maintenance_id)
        SELECT date_trunc('hour', e.new_end, 'UTC'), NEW.id
          FROM (VALUES (old_since, new_since), (old_until, new_until)) AS e (old_end, new_end)
         WHERE e.new_end < raw_since AND e.new_end <> date_trunc('hour', e.new_end, 'UTC')
           AND (other_names OR e.new_end IS DISTINCT FROM e.old_end)
        ON CONFLICT DO NOTHING;
    END IF;
    -- What counts anyway changes no sums.
    IF coalesce(old_since, new_since) IS NOT NULL
        AND (other_names OR (old_since, old_until) IS DISTINCT FROM (new_since, new_until)) THEN
        PERFORM mark_hours(least(old_since, new_since), greatest(old_until, new_until));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION maintenance_changed IS
    'Finds which targets a maintenance selects, and lets the sums of its hours be computed anew, as far as there are rows or whole hours';

CREATE TRIGGER maintenance_changed
    AFTER INSERT OR DELETE OR UPDATE OF name, selector, starts_at, ends_at, revoked_at, counts ON maintenances
    FOR EACH ROW EXECUTE FUNCTION maintenance_changed();

CREATE FUNCTION selection_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO maintenance_targets (since, maintenance_id, target_id)
    SELECT CASE TG_OP WHEN 'INSERT' THEN '-infinity' ELSE now() END, m.id, NEW.id
      FROM maintenances m
     WHERE m.ends_at > CASE TG_OP WHEN 'INSERT' THEN NEW.first_seen ELSE now() END
       AND takes_part(m.name, m.selector, NEW)
    ON CONFLICT DO NOTHING;
    DELETE FROM maintenance_targets t
     USING maintenances m
     WHERE t.target_id = NEW.id AND m.id = t.maintenance_id AND m.starts_at > now()
       AND NOT takes_part(m.name, m.selector, NEW);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION selection_changed IS 'Lets a target take part in the maintenances that are not over, as it is now';

CREATE TRIGGER selection_added AFTER INSERT ON targets
    FOR EACH ROW EXECUTE FUNCTION selection_changed();
CREATE TRIGGER selection_changed AFTER UPDATE OF labels, group_name, maintenance ON targets
    FOR EACH ROW
    WHEN ((OLD.labels, OLD.group_name, OLD.maintenance) IS DISTINCT FROM (NEW.labels, NEW.group_name, NEW.maintenance))
    EXECUTE FUNCTION selection_changed();

REVOKE EXECUTE ON FUNCTION maintenance_changed, selection_changed FROM PUBLIC;

CREATE FUNCTION excluded_spans(targets integer[], since timestamptz, until timestamptz)
    RETURNS TABLE (target_id integer, since timestamptz, until timestamptz)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
    SET search_path FROM CURRENT
AS $$
    WITH windows AS MATERIALIZED (
        SELECT m.id, greatest(m.starts_at, $2) AS since, least(m.ends_at, m.revoked_at, $3) AS until,
               coalesce((SELECT range_agg(tstzrange(u.hour, u.hour + interval '1 hour')) FROM undivided_hours u
                          WHERE u.maintenance_id = m.id), '{}') AS undivided
          FROM maintenances m
         WHERE NOT m.counts AND m.ends_at > $2 AND m.starts_at < $3 AND least(m.ends_at, m.revoked_at) > $2
    ), pieces AS (
        SELECT t.target_id,
               CASE WHEN greatest(w.since, t.since) < w.until
                    THEN tstzmultirange(tstzrange(greatest(w.since, t.since), w.until)) - w.undivided END AS piece
          FROM windows w
          JOIN maintenance_targets t ON t.maintenance_id = w.id
         WHERE $1 IS NULL OR t.target_id = ANY ($1)
    ), spans AS (
        SELECT p.target_id, unnest(range_agg(p.piece)) AS span FROM pieces p GROUP BY p.target_id
    )
    SELECT s.target_id, lower(s.span), upper(s.span) FROM spans s
$$;
COMMENT ON FUNCTION excluded_spans IS
    'When these targets, or all with null, were in maintenance that does not count, within a span: no two of a target overlap. '
    'Without the hours that cannot be divided any more';

CREATE VIEW target_maintenances AS
SELECT t.name AS target,
       m.name,
       greatest(m.starts_at, p.since) AS starts_at,
       least(m.ends_at, m.revoked_at) AS ends_at,
       m.counts,
       ARRAY(SELECT u.hour FROM undivided_hours u WHERE u.maintenance_id = m.id ORDER BY u.hour) AS undivided_hours,
       m.source,
       m.created_at,
       m.created_by,
       m.note,
       m.id
  FROM maintenances m
  JOIN maintenance_targets p ON p.maintenance_id = m.id
  JOIN targets t ON t.id = p.target_id
 WHERE greatest(m.starts_at, p.since) < least(m.ends_at, m.revoked_at);
COMMENT ON VIEW target_maintenances IS 'Each maintenance of each target, as it took place';
COMMENT ON COLUMN target_maintenances.counts IS 'Whether the time counts for availability all the same';
COMMENT ON COLUMN target_maintenances.undivided_hours IS
    'Hours that count all the same: it takes a part of them, and their rows were gone when it was announced';
