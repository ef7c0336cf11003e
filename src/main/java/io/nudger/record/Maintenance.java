package io.nudger.record;

import io.nudger.config.Retention;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done for the record from time to time: partitions, retention, archive, sums, and the views of older
 * monitors. Each persister does it; what fails, or is still under way, is done the next time.
 */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.record");

    /** An hour of a hundred thousand targets is read and sorted, or a day of thousands. */
    static final Duration SLOW_DEADLINE = Duration.ofMinutes(30);

    private static final long OFTEN_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long SELDOM_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final String EXPIRE_MARKS = "SELECT expire_commit_marks(), expire_seals()";
    private static final String RECOUNT = "SELECT recount_next()";
    /** The views of the schema {@code compat}; gives why it cannot, null when all is well. */
    private static final String KEEP_COMPAT = "SELECT keep_compat()";

    private final Vertx vertx;
    private final Database database;
    private final Partitions partitions;
    private final Incarnations incarnations;
    private final Rollups rollups;
    private final Seals seals;
    private final Archive archive;
    private final Retention wanted;
    private final Task tables = new Task("partitions and retention", this::keepTables);
    private final Task sums = new Task("sums of hours", this::rollUp);
    private boolean started;
    private @Nullable String compatTrouble;
    private String difference = "";

    /**
     * @param patient a database with a {@link #SLOW_DEADLINE}
     * @param wanted how long the record is kept by the settings of this process
     */
    Maintenance(
            Vertx vertx,
            Database database,
            Database patient,
            Partitions partitions,
            Incarnations incarnations,
            Retention wanted) {
        this.vertx = vertx;
        this.database = database;
        this.partitions = partitions;
        this.incarnations = incarnations;
        this.wanted = wanted;
        rollups = new Rollups(patient);
        seals = new Seals(patient);
        archive = new Archive(patient, partitions);
    }

    /** Begins, on the context of the caller; does nothing when it has begun. */
    void start() {
        if (started) {
            return;
        }
        started = true;
        tables.run();
        vertx.setPeriodic(SELDOM_MILLIS, tick -> tables.run());
        vertx.setPeriodic(OFTEN_MILLIS, tick -> sums.run());
    }

    /** Reports once, each time it changes, that the owner of the schema has set another retention than this process. */
    void compareRetention(Retention owners) {
        String found = owners.differenceFrom(wanted);
        if (!found.isEmpty() && !found.equals(difference)) {
            LOG.warn(
                    "retention in the database differs from the settings of this process, and counts difference=\"{}\"; to change it, let"
                            + " the owner of the schema run nudger migrate with these settings",
                    found);
        }
        difference = found;
    }

    /** What health says of a database that works. */
    JsonObject details() {
        return difference.isEmpty() ? new JsonObject() : new JsonObject().put("retention_in_database", difference);
    }

    private Future<Void> keepTables() {
        return partitions
                .prepare()
                .compose(retention -> {
                    compareRetention(retention);
                    return partitions.dropExpired();
                })
                .compose(dropped -> {
                    if (dropped > 0) {
                        LOG.info("partitions dropped partitions={}; their days are past the retention", dropped);
                    }
                    return database.query(KEEP_COMPAT, Tuple.tuple());
                })
                .compose(rows -> {
                    reportCompat(rows.iterator().next().getString(0));
                    return archive.catchUp();
                })
                .mapEmpty();
    }

    /** Before that it forgets what processes that are gone have left. */
    private Future<Void> rollUp() {
        return incarnations
                .verify()
                .compose(same -> database.query(EXPIRE_MARKS, Tuple.tuple()))
                .compose(expired -> database.untilNull(RECOUNT, Tuple.tuple(), recounted -> {}))
                .compose(recounted -> rollups.catchUp(Rollups.SETTLED))
                .compose(summed -> seals.catchUp(Seals.SETTLED))
                .mapEmpty();
    }

    /** Once each time it changes: the views are a courtesy, and the record does not need them. */
    private void reportCompat(@Nullable String trouble) {
        if (trouble != null && !trouble.equals(compatTrouble)) {
            LOG.info("no views for the queries of older monitors reason=\"{}\"", trouble);
        }
        compatTrouble = trouble;
    }

    /** Something that is not begun again while it is under way. */
    private static final class Task {
        private final String name;
        private final Supplier<Future<Void>> work;
        private Future<Void> running = Future.succeededFuture();

        Task(String name, Supplier<Future<Void>> work) {
            this.name = name;
            this.work = work;
        }

        void run() {
            if (running.isComplete()) {
                running = work.get()
                        .onFailure(cause -> LOG.info(
                                "maintenance failed task=\"{}\" reason=\"{}\"; trying again later",
                                name,
                                PgFailure.describe(cause)));
            }
        }
    }
}
