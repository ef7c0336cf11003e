package io.nudger.record;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns rows into one array per column: the parameters of {@code unnest($1::int4[], ...)}. */
public final class Columns<T> {
    private final Collection<T> rows;
    private final List<Object> columns = new ArrayList<>();

    /** Of these rows; no column so far. */
    public Columns(Collection<T> rows) {
        this.rows = rows;
    }

    /** A column of integers. */
    public Columns<T> int4(Function<T, @Nullable Integer> value) {
        return add(new Integer[rows.size()], value);
    }

    /** A column of small integers. */
    public Columns<T> int2(Function<T, @Nullable Short> value) {
        return add(new Short[rows.size()], value);
    }

    /** A column of large integers. */
    public Columns<T> int8(Function<T, @Nullable Long> value) {
        return add(new Long[rows.size()], value);
    }

    /** A column of fractions. */
    public Columns<T> float4(Function<T, @Nullable Float> value) {
        return add(new Float[rows.size()], value);
    }

    /** A column of booleans. */
    public Columns<T> bool(Function<T, @Nullable Boolean> value) {
        return add(new Boolean[rows.size()], value);
    }

    /** A column of texts. */
    public Columns<T> text(Function<T, @Nullable String> value) {
        return add(new String[rows.size()], value);
    }

    /** A column of instants. */
    public Columns<T> timestamp(Function<T, @Nullable Instant> value) {
        return add(new OffsetDateTime[rows.size()], row -> {
            Instant instant = value.apply(row);
            return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
        });
    }

    /** All columns, in the order in which they were added. */
    public Tuple tuple() {
        return Tuple.wrap(columns);
    }

    private <V> Columns<T> add(@Nullable V[] column, Function<T, @Nullable V> value) {
        int row = 0;
        for (T each : rows) {
            column[row++] = value.apply(each);
        }
        columns.add(column);
        return this;
    }
}
