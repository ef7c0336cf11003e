package io.nudger.record;

import io.nudger.check.Micros;
import io.nudger.config.Retention;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The daily partitions of the record, in UTC. They are made some days ahead, and for an older day when its first row
 * comes; past the retention they are dropped or archived as a whole, while deleting rows would leave their room behind.
 */
final class Partitions {
    /** So many nights a database or a persister may be away without a row having to wait for its partition. */
    private static final int DAYS_AHEAD = 3;

    private static final String RETENTION = Stream.of("checks", "archive", "failures", "sums")
            .map(part -> "(extract(epoch FROM " + part + ") * 1000000)::bigint")
            .collect(Collectors.joining(", ", "SELECT ", " FROM retention"));

    private static final String CREATE = "SELECT create_partitions($1, $2)";
    private static final String KEEP_INCIDENTS = "SELECT keep_incidents($1, $2)";
    private static final String DROP_DAYS = "SELECT drop_partitions($1, $2, $3)";
    private static final String DROP_PERIODS = "SELECT drop_periods($1, $2)";

    private final Database database;
    private final Database patient;
    private final InstantSource clock;
    private final Set<LocalDate> known = new HashSet<>();
    private Retention retention;

    /**
     * Partitions.
     *
     * @param patient one with the patience that a look at all failures takes
     * @param retention that counts until the owner's is known
     */
    Partitions(Database database, Database patient, Retention retention, InstantSource clock) {
        this.database = database;
        this.patient = patient;
        this.retention = retention;
        this.clock = clock;
    }

    /** The oldest slot that is still kept as a row. */
    Instant oldestKept() {
        return before(retention.checks());
    }

    /** The first day, in UTC, that is still kept as rows. */
    LocalDate firstDay() {
        return day(oldestKept());
    }

    /** The first day, in UTC, that is still kept at all. */
    LocalDate firstArchivedDay() {
        return day(before(retention.archive()));
    }

    /**
     * Makes the partitions of today and the days to come.
     *
     * @return how long the record is kept: as the owner of the schema has set it, whatever this process wants
     */
    Future<Retention> prepare() {
        LocalDate today = day(clock.instant());
        return database.query(RETENTION, Tuple.tuple()).compose(rows -> {
            Row row = rows.iterator().next();
            Retention owners = new Retention(span(row, 0), span(row, 1), span(row, 2), span(row, 3));
            retention = owners;
            return create(today, today.plusDays(DAYS_AHEAD)).map(owners);
        });
    }

    private static Duration span(Row row, int column) {
        return Micros.toDuration(row.getLong(column));
    }

    /**
     * Drops the days that lie wholly before the retention and are summed up, or leaves them to the {@link Archive}, and
     * what else is past its own retention: evidence, ranges, sums, and what was archived. The incidents that began on these
     * days are kept before.
     *
     * @return how many tables were dropped
     */
    Future<Integer> dropExpired() {
        LocalDate oldest = firstDay();
        LocalDate oldestEvidence = day(before(retention.failures()));
        LocalDate oldestArchived = firstArchivedDay();
        LocalDate oldestSum = day(before(retention.sums()));
        Tuple incidents = Tuple.of(
                oldest.atStartOfDay().atOffset(ZoneOffset.UTC),
                before(retention.sums()).atOffset(ZoneOffset.UTC));
        return patient.query(KEEP_INCIDENTS, incidents)
                .compose(kept -> RangeTable.expire(database, before(retention.archive())))
                .compose(expired -> database.query(DROP_DAYS, Tuple.of(oldest, oldestEvidence, oldestArchived)))
                .compose(days -> {
                    // What comes late all the same finds its partition made again.
                    known.removeIf(day -> day.isBefore(oldest) || day.isBefore(oldestEvidence));
                    int dropped = days.iterator().next().getInteger(0);
                    return database.query(DROP_PERIODS, Tuple.of(oldestSum, oldestArchived))
                            .map(periods -> dropped + periods.iterator().next().getInteger(0));
                });
    }

    /**
     * Makes the partitions that these slots need, where they are not known to exist.
     *
     * @param slots microseconds since the epoch
     */
    Future<Void> ensure(LongStream slots) {
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

    private Instant before(Duration kept) {
        return clock.instant().minus(kept);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
