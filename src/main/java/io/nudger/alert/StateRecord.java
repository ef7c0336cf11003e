package io.nudger.alert;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** A change of a state as it stands in the topic: with the state before and all that belongs to it, so that a reader needs no memory. */
final class StateRecord {
    /** The version of the format. */
    private static final int VERSION = 1;

    /** What is not published yet, in its order. An outage has its end in the record of the change that ends it, and not before. */
    static final String SELECT =
            """
            SELECT c.id, c.sequence, t.name AS target, t.url, t.group_name, t.labels, c.to_state, c.from_state, c.since,
                   c.decided_at, c.cause, c.late, c.zones, c.reason, c.message, c.status_code, o.started_at,
                   CASE WHEN c.to_state IN ('up', 'degraded') THEN o.ended_at END AS ended_at,
                   o.acknowledged_at IS NOT NULL AS acknowledged, s.flapping_since IS NOT NULL AS flapping, t.config,
                   (SELECT min(m.name) FROM maintenances m
                     WHERE m.starts_at <= c.decided_at AND m.ends_at > c.decided_at
                       AND (m.revoked_at IS NULL OR m.revoked_at > c.decided_at)
                       AND (m.name = ANY (t.maintenance) OR selects(m.selector, t.name, t.group_name, t.labels))) AS maintenance
              FROM state_changes c
              JOIN targets t ON t.id = c.target_id
              LEFT JOIN outages o ON o.id = c.outage_id
              LEFT JOIN target_states s ON s.target_id = c.target_id
             WHERE c.published_at IS NULL
             ORDER BY c.id
             LIMIT $1""";

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private StateRecord() {}

    /** The record of a row of {@link #SELECT}. */
    static JsonObject json(Row row) {
        OffsetDateTime started = row.getOffsetDateTime("started_at");
        String target = row.getString("target");
        return new JsonObject()
                .put("v", VERSION)
                .put("id", row.getLong("id"))
                .put("sequence", row.getLong("sequence"))
                .put("target", target)
                .put("url", row.getString("url"))
                .put("group", row.getString("group_name"))
                .put("labels", row.getJsonObject("labels"))
                .put("state", row.getString("to_state"))
                .put("previous", row.getString("from_state"))
                .put("since", instant(row.getOffsetDateTime("since")))
                .put("decided_at", instant(row.getOffsetDateTime("decided_at")))
                .put("cause", row.getString("cause"))
                .put("late", row.getBoolean("late"))
                .put("zones", zones(row.getJsonObject("zones")))
                .put("reason", row.getString("reason"))
                .put("message", row.getString("message"))
                .put("status_code", row.getInteger("status_code"))
                .put("outage", started == null ? null : target + "/" + started.toInstant())
                .put("started_at", instant(started))
                .put("ended_at", instant(row.getOffsetDateTime("ended_at")))
                .put("maintenance", row.getString("maintenance"))
                .put("acknowledged", row.getBoolean("acknowledged"))
                .put("flapping", row.getBoolean("flapping"))
                .put("config", row.getString("config"));
    }

    private static JsonObject zones(JsonObject zones) {
        JsonObject all = new JsonObject();
        for (String vote : new String[] {"up", "down", "suspect", "stale", "unknown"}) {
            all.put(vote, zones.getJsonArray(vote, new JsonArray()));
        }
        return all;
    }

    private static @Nullable String instant(@Nullable OffsetDateTime time) {
        return time == null ? null : TIME.format(time.toInstant());
    }
}
