package io.nudger.alert;

import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;

/**
 * Knows targets that were taken out of the files from those whose monitor is gone: a monitor reports every slot of a target that it
 * has, so one that reports others and not this one does not have it any more.
 */
final class TakenOutReader {
    /** The newest row of each zone, by a monitor that has reported something since. */
    private static final String TAKEN_OUT =
            """
            WITH living AS MATERIALIZED (
                SELECT DISTINCT c.monitor_id FROM checks c WHERE c.scheduled_at > now() - interval '3 minutes'
            )
            SELECT count(*)::integer
              FROM unnest($1::integer[]) AS silent(target_id)
             WHERE NOT EXISTS (
                SELECT FROM target_statuses s
                  LEFT JOIN checks c USING (target_id, zone_id, scheduled_at)
                 WHERE s.target_id = silent.target_id AND s.scheduled_at > now() - interval '2 days'
                   AND NOT coalesce(c.monitor_id IN (SELECT l.monitor_id FROM living l), false))""";

    private final Database database;

    TakenOutReader(Database database) {
        this.database = database;
    }

    /** How many of these targets, which nobody reports, were taken out. */
    Future<Integer> count(Collection<Integer> silent) {
        if (silent.isEmpty()) {
            return Future.succeededFuture(0);
        }
        return database.query(TAKEN_OUT, Tuple.of(silent.toArray(Integer[]::new)))
                .map(rows -> rows.iterator().next().getInteger(0));
    }
}
