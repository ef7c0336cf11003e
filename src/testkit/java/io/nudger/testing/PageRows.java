package io.nudger.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A record with a past, made by SQL: targets in three zones that were up for months, but for what a test says. What persisters,
 * their sums and an alerter would have written is there, and nothing runs.
 */
public final class PageRows {
    /** The distance of slots: with more of them a year would take long to make. */
    public static final int INTERVAL_SECONDS = 300;

    private static final int SLOTS_A_DAY = 86_400 / INTERVAL_SECONDS;
    private static final String FAR = "2999-01-01T00:00:00Z";

    private static final String ROWS =
            """
            INSERT INTO checks (scheduled_at, target_id, zone_id, outcome, attempts, delay, duration, resolve, connect, tls,
                processing, transfer)
            SELECT s.slot, t.id, z.id, 1, 1, 0, d.micros, d.micros / 20, d.micros / 8, d.micros / 5, d.micros / 2,
                   d.micros / 8
              FROM targets t
             CROSS JOIN zones z
             CROSS JOIN generate_series(date_trunc('hour', now(), 'UTC'), now(), make_interval(secs => ?)) AS s (slot)
             CROSS JOIN LATERAL (SELECT %s AS micros) AS d
             WHERE t.name LIKE ?
            ON CONFLICT DO NOTHING""";

    private static final String STATES =
            """
            INSERT INTO target_states (target_id, state, since, slot, decided_at, sequence, zones)
            SELECT t.id, 'up', t.first_seen, t.first_seen, t.first_seen, 1,
                   '{"up": ["ap", "eu", "us"], "down": [], "suspect": [], "stale": [], "unknown": []}'
              FROM targets t WHERE t.name LIKE ?
            ON CONFLICT DO NOTHING""";

    private static final String DAY_SUMS =
            """
            INSERT INTO day_sums (day, targets, up, bad_targets, down, missed, unknown)
            SELECT d.day, array_agg(d.target_id), array_agg(d.up),
                   array_agg(d.target_id) FILTER (WHERE d.bad), array_agg(d.down) FILTER (WHERE d.bad),
                   array_agg(d.missed) FILTER (WHERE d.bad), array_agg(d.unknown) FILTER (WHERE d.bad)
              FROM (SELECT d.day, d.target_id, sum(d.up)::integer AS up, sum(d.down)::integer AS down,
                           sum(d.missed)::integer AS missed, sum(d.unknown)::integer AS unknown,
                           sum(d.down + d.missed + d.unknown) > 0 AS bad
                      FROM check_days d
                     WHERE d.day > ? - interval '24 hours' AND d.day <= ?
                     GROUP BY d.day, d.target_id) AS d
             GROUP BY d.day""";

    private static final String CHANGE =
            """
            WITH t AS (
                SELECT id FROM targets WHERE name = ?
            ), ended AS (
                UPDATE outages o SET ended_at = ?::timestamptz FROM t
                 WHERE o.target_id = t.id AND o.ended_at IS NULL AND NOT ? RETURNING o.id
            ), began AS (
                INSERT INTO outages (target_id, started_at, confirmed_at, worst, reason, message, late)
                SELECT t.id, ?::timestamptz, ?::timestamptz + interval '40 seconds', ?, ?, 'a message that is nobody''s business',
                       false
                  FROM t WHERE ? RETURNING id
            ), state AS (
                UPDATE target_states s
                   SET state = ?, since = ?::timestamptz, slot = ?::timestamptz, decided_at = ?::timestamptz + interval '40 seconds',
                       sequence = s.sequence + 1, outage_id = (SELECT id FROM began), zones = ?::jsonb, reason = ?,
                       message = 'a message that is nobody''s business'
                  FROM t WHERE s.target_id = t.id RETURNING s.target_id, s.sequence
            )
            INSERT INTO state_changes (target_id, sequence, slot, decided_at, since, from_state, to_state, cause, late, zones,
                reason, outage_id)
            SELECT s.target_id, s.sequence, ?::timestamptz, ?::timestamptz + interval '40 seconds', ?::timestamptz, 'up', ?, 'checks',
                   false, ?::jsonb, ?, coalesce((SELECT id FROM began), (SELECT id FROM ended))
              FROM state s""";

    private final StateRows rows;
    private final TestDatabase database;

    /** In a database of its own. */
    public PageRows() {
        this(Services.postgres().createDatabase());
    }

    /** In this database. */
    public PageRows(TestDatabase database) {
        this.database = database;
        rows = new StateRows(database);
    }

    /** The database. */
    public TestDatabase database() {
        return database;
    }

    /** Nothing but three zones, and an alerter that leads for ever. */
    public PageRows reset() {
        return reset("eu", "us", "ap");
    }

    /** Nothing but these zones, and an alerter that leads for ever. */
    public PageRows reset(String... zones) {
        rows.reset();
        database.execute("TRUNCATE check_days, day_sums, check_hours, stale_rollups");
        rows.zones(zones);
        alerter(true);
        return this;
    }

    /** Whether an alerter decides the states. */
    public void alerter(boolean decides) {
        database.execute(
                "UPDATE leases SET until = ?::timestamptz WHERE name = 'alerter'",
                decides ? FAR : "2001-01-01T00:00:00Z");
    }

    /** A target with a label, in a group of the configuration, that was up for so many days. */
    public PageRows target(String name, String team, int days) {
        rows.target(
                name, "https://" + name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + ".internal.example/");
        database.execute("UPDATE targets SET labels = jsonb_build_object('team', ?) WHERE name = ?", team, name);
        past(name, days);
        return this;
    }

    /** So many targets {@code name-1} and on, all the same. */
    public PageRows targets(String name, int count, int days) {
        rows.targets(name, count, "https://#.internal.example/");
        past(name + "%", days);
        return this;
    }

    private void past(String names, int days) {
        database.execute(
                """
                UPDATE targets SET interval = make_interval(secs => ?), last_seen = now(),
                       first_seen = date_trunc('day', now(), 'UTC') - make_interval(hours => 24 * ?)
                 WHERE name LIKE ?""",
                INTERVAL_SECONDS,
                days,
                names);
        database.execute(
                """
                INSERT INTO target_configs (target_id, zone_id, config, url, interval, first_seen, last_seen)
                SELECT t.id, z.id, 'c', t.url, t.interval, t.first_seen, date_trunc('hour', now(), 'UTC')
                  FROM targets t CROSS JOIN zones z WHERE t.name LIKE ?""",
                names);
        rows.status(names, "%", 1, 100, Duration.ofHours(1), Duration.ZERO);
        database.execute("SELECT create_period('check_days', now() - make_interval(hours => 24 * n))"
                + " FROM generate_series(0, 400, 100) AS n");
        database.execute(
                "SELECT create_period('check_hours', now() - make_interval(hours => n)) FROM (VALUES (0), (30)) AS v (n)");
        database.execute("SELECT create_partitions((now() - interval '1 day')::date, now()::date)");
        sums(
                "check_days",
                "day",
                names,
                "date_trunc('day', now(), 'UTC') - interval '24 hours' * n",
                days,
                SLOTS_A_DAY);
        sums(
                "check_hours",
                "hour",
                names,
                "date_trunc('hour', now(), 'UTC') - interval '1 hour' * n",
                25,
                SLOTS_A_DAY / 24);
        database.execute(ROWS.formatted(micros("extract(epoch FROM s.slot) / 3600")), INTERVAL_SECONDS, names);
        database.execute(STATES, names);
        sumDays(ago(Duration.ofDays(days + 1L)), ago(Duration.ZERO));
    }

    /** What the job of the sums writes with each day. */
    private void sumDays(OffsetDateTime from, OffsetDateTime to) {
        database.execute("DELETE FROM day_sums d WHERE d.day > ? - interval '24 hours' AND d.day <= ?", from, to);
        database.execute(DAY_SUMS, from, to);
    }

    private void sums(String table, String column, String names, String moment, int count, int slots) {
        database.execute(
                """
                INSERT INTO %s (%s, duration_sum, target_id, up, down, missed, unknown, zone_id, durations)
                SELECT m.at, ?::bigint * d.micros, t.id, ?, 0, 0, 0, z.id,
                       ARRAY[ARRAY[duration_bucket(d.micros), ?], ARRAY[duration_bucket(d.micros * 2), 1]]
                  FROM targets t
                 CROSS JOIN zones z
                 CROSS JOIN generate_series(1, ?) AS n
                 CROSS JOIN LATERAL (SELECT %s AS at) AS m
                 CROSS JOIN LATERAL (SELECT %s AS micros) AS d
                 WHERE t.name LIKE ?"""
                        .formatted(table, column, moment, micros("n")),
                slots,
                slots,
                slots,
                count,
                names);
    }

    /** Some milliseconds, other ones for each target and zone, that swing with the hours. */
    private static String micros(String hour) {
        return "(((40000 + (t.id * 7919) % 90000) * (0.6 + 0.5 * z.id) * (1 + 0.18 * sin((" + hour
                + ")::double precision / 3.8 + t.id))) + (hashtext(t.name || (" + hour + ")::text) & 8191))::integer";
    }

    /** An outage that began so long ago, and ended so long ago; null: it goes on. */
    public PageRows outage(String target, Duration began, @Nullable Duration ended, String worst, String reason) {
        OffsetDateTime from = ago(began);
        OffsetDateTime to = ended == null ? null : ago(ended);
        String end = to == null ? "infinity" : to.toString();
        change(target, worst, from, reason);
        database.execute(
                """
                UPDATE check_days d SET down = d.down + least(d.up, x.slots), up = greatest(d.up - x.slots, 0)
                  FROM targets t, LATERAL (SELECT generate_series(date_trunc('day', ?::timestamptz, 'UTC'),
                           least(?::timestamptz, now()), interval '24 hours') AS day) AS s,
                       LATERAL (SELECT (extract(epoch FROM least(s.day + interval '24 hours', least(?::timestamptz, now()))
                           - greatest(s.day, ?::timestamptz)) / ?)::integer AS slots) AS x
                 WHERE t.name = ? AND d.target_id = t.id AND d.day = s.day""",
                from,
                end,
                end,
                from,
                INTERVAL_SECONDS,
                target);
        sumDays(from, to == null ? ago(Duration.ZERO) : to);
        if (to != null) {
            change(target, "up", to, null);
        }
        return this;
    }

    /** The target becomes this, now. */
    public void become(String target, String state, @Nullable String reason) {
        change(target, state, ago(Duration.ZERO), reason);
    }

    private void change(String target, String state, OffsetDateTime at, @Nullable String reason) {
        String why = reason == null ? "" : reason;
        boolean outage = state.equals("down") || state.equals("partial");
        String zones = zones(state);
        database.execute(
                CHANGE, target, at, outage, at, at, state, why, outage, state, at, at, at, zones, why, at, at, at,
                state, zones, why);
    }

    private static String zones(String state) {
        return switch (state) {
            case "down" -> "{\"down\": [\"ap\", \"eu\", \"us\"]}";
            case "partial" -> "{\"up\": [\"ap\", \"us\"], \"down\": [\"eu\"]}";
            case "stale" -> "{\"stale\": [\"ap\", \"eu\", \"us\"]}";
            default -> "{\"up\": [\"ap\", \"eu\", \"us\"]}";
        };
    }

    /** On that day, so many days ago, this part of the checks did not run. */
    public PageRows notMeasured(String target, int daysAgo, double part) {
        database.execute(
                """
                UPDATE check_days d SET missed = d.up * ?, up = d.up - d.up * ?
                  FROM targets t
                 WHERE t.name = ? AND d.target_id = t.id
                   AND d.day = date_trunc('day', now(), 'UTC') - interval '24 hours' * ?""",
                part,
                part,
                target,
                daysAgo);
        sumDays(ago(Duration.ofDays(daysAgo + 1L)), ago(Duration.ofDays(daysAgo - 1L)));
        return this;
    }

    /** A maintenance of the targets with this label, from then to then, seen from now; negative is past. */
    public PageRows maintenance(String name, String team, Duration from, Duration to) {
        return maintenance(name, team, from, to, true);
    }

    /** The same; {@code counts} is whether it counts for availability all the same. */
    public PageRows maintenance(String name, String team, Duration from, Duration to, boolean counts) {
        database.execute(
                """
                INSERT INTO maintenances (name, starts_at, ends_at, counts, source, selector, note)
                VALUES (?, now() + make_interval(secs => ?), now() + make_interval(secs => ?), ?, 'command',
                        jsonb_build_object('labels', jsonb_build_object('team', ?::text)), 'a note that is nobody''s business')""",
                name,
                (double) from.toSeconds(),
                (double) to.toSeconds(),
                counts,
                team);
        return this;
    }

    private static OffsetDateTime ago(Duration ago) {
        return Instant.now().minus(ago).atOffset(ZoneOffset.UTC);
    }
}
