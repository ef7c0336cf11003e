package io.nudger.persist;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
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
        return database.untilNull(NEXT, Tuple.tuple(), day -> LOG.info("archived the checks of {}", day));
    }
}
