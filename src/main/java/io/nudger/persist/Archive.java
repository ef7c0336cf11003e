package io.nudger.persist;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Days that {@link Partitions} has set aside are packed: one row for each target and zone, an eighth of the room. That is
 * done in the database, a day a transaction, by one persister at a time; a job that is cut off leaves the day set aside.
 */
final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final String NEXT = "SELECT archive_next()";

    private final Database database;

    /** @param database one with the patience that the packing of a day takes */
    Archive(Database database) {
        this.database = database;
    }

    /**
     * Packs what is set aside.
     *
     * @return how many days were packed
     */
    Future<Integer> catchUp() {
        return catchUp(0);
    }

    private Future<Integer> catchUp(int done) {
        return database.query(NEXT, Tuple.tuple()).compose(rows -> {
            Row row = rows.iterator().next();
            LocalDate day = row.getLocalDate(0);
            if (day == null) {
                return Future.succeededFuture(done);
            }
            LOG.info("archived the checks of {}", day);
            return catchUp(done + 1);
        });
    }
}
