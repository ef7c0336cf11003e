package io.nudger.record;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The seals of days that are over: a digest of the checks of each target and zone, computed in the database, a day a
 * transaction. A day whose sums change later is sealed again, and has another revision where its checks are others. Any number
 * of persisters may do so side by side.
 */
final class Seals {
    /** What a monitor had on its disk while Kafka was away comes within that time, as a rule. */
    static final Duration SETTLED = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger("nudger.record");
    private static final String NEXT = "SELECT seal_next(make_interval(secs => $1))";

    private final Database database;

    /** @param database one with the patience that a look at all rows of a day takes */
    Seals(Database database) {
        this.database = database;
    }

    /**
     * Seals what has been over for so long and was not sealed since it was summed up.
     *
     * @return how many days were looked at
     */
    Future<Integer> catchUp(Duration settled) {
        Tuple length = Tuple.of((double) settled.toSeconds());
        return database.untilNull(NEXT, length, day -> LOG.info("checks sealed day={}", day));
    }
}
