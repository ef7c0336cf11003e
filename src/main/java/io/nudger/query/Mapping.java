package io.nudger.query;

import io.nudger.check.State;
import io.nudger.query.TargetState.Votes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From rows to records. */
final class Mapping {
    private Mapping() {}

    static <T> List<T> list(RowSet<Row> rows, Function<Row, T> each) {
        List<T> all = new ArrayList<>(rows.size());
        rows.forEach(row -> all.add(each.apply(row)));
        return all;
    }

    static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    static @Nullable Instant instantOrNull(Row row, String column) {
        OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment == null ? null : moment.toInstant();
    }

    static long number(Row row, String column) {
        Number value = (Number) row.getValue(column);
        return value == null ? 0 : value.longValue();
    }

    static @Nullable Double real(Row row, String column) {
        Number value = (Number) row.getValue(column);
        return value == null ? null : value.doubleValue();
    }

    static Sums sums(Row row, String suffix) {
        Sums quiet = new Sums(
                number(row, "quiet_up" + suffix),
                number(row, "quiet_down" + suffix),
                number(row, "quiet_missed" + suffix),
                number(row, "quiet_unknown" + suffix));
        return new Sums(
                number(row, "up" + suffix),
                number(row, "down" + suffix),
                number(row, "missed" + suffix),
                number(row, "unknown" + suffix),
                quiet.equals(Sums.NONE) ? null : quiet);
    }

    /** A row of {@code availability()}. */
    static Availability availability(Row row) {
        Counts all = new Counts(
                number(row, "up"),
                number(row, "down"),
                number(row, "missed"),
                number(row, "unknown"),
                number(row, "expected"));
        Counts quiet = new Counts(
                number(row, "maintenance_up"),
                number(row, "maintenance_down"),
                number(row, "maintenance_missed"),
                number(row, "maintenance_unknown"),
                number(row, "maintenance_expected"));
        return new Availability(row.getString("zone"), all, all.minus(quiet));
    }

    /** As the alerter has written it. */
    static Votes votes(JsonObject zones) {
        return new Votes(
                names(zones, "up"),
                names(zones, "down"),
                names(zones, "suspect"),
                names(zones, "stale"),
                names(zones, "unknown"));
    }

    private static List<String> names(JsonObject zones, String vote) {
        return zones.getJsonArray(vote, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }

    static List<String> texts(Row row, String column) {
        String[] texts = row.getArrayOfStrings(column);
        return texts == null ? List.of() : Arrays.asList(texts);
    }

    static @Nullable State stateOrNull(@Nullable String name) {
        return name == null ? null : State.named(name);
    }
}
