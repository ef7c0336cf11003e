package io.nudger.outbox;

import io.micrometer.core.instrument.Clock;
import io.nudger.config.SpoolSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The disk of the outbox. All of its work is done by one thread of its own, in the order in which it was asked for. When the
 * disk is full or fails, the work fails with {@link DiskException}, the monitor goes on without it, and each next attempt
 * tries the disk anew.
 */
final class OutboxDisk {
    private static final Logger LOG = OutboxDirectory.LOG;
    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SpoolSettings settings;
    private final SlotMarks marks;
    private final Clock clock;
    private final WorkerExecutor worker;

    private volatile DiskState state = DiskState.EMPTY;

    /** All of these belong to the worker. */
    private @Nullable OutboxDirectory directory;

    private @Nullable OutboxFile file;
    private boolean hasReserve;
    private boolean recalled;
    private long lastOpened;

    private interface Work<T> {
        T on(OutboxFile open, OutboxDirectory in) throws SQLException;
    }

    /**
     * A disk that is not open yet.
     *
     * @param marks get what is on disk when it is opened
     */
    OutboxDisk(Vertx vertx, SpoolSettings settings, SlotMarks marks, Clock clock) {
        this.settings = settings;
        this.marks = marks;
        this.clock = clock;
        // No warning of a slow disk by Vert.x: there is a metric.
        worker = vertx.createSharedWorkerExecutor(
                "nudger-outbox-" + settings.directory().toAbsolutePath(), 1, 10, TimeUnit.MINUTES);
    }

    /**
     * Opens the directory, and makes it when it is missing.
     *
     * @return the greatest number of an entry, 0 when there is none, -1 when the disk is full or fails: then it is tried
     *     again with each work. Fails when only a person can fix it: the directory cannot be used at all, or is another
     *     process's
     */
    Future<Long> open() {
        return work((open, in) -> open.lastNumber())
                .recover(e -> e instanceof DiskException failure && failure.kind() != DiskException.Kind.UNUSABLE
                        ? Future.succeededFuture(-1L)
                        : Future.failedFuture(e));
    }

    /** Safe for any thread. */
    DiskState state() {
        return state;
    }

    /** Writes all of it; fails with {@link DiskException} when nothing was written. */
    Future<Void> write(Batch batch) {
        return work((open, in) -> {
                    try {
                        open.write(batch, clock.wallTime());
                    } catch (SQLException e) {
                        if (!OutboxFile.isFull(e) || !batch.onlyDeletes() || !hasReserve) {
                            throw e;
                        }
                        writeInReserve(open, in, batch);
                    }
                    // A full disk takes deletions.
                    if (!batch.onlyDeletes()) {
                        works();
                    }
                    hasReserve = hasReserve || in.holdReserve();
                    return batch;
                })
                .mapEmpty();
    }

    /** The journal is brought into the database with the room that was held for it. */
    private void writeInReserve(OutboxFile open, OutboxDirectory in, Batch batch) throws SQLException {
        open.rollback();
        in.giveReserve();
        hasReserve = false;
        open.checkpoint();
        open.write(batch, clock.wallTime());
    }

    /** The entries after this number, in order, at most so many. */
    Future<OutboxFile.Reading> read(long after, int most) {
        return work((open, in) -> open.read(after, most));
    }

    /** Gives the directory back. */
    Future<Void> close() {
        return worker.<Void>executeBlocking(
                        () -> {
                            closeFile();
                            if (directory != null) {
                                directory.close();
                                directory = null;
                            }
                            return null;
                        },
                        false)
                .eventually(worker::close);
    }

    /** In order, because the worker is one thread. In the order of the context it would wait behind sends to Kafka that block. */
    private <T> Future<T> work(Work<T> task) {
        return worker.executeBlocking(
                () -> {
                    try {
                        OutboxDirectory in = directory == null ? OutboxDirectory.take(settings.directory()) : directory;
                        directory = in;
                        OutboxFile open = opened(in);
                        T done = task.on(open, in);
                        measure(open);
                        return done;
                    } catch (SQLException e) {
                        throw trouble(failure(e));
                    } catch (DiskException e) {
                        throw trouble(e);
                    }
                },
                false);
    }

    /** What was done stays done when this fails, unless the file is damaged and all of it is lost. */
    private void measure(OutboxFile open) throws SQLException, DiskException {
        try {
            state = open.state().withTrouble(state.trouble());
        } catch (SQLException e) {
            if (OutboxFile.isCorrupt(e)) {
                throw e;
            }
            DiskException ignored = trouble(failure(e));
        }
    }

    private OutboxFile opened(OutboxDirectory in) throws DiskException, SQLException {
        if (file != null) {
            return file;
        }
        String trouble = state.trouble();
        if (trouble != null && clock.monotonicTime() - lastOpened < REOPEN_NANOS) {
            throw new DiskException(DiskException.Kind.FAILED, trouble, null);
        }
        lastOpened = clock.monotonicTime();
        OutboxFile opened = open(in);
        file = opened;
        if (!recalled) {
            marks.recall(opened.marksOf(marks.zone()));
            recalled = true;
            long found = opened.state().entries();
            if (found > 0) {
                LOG.info("results of an earlier process found results={} directory={}", found, settings.directory());
            }
        }
        hasReserve = in.holdReserve();
        return opened;
    }

    private static OutboxFile open(OutboxDirectory in) throws SQLException, DiskException {
        try {
            return OutboxFile.open(in.database());
        } catch (SQLException e) {
            if (OutboxFile.isFull(e)) {
                in.giveReserve();
            } else if (OutboxFile.isCorrupt(e) && Files.isRegularFile(in.database())) {
                setAside(in, e);
            } else {
                throw e;
            }
            return OutboxFile.open(in.database());
        }
    }

    private static void setAside(OutboxDirectory in, SQLException why) throws DiskException {
        LOG.error(
                "outbox file damaged; it is set aside, and a new one begins: what was in it is lost file={} reason=\"{}\"",
                in.setAside(System.currentTimeMillis()),
                why.getMessage());
    }

    private DiskException failure(SQLException e) throws DiskException {
        String where = "spool.directory " + settings.directory().toAbsolutePath();
        if (file != null) {
            file.rollback();
        }
        if (OutboxFile.isCorrupt(e) && file != null && directory != null) {
            closeFile();
            setAside(directory, e);
            state = DiskState.EMPTY;
            return new DiskException(DiskException.Kind.CORRUPT, where + ": " + e.getMessage(), e);
        }
        String what = OutboxFile.isFull(e) ? "no space left on the disk of " + where : where + ": " + e.getMessage();
        return new DiskException(DiskException.Kind.FAILED, what, e);
    }

    private void closeFile() {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private void works() {
        if (state.trouble() != null) {
            LOG.info("disk available again directory={}", settings.directory());
            state = state.withTrouble(null);
        }
    }

    private DiskException trouble(DiskException e) {
        if (e.kind() != DiskException.Kind.CORRUPT && !e.getMessage().equals(state.trouble())) {
            LOG.error("disk unavailable reason=\"{}\"; results wait in memory", e.getMessage());
            state = state.withTrouble(e.getMessage());
        }
        return e;
    }
}
