package io.nudger.record;

import io.nudger.consume.SetBackException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Proves in each transaction that the database has all that this process has committed before. Each one leaves a mark, and
 * looks for the last ones that are known to be committed. A database that was set back has a history that ends before them,
 * so at least one is missing or too low. The look comes last in the transaction: nothing is read from memory after it.
 *
 * <p>Transactions run side by side, and who commits first is not known. So each takes a worker of its own, a row that no other
 * one writes meanwhile, and looks at the rows of all.
 */
final class CommitMarks {
    /** The marks as they were before this one. */
    private static final String WRITE =
            """
            WITH mark AS (
                INSERT INTO commit_marks AS m (persister, worker, mark, written_at) VALUES ($1, $2, $3, now())
                ON CONFLICT (persister, worker) DO UPDATE
                   SET mark = greatest(m.mark, excluded.mark), written_at = excluded.written_at)
            SELECT worker, mark, written_at FROM commit_marks WHERE persister = $1""";

    private final UUID persister = UUID.randomUUID();
    private final Map<Short, Long> committed = new HashMap<>();
    private final Deque<Short> free = new ArrayDeque<>();
    private short workers;
    private long last;

    /**
     * Runs the work in a transaction, which is committed when the work succeeds and the database is still the same.
     *
     * @param remember takes what the work gives, once it is committed
     * @return fails with {@link SetBackException} when it is not the same
     */
    <T> Future<T> transaction(Database database, Function<SqlConnection, Future<T>> work, Consumer<T> remember) {
        short worker = free.isEmpty() ? workers++ : free.pop();
        long mark = ++last;
        return database.transaction(connection -> work.apply(connection)
                        .compose(done -> write(connection, worker, mark).map(done)))
                .map(done -> {
                    committed.put(worker, mark);
                    remember.accept(done);
                    return done;
                })
                .onComplete(end -> free.push(worker));
    }

    private Future<Void> write(SqlConnection connection, short worker, long mark) {
        Map<Short, Long> expected = Map.copyOf(committed);
        return connection
                .preparedQuery(WRITE)
                .execute(Tuple.of(persister, worker, mark))
                .compose(rows -> {
                    Map<Short, Long> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getShort("worker"), row.getLong("mark")));
                    boolean all = expected.entrySet().stream()
                            .allMatch(each -> found.getOrDefault(each.getKey(), Long.MIN_VALUE) >= each.getValue());
                    return all ? Future.succeededFuture() : Future.failedFuture(setBack(rows));
                });
    }

    private static SetBackException setBack(RowSet<Row> left) {
        @Nullable OffsetDateTime last = null;
        for (Row row : left) {
            OffsetDateTime written = row.getOffsetDateTime("written_at");
            last = last == null || written.isAfter(last) ? written : last;
        }
        return new SetBackException(
                "it lacks what this process has committed"
                        + (last == null ? ", all of it" : " after " + last.toInstant()),
                null);
    }
}
