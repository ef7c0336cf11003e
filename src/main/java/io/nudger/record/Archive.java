package io.nudger.record;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Days whose time as rows is over are packed: one row for each target and zone, an eighth of the room. That is done in the
 * database, a day a transaction, by one persister at a time; a job that is cut off leaves the rows of the day.
 */
final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.record");
    private static final String NEXT = "SELECT archive_next($1, $2)";

    private final Database database;
    private final Partitions partitions;

    /**
     * An archive.
     *
     * @param database one with the patience that the packing of a day takes
     * @param partitions which know what is over, and make the months of the archive
     */
    Archive(Database database, Partitions partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    /**
     * Packs what is to be archived, day by day; comes after {@link Partitions#dropExpired}.
     *
     * @return how many days were packed
     */
    Future<Integer> catchUp() {
        Tuple days = Tuple.of(partitions.firstDay(), partitions.firstArchivedDay());
        return database.untilNull(NEXT, days, day -> LOG.info("checks archived day={}", day));
    }
}
