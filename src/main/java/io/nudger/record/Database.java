package io.nudger.record;

import io.nudger.config.PostgresSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connections to PostgreSQL. Whatever is asked is answered, or fails, within a deadline: a server that hangs takes
 * connections and never answers. After a failure that is not the fault of the data or of chance, all connections are
 * thrown away, and new ones are made for the next question.
 */
public final class Database {
    /** As many as there are workers of batches. */
    private static final int CONNECTIONS = 2;

    private final Vertx vertx;
    private final PgOptions options;
    private final Duration deadline;
    private @Nullable Pool pool;
    /** Why connections were thrown away last. Whoever has lost one by that gets this reason, and not that it is closed. */
    private Throwable trouble = new IllegalStateException("nothing has gone wrong yet");

    /** @param deadline for each transaction and each query; statements are given up by the server a little earlier */
    public Database(Vertx vertx, PostgresSettings settings, Duration deadline) {
        this.vertx = vertx;
        this.options = new PgOptions(settings);
        this.deadline = deadline;
    }

    /** Runs the work in a transaction, which is committed when the work succeeds. */
    public <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
        return inTime(pool -> pool.withTransaction(connection -> work.apply(quiet(connection))));
    }

    /** Runs one statement by itself. */
    public Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return inTime(pool -> pool.withConnection(
                connection -> quiet(connection).preparedQuery(sql).execute(parameters)));
    }

    /**
     * Runs one statement by itself, again and again until the value that it gives is null. Not as a future that is composed
     * of the next: with very many values, that would complete deeper than the stack.
     *
     * @param each called with every other value
     * @return how many these were
     */
    Future<Integer> untilNull(String sql, Tuple parameters, Consumer<Object> each) {
        Promise<Integer> end = Promise.promise();
        next(sql, parameters, each, 0, end);
        return end.future();
    }

    private void next(String sql, Tuple parameters, Consumer<Object> each, int found, Promise<Integer> end) {
        query(sql, parameters).onFailure(end::fail).onSuccess(rows -> {
            Object value = rows.iterator().next().getValue(0);
            if (value == null) {
                end.complete(found);
                return;
            }
            each.accept(value);
            next(sql, parameters, each, found + 1, end);
        });
    }

    /** Closes the connections; one that hangs is cut. */
    public Future<Void> close() {
        Pool closing = pool;
        pool = null;
        return closing == null ? Future.succeededFuture() : closing.close();
    }

    private <T> Future<T> inTime(Function<Pool, Future<T>> question) {
        Pool asked = open();
        return question.apply(asked)
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> {
                    if (PgFailure.isFaultOfData(cause) || PgFailure.isPassing(cause)) {
                        return Future.failedFuture(cause);
                    }
                    if (asked == pool) {
                        trouble = cause;
                        discard(asked);
                    }
                    return explain(trouble);
                });
    }

    private <T> Future<T> explain(Throwable cause) {
        return vertx.executeBlocking(() -> TlsTrouble.explain(options, cause), false)
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(cause)
                .compose(Future::failedFuture);
    }

    private Pool open() {
        Pool open = pool;
        if (open == null) {
            open = PgBuilder.pool()
                    .using(vertx)
                    .connectingTo(() ->
                            vertx.executeBlocking(() -> options.client(deadline.minus(deadline.dividedBy(5))), false))
                    .with(new NetClientOptions()
                            .setTcpKeepAlive(true)
                            .setConnectTimeout(Math.toIntExact(deadline.toMillis())))
                    .with(new PoolOptions().setMaxSize(CONNECTIONS))
                    .build();
            pool = open;
        }
        return open;
    }

    /** What goes wrong fails the statement under way; the client would print it as well. */
    private static SqlConnection quiet(SqlConnection connection) {
        return connection.exceptionHandler(failure -> {});
    }

    private void discard(Pool failed) {
        pool = null;
        failed.close().onFailure(cause -> {});
    }
}
