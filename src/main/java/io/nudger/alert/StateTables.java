package io.nudger.alert;

import io.nudger.config.Match;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.RecordException;
import io.nudger.record.Migrations;
import io.nudger.record.PgFailure;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people ask about states, and decide about notices. Each method makes a connection and blocks. */
public final class StateTables {
    private static final String STATES = "SELECT * FROM current_states WHERE ?::text IS NULL OR target = ? ORDER BY"
            + " array_position(ARRAY['down','partial','stale','degraded','up'], state), target";

    private static final String ZONES =
            "SELECT * FROM zone_statuses WHERE ?::text IS NULL OR target = ?" + " ORDER BY target, zone";

    private static final String ACKNOWLEDGE =
            """
            UPDATE outages o SET acknowledged_at = now(), acknowledged_by = ?, note = ?
              FROM targets t
             WHERE t.id = o.target_id AND t.name = ? AND o.ended_at IS NULL
            RETURNING t.name AS target, o.started_at, o.worst, o.acknowledged_by, o.note""";

    private static final String OF_MESSAGE = "o.id IN (SELECT outage_id FROM notices WHERE message_id = ?)";

    private static final String ACKNOWLEDGE_MESSAGE =
            """
            UPDATE outages o SET acknowledged_at = now(), acknowledged_by = ?, note = ?
              FROM targets t
             WHERE t.id = o.target_id AND o.ended_at IS NULL AND o.acknowledged_at IS NULL
            """
                    + " AND " + OF_MESSAGE + " RETURNING t.name AS target";

    private static final String OUTAGES_OF_MESSAGE =
            """
            SELECT t.name AS target, o.worst, o.started_at, o.ended_at, o.acknowledged_at, o.acknowledged_by
              FROM outages o JOIN targets t ON t.id = o.target_id
            """
                    + " WHERE " + OF_MESSAGE + " ORDER BY t.name, o.started_at";

    private static final String SILENCE =
            """
            INSERT INTO silences (selector, starts_at, ends_at, created_by, note) VALUES (?::jsonb, ?, ?, ?, ?)
            RETURNING id, selector, starts_at, ends_at, created_by, note""";

    private static final String SILENCES = "SELECT id, selector, starts_at, ends_at, created_by, note FROM silences"
            + " WHERE revoked_at IS NULL AND ends_at > now() ORDER BY starts_at, id";

    private static final String END_SILENCE =
            "UPDATE silences SET revoked_at = now() WHERE id = ? AND revoked_at IS NULL AND ends_at > now()"
                    + " RETURNING id, selector, starts_at, ends_at, created_by, note";

    private static final String MAINTENANCE_COLUMNS =
            "id, name, selector, starts_at, ends_at, counts, source, created_by, note";

    private static final String ADD_MAINTENANCE =
            "INSERT INTO maintenances (name, selector, starts_at, ends_at, counts, source, created_by, note)"
                    + " VALUES (?, ?::jsonb, ?, ?, ?, 'command', ?, ?) RETURNING " + MAINTENANCE_COLUMNS;

    private static final String MAINTENANCES = "SELECT " + MAINTENANCE_COLUMNS
            + " FROM maintenances WHERE revoked_at IS NULL AND ends_at > now() ORDER BY starts_at, id";

    /** Of a window of the file it is this occurrence. */
    private static final String END_MAINTENANCE =
            "UPDATE maintenances SET revoked_at = now() WHERE id = ? AND revoked_at IS NULL AND ends_at > now()"
                    + " RETURNING " + MAINTENANCE_COLUMNS;

    private static final String NOTICES =
            """
            SELECT n.receiver, n.kind, n.key, n.created_at, n.due_at, n.held_by, n.message_id, n.attempts, n.next_attempt_at,
                   n.last_error, n.sent_at, n.given_up_at, n.cancelled_at
              FROM notices n JOIN targets t ON t.id = n.target_id
             WHERE t.name = ?
             ORDER BY n.id DESC
             LIMIT 20""";

    private static final String TARGET =
            "SELECT name, group_name AS \"group\", labels, depends_on FROM targets WHERE name = ?";

    private final PostgresSettings settings;

    /** Of this database. */
    public StateTables(PostgresSettings settings) {
        this.settings = settings;
    }

    /** The states of all targets, the worst first, or that of one; in the columns of {@code current_states}. */
    public List<JsonObject> states(@Nullable String target) throws RecordException {
        return rows(STATES, target, target);
    }

    /** How each target, or one, is in each zone, and who checks it there; in the columns of {@code zone_statuses}. */
    public List<JsonObject> zones(@Nullable String target) throws RecordException {
        return rows(ZONES, target, target);
    }

    /** Acknowledges the outage of a target that goes on; empty when there is none. */
    public List<JsonObject> acknowledge(String target, String who, @Nullable String note) throws RecordException {
        return rows(ACKNOWLEDGE, who, note, target);
    }

    /** Acknowledges those outages of a message that go on and are not acknowledged; gives their targets. */
    public List<JsonObject> acknowledge(long message, String who, @Nullable String note) throws RecordException {
        return rows(ACKNOWLEDGE_MESSAGE, who, note, message);
    }

    /** The outages that a message was about; empty when there is no such message any more. */
    public List<JsonObject> outages(long message) throws RecordException {
        return rows(OUTAGES_OF_MESSAGE, message);
    }

    /** Notifies nobody of these targets in this time. */
    public List<JsonObject> silence(Match match, Instant from, Instant to, String who, @Nullable String note)
            throws RecordException {
        return selecting(SILENCE, Selectors.toJson(match).encode(), from, to, who, note);
    }

    /** The silences that hold or will. */
    public List<JsonObject> silences() throws RecordException {
        return selecting(SILENCES);
    }

    /** Ends a silence; empty when there is none with this number. */
    public List<JsonObject> endSilence(long id) throws RecordException {
        return selecting(END_SILENCE, id);
    }

    /** Announces work. */
    public List<JsonObject> addMaintenance(Work work, String who, @Nullable String note) throws RecordException {
        return selecting(
                ADD_MAINTENANCE,
                work.name,
                Selectors.toJson(work.match).encode(),
                work.from,
                work.to,
                work.counts,
                who,
                note);
    }

    /** The maintenances that hold or will. */
    public List<JsonObject> maintenances() throws RecordException {
        return selecting(MAINTENANCES);
    }

    /** Ends a maintenance, of a window of the file this occurrence; empty when there is none with this number. */
    public List<JsonObject> endMaintenance(long id) throws RecordException {
        return selecting(END_MAINTENANCE, id);
    }

    /** The newest notices about a target, and what became of them. */
    public List<JsonObject> notices(String target) throws RecordException {
        return rows(NOTICES, target);
    }

    /** Name, group and labels of a target; empty when the record does not know it. */
    public List<JsonObject> target(String name) throws RecordException {
        return rows(TARGET, name);
    }

    /**
     * Announced work.
     *
     * @param name of it
     * @param match the targets
     * @param from when it begins
     * @param to when it ends
     * @param counts whether the time counts for availability all the same
     */
    public record Work(String name, Match match, Instant from, Instant to, boolean counts) {}

    /** Rows with a selector: {@code targets} says what it selects, as people write it. */
    private List<JsonObject> selecting(String sql, @Nullable Object... parameters) throws RecordException {
        List<JsonObject> rows = rows(sql, parameters);
        rows.forEach(row -> row.put("targets", Selectors.describe(row.getJsonObject("selector"))));
        return rows;
    }

    private List<JsonObject> rows(String sql, @Nullable Object... parameters) throws RecordException {
        try (Connection connection = Migrations.source(settings).getConnection()) {
            connection.setSchema(settings.schema());
            try (Statement zone = connection.createStatement()) {
                zone.execute("SET timezone = 'UTC'");
            }
            String json = "WITH r AS (" + sql + ") SELECT to_jsonb(r) FROM r";
            try (PreparedStatement statement = connection.prepareStatement(json)) {
                for (int i = 0; i < parameters.length; i++) {
                    Object value = parameters[i];
                    statement.setObject(i + 1, value instanceof Instant instant ? Timestamp.from(instant) : value);
                }
                return rows(statement);
            }
        } catch (SQLException | IllegalStateException e) {
            throw new RecordException("postgres: " + PgFailure.describe(e), e);
        }
    }

    private static List<JsonObject> rows(PreparedStatement statement) throws SQLException {
        List<JsonObject> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(new JsonObject(result.getString(1)));
            }
        }
        return rows;
    }
}
