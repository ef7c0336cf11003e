package io.nudger.testing;

import io.nudger.record.Migrations;
import java.sql.SQLException;
import java.time.Duration;

/** A record made by SQL: what persisters would have written of targets in zones, as of now. */
public final class StateRows {
    /** The distance of slots. */
    public static final int INTERVAL_SECONDS = 30;

    /** Where they are. */
    public final TestDatabase database;

    /** In a database of their own. */
    public StateRows() {
        this(Services.postgres().createDatabase());
    }

    /** In this database, whose schema is made if it is not there. */
    public StateRows(TestDatabase database) {
        this.database = database;
        try {
            Migrations.run(database.settings());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without any rows. */
    public StateRows reset() {
        database.execute(
                "TRUNCATE checks, check_failures, replaced_failures, target_statuses, target_configs, certificates, notices,"
                        + " state_changes, target_states, outages, zone_changes, zone_states, pair_habits, maintenances,"
                        + " silences RESTART IDENTITY CASCADE");
        database.execute("DELETE FROM targets");
        database.execute("DELETE FROM zones");
        database.execute("UPDATE leases SET until = '-infinity'");
        return this;
    }

    /** Zones by these names, with ids from 1 on. */
    public StateRows zones(String... names) {
        for (int i = 0; i < names.length; i++) {
            database.execute("INSERT INTO zones (id, name) VALUES (?::smallint, ?)", i + 1, names[i]);
        }
        return this;
    }

    /** So many targets {@code name-1}, ...; their URLs are of this form, with the number in place of {@code #}. */
    public StateRows targets(String name, int count, String url) {
        database.execute(
                """
                INSERT INTO targets (id, name, url, labels, interval, failure_threshold, success_threshold, config,
                    first_seen, last_seen)
                SELECT (SELECT coalesce(max(id), 0) FROM targets) + n, ? || n, replace(?, '#', n::text),
                       '{"team": "web"}', make_interval(secs => ?), 2, 1, 'c', now() - interval '1 hour', now()
                  FROM generate_series(1, ?) AS n""",
                name,
                url,
                INTERVAL_SECONDS,
                count);
        return this;
    }

    /** A target by itself. */
    public StateRows target(String name, String url) {
        StateRows added = targets(name, 1, url);
        database.execute("UPDATE targets SET name = ? WHERE name = ? || '1'", name, name);
        return added;
    }

    /** All pairs of targets whose names are like this are up in all zones since long ago. */
    public void up(String names) {
        status(names, "%", 1, 100, Duration.ofHours(1), Duration.ZERO);
    }

    /** They are down in the zones whose names are like this, for so many checks up to now. */
    public void down(String names, String zones, int checks) {
        status(names, zones, 2, checks, Duration.ofSeconds((long) INTERVAL_SECONDS * (checks - 1)), Duration.ZERO);
    }

    /** They are up again, since the last check. */
    public void upAgain(String names, String zones) {
        status(names, zones, 1, 2, Duration.ofSeconds(0), Duration.ZERO);
    }

    /**
     * What these targets are in these zones.
     *
     * @param outcome 1 up, 2 down
     * @param since how long ago, seen from the newest slot, the run began
     * @param ago how long ago the newest slot was
     */
    public void status(String names, String zones, int outcome, int checks, Duration since, Duration ago) {
        database.execute(
                """
                INSERT INTO target_statuses AS s (target_id, zone_id, scheduled_at, since, first_seen, outcome, reason,
                    known_at, run_outcome, run_since, run_length, confirmed, confirmed_since)
                SELECT t.id, z.id, m.newest, m.began, now() - interval '1 hour', m.outcome,
                       CASE m.outcome WHEN 2 THEN 2 END, m.newest, m.outcome, m.began, m.checks,
                       CASE WHEN m.outcome = 2 AND m.checks >= t.failure_threshold THEN 2 ELSE 1 END, m.began
                  FROM targets t
                  CROSS JOIN zones z
                  CROSS JOIN (SELECT now() - make_interval(secs => ?) AS newest,
                                     now() - make_interval(secs => ?) - make_interval(secs => ?) AS began,
                                     ?::smallint AS outcome, ?::smallint AS checks) AS m
                 WHERE t.name LIKE ? AND z.name LIKE ?
                ON CONFLICT (target_id, zone_id) DO UPDATE
                   SET scheduled_at = excluded.scheduled_at, since = excluded.since, outcome = excluded.outcome,
                       reason = excluded.reason, known_at = excluded.known_at, run_outcome = excluded.run_outcome,
                       run_since = excluded.run_since, run_length = excluded.run_length, confirmed = excluded.confirmed,
                       confirmed_since = excluded.confirmed_since""",
                (double) ago.toSeconds(),
                (double) ago.toSeconds(),
                (double) since.toSeconds(),
                outcome,
                checks,
                names,
                zones);
        if (outcome == 2) {
            evidence(names, zones);
        }
    }

    /** The newest check of what is down, as a row with a message. */
    private void evidence(String names, String zones) {
        database.execute("SELECT create_partitions((now() - interval '1 day')::date, now()::date)");
        database.execute(
                """
                INSERT INTO checks (scheduled_at, target_id, zone_id, outcome, reason, attempts)
                SELECT s.known_at, s.target_id, s.zone_id, 2, 2, 1
                  FROM target_statuses s JOIN targets t ON t.id = s.target_id JOIN zones z ON z.id = s.zone_id
                 WHERE t.name LIKE ? AND z.name LIKE ? AND s.run_outcome = 2
                ON CONFLICT DO NOTHING""",
                names,
                zones);
        database.execute(
                """
                INSERT INTO check_failures (scheduled_at, target_id, zone_id, message)
                SELECT s.known_at, s.target_id, s.zone_id, 'no connection to ' || t.url
                  FROM target_statuses s JOIN targets t ON t.id = s.target_id JOIN zones z ON z.id = s.zone_id
                 WHERE t.name LIKE ? AND z.name LIKE ? AND s.run_outcome = 2
                ON CONFLICT DO NOTHING""",
                names,
                zones);
    }
}
