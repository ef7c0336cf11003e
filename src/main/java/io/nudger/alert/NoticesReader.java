package io.nudger.alert;

import io.nudger.receivers.Kind;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what was announced and will be, and what keeps it back: silences and maintenances. */
final class NoticesReader {
    /** Those that are not finished; what was sent of late, and of targets that are not simply up all about that. */
    private static final String NOTICES =
            """
            SELECT n.id, n.receiver, n.key, n.kind, n.target_id, n.created_at, n.due_at, n.held_by,
                   n.message_id IS NOT NULL OR n.attempts > 0 AS started,
                   n.sent_at IS NOT NULL OR n.given_up_at IS NOT NULL AS finished
              FROM notices n
             WHERE n.cancelled_at IS NULL AND n.sent_at IS NULL AND n.given_up_at IS NULL
            UNION
            SELECT n.id, n.receiver, n.key, n.kind, n.target_id, n.created_at, n.due_at, n.held_by, true, true
              FROM target_states s
              LEFT JOIN outages o ON o.id = s.outage_id
              JOIN notices n ON n.target_id = s.target_id
             WHERE (s.state NOT IN ('up', 'degraded') OR s.flapping_since IS NOT NULL) AND n.cancelled_at IS NULL
               AND (n.sent_at IS NOT NULL OR n.given_up_at IS NOT NULL)
               AND n.created_at >= least(s.since, o.started_at, s.flapping_since) - interval '1 day'
            UNION
            SELECT n.id, n.receiver, n.key, n.kind, n.target_id, n.created_at, n.due_at, n.held_by, true, true
              FROM notices n
             WHERE n.cancelled_at IS NULL AND (n.sent_at IS NOT NULL OR n.given_up_at IS NOT NULL)
               AND n.created_at > now() - CASE WHEN $1 AND n.kind = 'certificate' THEN interval '400 days'
                                               ELSE interval '2 minutes' END""";

    /** Windows of the file that are just over are known, so that they are not made again. */
    private static final String QUIETS =
            """
            SELECT true AS maintenance, id, name, selector, starts_at, ends_at, source = 'file' AS of_file,
                   revoked_at IS NOT NULL AS revoked
              FROM maintenances
             WHERE (revoked_at IS NULL OR source = 'file')
               AND ends_at > now() - CASE source WHEN 'file' THEN interval '7 days' ELSE interval '1 hour' END
            UNION ALL
            SELECT false, id, '', selector, starts_at, ends_at, false, false
              FROM silences
             WHERE revoked_at IS NULL AND ends_at > now() - interval '1 hour'""";

    private final Database database;

    NoticesReader(Database database) {
        this.database = database;
    }

    /** @param certificates whether those about certificates are looked for, which are old */
    Future<List<Posted>> notices(boolean certificates) {
        return database.query(NOTICES, Tuple.of(certificates)).map(rows -> {
            List<Posted> notices = new ArrayList<>(rows.size());
            rows.forEach(row -> notices.add(posted(row)));
            return notices;
        });
    }

    private static Posted posted(Row row) {
        Posted.Progress progress = row.getBoolean("finished")
                ? Posted.Progress.DONE
                : row.getBoolean("started") ? Posted.Progress.STARTED : Posted.Progress.WAITING;
        return new Posted(
                row.getLong("id"),
                row.getString("receiver"),
                row.getString("key"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getInteger("target_id"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("due_at").toInstant(),
                row.getString("held_by"),
                progress);
    }

    Future<List<Quiet>> quiets() {
        return database.query(QUIETS, Tuple.tuple()).map(rows -> {
            List<Quiet> quiets = new ArrayList<>(rows.size());
            rows.forEach(row -> quiets.add(quiet(row)));
            return quiets;
        });
    }

    private static Quiet quiet(Row row) {
        boolean maintenance = row.getBoolean("maintenance");
        long id = row.getLong("id");
        JsonObject selector = row.getJsonObject("selector");
        return new Quiet(
                id,
                maintenance ? Quiet.Kind.MAINTENANCE : Quiet.Kind.SILENCE,
                maintenance ? row.getString("name") : Long.toString(id),
                Selectors.ofJson(selector),
                row.getOffsetDateTime("starts_at").toInstant(),
                row.getOffsetDateTime("ends_at").toInstant(),
                row.getBoolean("of_file"),
                row.getBoolean("revoked"));
    }
}
