package io.nudger.record;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Micros;
import io.nudger.check.SlotGap;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of long gaps. They are rare: one statement for each will do. */
final class RangeTable {
    private static final String ADD =
            "SELECT add_missed_range($1::int4, $2::int2, $3::int2, $4::timestamptz, $5::timestamptz, $6::int8, $7::int8,"
                    + " $8::int2, $9::int2, $10::text)";
    private static final String EXPIRE = "SELECT expire_missed_ranges($1::timestamptz)";

    private RangeTable() {}

    /**
     * Stores the ranges that are not stored yet.
     *
     * @return the hours of those that changed something: their sums are to be computed anew
     */
    static Future<Set<Instant>> add(SqlConnection connection, List<Range> ranges) {
        return connection
                .preparedQuery(ADD)
                .executeBatch(ranges.stream().map(RangeTable::tuple).toList())
                .map(added -> {
                    Set<Instant> hours = new TreeSet<>();
                    RowSet<Row> each = added;
                    for (Range range : ranges) {
                        if (each.iterator().next().getBoolean(0)) {
                            hours.addAll(hours(range.gap));
                        }
                        each = each.next();
                    }
                    return hours;
                });
    }

    private static List<Instant> hours(SlotGap gap) {
        Instant first = gap.first().truncatedTo(ChronoUnit.HOURS);
        return Stream.iterate(first, hour -> !hour.isAfter(gap.last()), hour -> hour.plus(1, ChronoUnit.HOURS))
                .toList();
    }

    /** Removes the ranges that are over before this moment. */
    static Future<Void> expire(Database database, Instant before) {
        return database.query(EXPIRE, Tuple.of(utc(before))).mapEmpty();
    }

    private static Tuple tuple(Range range) {
        SlotGap gap = range.gap;
        return Tuple.tuple()
                .addInteger(range.target)
                .addShort(range.zone)
                .addShort(range.monitor)
                .addOffsetDateTime(utc(gap.first()))
                .addOffsetDateTime(utc(gap.last()))
                .addLong(Micros.of(gap.target().interval()))
                .addLong(gap.slots())
                .addShort(range.codes.outcome(gap.verdict()))
                .addShort(range.codes.reason(requireNonNull(gap.verdict().reason())))
                .addString(requireNonNull(gap.verdict().message()));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** A gap, and the numbers that stand for its names. */
    record Range(SlotGap gap, VerdictCodes codes, int target, short zone, @Nullable Short monitor) {}
}
