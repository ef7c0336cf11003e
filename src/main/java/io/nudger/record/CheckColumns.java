package io.nudger.record;

import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Phase;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of checks as one array per column, filled row by row: with a function for each value, as {@link Columns} has
 * them, calling it costs more than what it does. These are by far the most rows that are written.
 */
final class CheckColumns {
    private static final int NANOS = 1_000;

    private final OffsetDateTime[] slots;
    private final Integer[] targets;
    private final @Nullable Integer[] delays;
    private final @Nullable Integer[] durations;
    private final Map<Phase, @Nullable Integer[]> phases = new EnumMap<>(Phase.class);
    private final @Nullable Integer[] bodies;
    private final Short[] zones;
    private final @Nullable Short[] monitors;
    private final Short[] outcomes;
    private final @Nullable Short[] reasons;
    private final @Nullable Short[] statuses;
    private final Short[] attempts;
    private final @Nullable Boolean[] matches;
    private final @Nullable Boolean[] degraded;

    /** Of the last row: nearly all rows of a batch are of one day, and to find a date is dear. */
    private LocalDate day = LocalDate.EPOCH;

    private long epochDay;

    private CheckColumns(int rows) {
        slots = new OffsetDateTime[rows];
        targets = new Integer[rows];
        delays = new Integer[rows];
        durations = new Integer[rows];
        Phase.ALL.forEach(phase -> phases.put(phase, new Integer[rows]));
        bodies = new Integer[rows];
        zones = new Short[rows];
        monitors = new Short[rows];
        outcomes = new Short[rows];
        reasons = new Short[rows];
        statuses = new Short[rows];
        attempts = new Short[rows];
        matches = new Boolean[rows];
        degraded = new Boolean[rows];
    }

    /** The parameters of a statement that takes rows in the order of the columns of the table. */
    static Tuple of(List<CheckRow> rows) {
        CheckColumns columns = new CheckColumns(rows.size());
        int index = 0;
        for (CheckRow row : rows) {
            columns.put(index++, row);
        }
        return columns.tuple();
    }

    private void put(int index, CheckRow row) {
        Observation seen = row.result().observation();
        slots[index] = utc(row.micros());
        targets[index] = row.target();
        delays[index] = row.delay();
        durations[index] = row.duration();
        phases.forEach(
                (phase, times) -> times[index] = CheckRow.micros(seen.phases().get(phase)));
        bodies[index] = clamp(seen.bodyBytes());
        zones[index] = row.zone();
        monitors[index] = row.monitor();
        outcomes[index] = row.outcome();
        reasons[index] = row.reason();
        statuses[index] = statusCode(seen);
        attempts[index] = (short) Math.min(Short.MAX_VALUE, seen.attempts());
        matches[index] = seen.regexpMatched();
        degraded[index] = seen.degraded();
    }

    private Tuple tuple() {
        List<Object[]> columns = new ArrayList<>(List.of(slots, targets, orNone(delays), orNone(durations)));
        for (Integer[] times : phases.values()) {
            columns.add(orNone(times));
        }
        columns.addAll(List.of(
                orNone(bodies),
                zones,
                orNone(monitors),
                outcomes,
                orNone(reasons),
                orNone(statuses),
                attempts,
                orNone(matches),
                orNone(degraded)));
        return Tuple.from(columns);
    }

    /** Where nothing is known of any row, nothing is sent: {@code unnest} gives null where another array goes on. */
    private static Object[] orNone(@Nullable Object[] column) {
        for (Object value : column) {
            if (value != null) {
                return column;
            }
        }
        return Arrays.copyOf(column, 0);
    }

    private OffsetDateTime utc(long micros) {
        long slotDay = Math.floorDiv(micros, Micros.PER_DAY);
        if (slotDay != epochDay) {
            day = LocalDate.ofEpochDay(slotDay);
            epochDay = slotDay;
        }
        LocalTime time = LocalTime.ofNanoOfDay(Math.floorMod(micros, Micros.PER_DAY) * NANOS);
        return OffsetDateTime.of(day, time, ZoneOffset.UTC);
    }

    private static @Nullable Integer clamp(@Nullable Long bytes) {
        return bytes == null ? null : CheckRow.clamp(bytes);
    }

    private static @Nullable Short statusCode(Observation seen) {
        Integer code = seen.statusCode();
        return code == null ? null : code.shortValue();
    }
}
