package io.nudger.persist;

import io.nudger.config.Retention;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done for the record from time to time: partitions, retention, archive, sums, and the views of older
 * monitors. Each persister does it; what fails, or is still under way, is done the next time.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long OFTEN_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long SELDOM_MILLIS = Duration.ofMinutes(10).toMillis();

    private final Vertx vertx;
    private final Storage storage;
    private final Task retention = new Task("partitions and retention", this::keepTables);
    private final Task rollups = new Task("sums of hours", this::rollUp);
    private final Retention wanted;
    private Optional<String> compatTrouble = Optional.empty();
    private String difference = "";

    /** @param wanted how long the record is kept by the settings of this process */
    Upkeep(Vertx vertx, Storage storage, Retention wanted) {
        this.vertx = vertx;
        this.storage = storage;
        this.wanted = wanted;
    }

    /** Begins, on the context of the caller. */
    void start() {
        retention.run();
        vertx.setPeriodic(SELDOM_MILLIS, tick -> retention.run());
        vertx.setPeriodic(OFTEN_MILLIS, tick -> rollups.run());
    }

    private Future<Void> keepTables() {
        return storage.preparePartitions()
                .compose(retention -> {
                    compareRetention(retention);
                    return storage.dropExpiredPartitions();
                })
                .compose(dropped -> {
                    if (dropped > 0) {
                        LOG.info("dropped {} partitions past the retention", dropped);
                    }
                    return storage.keepCompat();
                })
                .compose(trouble -> {
                    tellOfCompat(trouble);
                    return storage.archive();
                })
                .mapEmpty();
    }

    /** Reports once, each time it changes, that the owner of the schema has set another retention than this process. */
    void compareRetention(Retention owners) {
        String found = owners.differenceFrom(wanted);
        if (!found.isEmpty() && !found.equals(difference)) {
            LOG.warn(
                    "retention in the database differs from the settings of this process, and counts: {}; to change it, let"
                            + " the owner of the schema run nudger migrate with these settings",
                    found);
        }
        difference = found;
    }

    /** What health says of a database that works. */
    JsonObject details() {
        return difference.isEmpty() ? new JsonObject() : new JsonObject().put("retention_in_database", difference);
    }

    private Future<Void> rollUp() {
        return storage.verify().compose(same -> storage.rollUp()).mapEmpty();
    }

    /** Once each time it changes: the views are a courtesy, and the record does not need them. */
    private void tellOfCompat(Optional<String> trouble) {
        if (trouble.isPresent() && !trouble.equals(compatTrouble)) {
            LOG.info("no views for the queries of older monitors: {}", trouble.get());
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
                        .onFailure(cause -> LOG.info("{}: {}; trying again later", name, PgFailure.describe(cause)));
            }
        }
    }
}
