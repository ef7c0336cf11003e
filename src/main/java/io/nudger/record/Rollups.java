package io.nudger.record;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/**
 * The sums of hours and days. They are computed in the database, from the rows, one hour a transaction: a job that is cut
 * off leaves the mark that brings the next one to the same hour. Any number of persisters may do so side by side.
 */
final class Rollups {
    /** An hour that is still being written to is left alone that long: each time it costs a look at all its rows. */
    static final Duration SETTLED = Duration.ofMinutes(1);

    private static final String ROLL_UP = "SELECT roll_up(make_interval(secs => $1))";

    private final Database database;

    /** @param database one with the patience that a look at all rows of an hour takes */
    Rollups(Database database) {
        this.database = database;
    }

    /**
     * Computes what is over and has been left alone for a while.
     *
     * @return how many hours and days were computed
     */
    Future<Integer> catchUp(Duration settled) {
        return database.untilNull(ROLL_UP, Tuple.of((double) settled.toSeconds()), hourOrDay -> {});
    }
}
