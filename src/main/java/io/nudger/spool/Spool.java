package io.nudger.spool;

import io.nudger.bus.SlotMemory;
import io.nudger.check.SlotMark;
import io.nudger.config.SpoolSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk of a monitor: records that wait for Kafka, and up to which slot each target was accounted for. All of its work
 * is done by one thread of its own, in the order in which it was asked for. When the disk is full or fails, the work that
 * could not be done is told so, the monitor goes on without it, and each next attempt tries the disk anew.
 */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SpoolSettings settings;
    private final String zone;
    private final InstantSource clock;
    private final WorkerExecutor worker;
    private final SlotMarks marks = new SlotMarks();
    private final SpoolWatch watch = new SpoolWatch();

    private volatile long lastNumber = -1;
    private final AtomicInteger rescues = new AtomicInteger();
    private volatile boolean unsynced;

    /** All of these belong to the worker. */
    private @Nullable SpoolStore store;

    private long lastOpened;
    private long lastSynced = System.nanoTime();
    private boolean recalled;

    private Spool(SpoolSettings settings, String zone, InstantSource clock, WorkerExecutor worker) {
        this.settings = settings;
        this.zone = zone;
        this.clock = clock;
        this.worker = worker;
    }

    /**
     * A spool that is not open yet.
     *
     * @param zone whose slots are checked
     * @param clock the wall clock
     */
    public static Spool create(Vertx vertx, SpoolSettings settings, String zone, InstantSource clock) {
        // A slow disk is told of by its own means.
        WorkerExecutor worker = vertx.createSharedWorkerExecutor(
                "nudger-spool-" + settings.directory().toAbsolutePath(), 1, 10, TimeUnit.MINUTES);
        return new Spool(settings, zone, clock, worker);
    }

    /**
     * Opens the directory, and makes it when it is missing.
     *
     * @return fails with {@link SpoolException} when only a person can mend it: the directory cannot be used at all, or
     *     is another process's. A disk that is full or fails is no reason to stay blind
     */
    public Future<Void> open() {
        return work(() -> {
            try {
                observe(opened());
            } catch (SpoolException e) {
                if (e.kind() == SpoolException.Kind.UNUSABLE) {
                    throw e;
                }
                watch.trouble(e);
            }
            return null;
        });
    }

    /** How far each target was accounted for. */
    public SlotMemory memory() {
        return marks;
    }

    /** The slots of this target up to the mark have become records that are handed over here or to Kafka. */
    public void accounted(String target, SlotMark mark) {
        marks.accounted(target, mark);
    }

    /** All targets have begun: others that an earlier process has checked are not checked any more. */
    public void allBegan() {
        marks.forgetOthers();
    }

    /** The process is about to end: targets that end from now on are checked again when it comes back. */
    public void freeze() {
        marks.freeze();
    }

    /** Whether marks have changed since they were written. */
    public boolean hasChanges() {
        return marks.hasChanges();
    }

    /** How it fares. Safe for any thread. */
    public SpoolState state() {
        return watch.state();
    }

    /** The greatest number of an entry when it was opened, 0 when there was none; negative until it could be opened. */
    public long lastNumber() {
        return lastNumber;
    }

    /** How often what was on disk was found corrupt: each time, entries that were written may be gone. */
    public int rescues() {
        return rescues.get();
    }

    /**
     * Writes the batch, and with it the marks as they are now. It is synced to the disk when that is due.
     *
     * @param sync whether it is due in any case
     * @return the oldest entries, which had to go to keep the bound of size; fails when nothing was written
     */
    public Future<List<Dropped>> write(SpoolBatch batch, boolean sync) {
        // Taken here: what the caller hands over afterwards is not in the batch.
        List<SlotChange> changes = marks.takeChanges();
        return work(() -> doing(open -> {
                    boolean due = sync
                            || System.nanoTime() - lastSynced
                                    >= settings.fsyncInterval().toNanos();
                    List<Dropped> dropped = open.write(batch, changes, due);
                    unsynced = !due;
                    lastSynced = due ? System.nanoTime() : lastSynced;
                    watch.works();
                    observe(open);
                    return dropped;
                }))
                .onFailure(cause -> marks.unwritten(changes));
    }

    /**
     * Removes what is not needed any more, and writes nothing else: a full disk has room for that.
     *
     * @param settled numbers of entries
     */
    public Future<Void> delete(List<Long> settled) {
        return work(() -> doing(open -> {
                    List<Dropped> none = open.write(new SpoolBatch(List.of(), settled), List.of(), false);
                    unsynced = none.isEmpty();
                    observe(open);
                    return none;
                }))
                .mapEmpty();
    }

    /** Whether something was written that a loss of power would take back. */
    public boolean isUnsynced() {
        return unsynced;
    }

    /** The entries after this number up to the other, at most so many. */
    public Future<SpoolReading> read(long after, long upTo, int most) {
        return work(() -> doing(open -> {
            List<SpoolEntry> entries = new ArrayList<>();
            List<Dropped> corrupt = new ArrayList<>();
            List<SpoolEntry> damaged = new ArrayList<>();
            List<EntryTable.Read> found = open.read(after, upTo, most);
            for (EntryTable.Read each : found) {
                if (each.whole()) {
                    entries.add(each.entry());
                } else {
                    corrupt.add(each.dropped());
                    damaged.add(each.entry());
                }
            }
            long last = found.size() < most
                    ? upTo
                    : found.get(found.size() - 1).entry().number();
            return new SpoolReading(entries, corrupt, open.insteadOf(damaged), last);
        }));
    }

    /**
     * Makes records of ranges of slots whose results were given up: from then on they wait as all records do.
     *
     * @param number the number of the first; the others follow
     * @param most how many at most
     * @return how many there are
     */
    public Future<Integer> tell(long number, int most) {
        return work(() -> doing(open -> {
            int told = open.tell(number, most);
            observe(open);
            return told;
        }));
    }

    /** Removes what is older than the bound of age, and tells what that was. */
    public Future<List<Dropped>> tidy() {
        return work(() -> doing(open -> {
            List<Dropped> expired = open.tidy();
            observe(open);
            return expired;
        }));
    }

    /** Gives the directory back. */
    public Future<Void> close() {
        return this.<Void>work(() -> {
                    if (store != null) {
                        store.close();
                        store = null;
                    }
                    return null;
                })
                .eventually(worker::close);
    }

    private <T extends @Nullable Object> Future<T> work(Callable<T> task) {
        return worker.executeBlocking(task, true);
    }

    private <T extends @Nullable Object> T doing(Task<T> task) throws SpoolException {
        try {
            return task.run(opened());
        } catch (SpoolException e) {
            failed(e);
            throw e;
        }
    }

    private void failed(SpoolException e) {
        if (e.kind() == SpoolException.Kind.CORRUPT) {
            lostFile();
        }
        watch.trouble(e);
    }

    private void lostFile() {
        marks.nothingWritten();
        rescues.incrementAndGet();
    }

    private SpoolStore opened() throws SpoolException {
        if (store != null && store.isUsable()) {
            return store;
        }
        String trouble = watch.state().trouble();
        if (trouble != null && System.nanoTime() - lastOpened < REOPEN_NANOS) {
            throw new SpoolException(SpoolException.Kind.FAILED, trouble);
        }
        lastOpened = System.nanoTime();
        if (store != null) {
            store.close();
            store = null;
            // What was on disk could not be read, nor could a new file be begun with it.
            lostFile();
        }
        SpoolStore open = SpoolStore.open(settings, clock);
        if (!recalled) {
            marks.recall(open.marks(zone));
            recalled = true;
            lastNumber = open.lastNumber();
            tellOfLeftovers(open);
        }
        store = open;
        return open;
    }

    private void tellOfLeftovers(SpoolStore open) {
        if (open.count() > 0) {
            LOG.info("{} records of an earlier process wait in {}", open.count(), settings.directory());
        }
    }

    /** Whatever was done before is done, also when it fails. */
    private void observe(SpoolStore open) {
        try {
            watch.observe(open);
        } catch (SpoolException e) {
            failed(e);
        }
    }

    private interface Task<T extends @Nullable Object> {
        T run(SpoolStore store) throws SpoolException;
    }
}
