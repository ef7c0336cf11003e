package io.nudger.persist;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The daily partitions of the record, in UTC. They are made some days ahead, and for an older day when its first row
 * comes; past the retention they are dropped, which costs nothing, while deleting rows would leave their room behind.
 */
final class Partitions {
    /** So many nights a database or a persister may be away without a row having to wait for its partition. */
    private static final int DAYS_AHEAD = 3;

    private static final String CREATE = "SELECT create_partitions($1, $2)";
    private static final String DROP = "SELECT drop_partitions($1, $2)";
    private static final String DROP_ROLLUPS = "SELECT drop_rollups($1)";

    private final Database database;
    private final Duration retention;
    private final Duration evidenceRetention;
    private final Duration rollupRetention;
    private final InstantSource clock;
    private final Set<LocalDate> known = new HashSet<>();

    /**
     * @param retention how long rows are kept
     * @param evidenceRetention how long the evidence of checks is kept, if that is shorter
     * @param rollupRetention how long the sums of hours and days are kept
     */
    Partitions(
            Database database,
            Duration retention,
            Duration evidenceRetention,
            Duration rollupRetention,
            InstantSource clock) {
        this.database = database;
        this.retention = retention;
        this.evidenceRetention = evidenceRetention;
        this.rollupRetention = rollupRetention;
        this.clock = clock;
    }

    /** The oldest slot that is still kept. */
    Instant oldestKept() {
        return clock.instant().minus(retention);
    }

    /** Makes the partitions of today and the days to come. */
    Future<Void> prepare() {
        LocalDate today = day(clock.instant());
        return create(today, today.plusDays(DAYS_AHEAD));
    }

    /**
     * Drops the days that lie wholly before the retention and are summed up, their evidence before its own retention, and
     * the sums that lie before theirs.
     *
     * @return how many tables were dropped
     */
    Future<Integer> dropExpired() {
        LocalDate oldest = day(oldestKept());
        LocalDate oldestEvidence = day(clock.instant().minus(evidenceRetention));
        LocalDate oldestSum = day(clock.instant().minus(rollupRetention));
        return RangeTable.expire(database, oldestKept())
                .compose(expired -> database.query(DROP, Tuple.of(oldest, oldestEvidence)))
                .compose(days -> {
                    // What comes late all the same finds its partition made again.
                    known.removeIf(day -> day.isBefore(oldest) || day.isBefore(oldestEvidence));
                    int dropped = days.iterator().next().getInteger(0);
                    return database.query(DROP_ROLLUPS, Tuple.of(oldestSum))
                            .map(sums -> dropped + sums.iterator().next().getInteger(0));
                });
    }

    /** Makes the partitions that these slots need, where they are not known to exist. */
    Future<Void> ensure(Stream<Instant> slots) {
        Set<LocalDate> missing = new TreeSet<>();
        Moments.days(slots).forEach(day -> missing.add(day(day)));
        missing.removeAll(known);
        Future<Void> ensured = Future.succeededFuture();
        for (LocalDate day : missing) {
            ensured = ensured.compose(done -> create(day, day));
        }
        return ensured;
    }

    /** Forgets what is known to exist: perhaps a row did not find its partition. */
    void forget() {
        known.clear();
    }

    private Future<Void> create(LocalDate first, LocalDate last) {
        return database.query(CREATE, Tuple.of(first, last)).map(done -> {
            first.datesUntil(last.plusDays(1)).forEach(known::add);
            return null;
        });
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
