package io.nudger.publish;

import io.micrometer.core.instrument.Clock;
import io.nudger.spool.Dropped;
import io.nudger.spool.Spool;
import io.nudger.spool.SpoolBatch;
import io.nudger.spool.SpoolEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The parcels on disk. Each parcel that Kafka does not acknowledge within moments is written, while it waits in memory to
 * be sent. One that memory has no room for stays on disk alone, in the {@link Backlog}, as does all that an earlier process
 * has left there. Belongs to one event loop; only {@link #backlog} may be asked by others.
 */
final class DiskQueue {
    private static final int MOST_AT_ONCE = 2_000;
    /** More than comes while a slow disk writes once. */
    private static final int MOST_UNSAVED = 10_000;

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Spool spool;
    private final Clock clock;
    private final long syncNanos;
    private final int capacity;
    private final Losses losses;
    private final SpoolMetrics metrics;
    private final Backlog backlog;

    /** Called with parcels that cannot be kept on disk and have no other place. */
    private Consumer<Parcel> onReturn = parcel -> {};
    /** Called when the backlog may have something. */
    private Runnable onChange = () -> {};

    private final Map<Long, Kept> kept = new HashMap<>();
    private final TreeMap<Long, Kept> unsaved = new TreeMap<>();
    private Set<Long> settled = new LinkedHashSet<>();
    private final AtomicInteger savedInMemory = new AtomicInteger();

    private Future<Void> writing = Future.succeededFuture();
    private boolean isWriting;
    private long lastWrite;
    private long writeAgain;

    /** A parcel that is, or was a moment ago, in memory. */
    private static final class Kept {
        final Parcel parcel;
        Place place = Place.MEMORY;
        boolean done;
        boolean spilled;

        Kept(Parcel parcel) {
            this.parcel = parcel;
        }
    }

    private enum Place {
        MEMORY,
        BEING_WRITTEN,
        DISK
    }

    /**
     * A queue on a spool that is about to be opened.
     *
     * @param capacity how many parcels wait in memory to be sent; some more may wait to be written
     */
    DiskQueue(Spool spool, Clock clock, Duration fsyncInterval, int capacity, Losses losses, Watch watch) {
        this.spool = spool;
        this.clock = clock;
        this.syncNanos = fsyncInterval.toNanos();
        this.capacity = capacity + MOST_UNSAVED;
        this.losses = losses;
        this.metrics = watch.metricsOf(this::backlog);
        this.writeAgain = clock.monotonicTime();
        this.lastWrite = writeAgain;
        this.backlog = new Backlog(spool, clock, new Others());
    }

    /** Makes the metrics of a queue whose backlog is told by the supplier. */
    interface Watch {
        SpoolMetrics metricsOf(IntSupplier backlog);
    }

    void attach(Consumer<Parcel> returned, Runnable changed) {
        onReturn = returned;
        onChange = changed;
    }

    /**
     * The spool was opened: what is there is the backlog.
     *
     * @return the greatest number in it
     */
    long begin() {
        long last = spool.lastNumber();
        backlog.begin(last);
        return last;
    }

    /** How many records are on disk alone. Safe for any thread. */
    int backlog() {
        return (int) Math.max(0, spool.state().entries() - savedInMemory.get());
    }

    /** This parcel waits in memory, and is written soon unless it is {@link #done} before. */
    void keep(Parcel parcel) {
        Kept entry = new Kept(parcel);
        kept.put(parcel.number(), entry);
        unsaved.put(parcel.number(), entry);
    }

    /**
     * Memory has no room for this parcel.
     *
     * @return whether it is on disk, or soon will be; otherwise it is forgotten here too
     */
    boolean spill(Parcel parcel) {
        Kept entry = kept.get(parcel.number());
        if (entry == null) {
            return true;
        }
        if (entry.place == Place.DISK) {
            toBacklog(entry);
            return true;
        }
        if (entry.place == Place.MEMORY && (spool.state().trouble() != null || unsaved.size() > capacity)) {
            forget(entry);
            return false;
        }
        entry.spilled = true;
        if (entry.place == Place.MEMORY) {
            unsaved.put(parcel.number(), entry);
        }
        return true;
    }

    /**
     * This parcel was delivered, or given up.
     *
     * @return whether it was one that waited in memory
     */
    boolean done(Parcel parcel) {
        Kept entry = kept.get(parcel.number());
        if (entry == null) {
            backlog.done(parcel);
            settled.add(parcel.number());
            metrics.drained();
            return false;
        }
        switch (entry.place) {
            case MEMORY -> forget(entry);
            case BEING_WRITTEN -> entry.done = true;
            case DISK -> {
                settled.add(parcel.number());
                forget(entry);
            }
        }
        return true;
    }

    /** Whether this parcel waits in memory; otherwise it is one of the backlog. */
    boolean isInMemory(Parcel parcel) {
        return kept.containsKey(parcel.number());
    }

    /** The next parcel of the backlog, now taken; null when none is at hand. */
    @Nullable Parcel take() {
        return backlog.take();
    }

    /** A taken parcel was not delivered: it waits again, in its old place. */
    void putBack(Parcel parcel) {
        backlog.putBack(parcel);
    }

    /** How many parcels would be lost if the process ended now. */
    int unsaved() {
        return unsaved.size();
    }

    /** Writes what is due, unless a write is under way. */
    void flush() {
        long now = clock.monotonicTime();
        if (isWriting || now - writeAgain < 0) {
            return;
        }
        if (spool.state().trouble() != null && !settled.isEmpty()) {
            writing = makeRoom();
        } else if (!unsaved.isEmpty() || !settled.isEmpty() || spool.hasChanges()) {
            writing = write(false);
        } else if (spool.isUnsynced() && now - lastWrite >= syncNanos) {
            writing = write(true);
        }
    }

    /** Writes everything, and brings it to the disk for good; completes when that is done, or cannot be done. */
    Future<Void> flushAll() {
        return writing.transform(before -> {
            writing = write(true);
            return writing.transform(
                    done -> done.succeeded() && !unsaved.isEmpty() ? flushAll() : Future.succeededFuture());
        });
    }

    /** Lets go what is too old. */
    void tidy() {
        spool.tidy().onComplete(done -> {
            if (done.failed()) {
                metrics.failed();
                return;
            }
            List<Dropped> lost = lost(done.result());
            metrics.tooOld(lost.size());
            losses.gone(lost, "spool.max_age");
        });
    }

    /** Where nothing else can be written: not the marks, too, for they would tell of results that are not on disk. */
    private Future<Void> makeRoom() {
        List<Long> deleting = List.copyOf(settled);
        settled = new LinkedHashSet<>();
        isWriting = true;
        return spool.delete(deleting).onComplete(done -> {
            isWriting = false;
            if (done.failed()) {
                metrics.failed();
                settled.addAll(deleting);
                writeAgain = clock.monotonicTime() + PAUSE_NANOS;
            }
        });
    }

    private Future<Void> write(boolean sync) {
        List<Kept> batch = new ArrayList<>();
        while (!unsaved.isEmpty() && batch.size() < MOST_AT_ONCE) {
            Kept next = unsaved.pollFirstEntry().getValue();
            next.place = Place.BEING_WRITTEN;
            batch.add(next);
        }
        Set<Long> deleting = settled;
        settled = new LinkedHashSet<>();
        isWriting = true;
        lastWrite = clock.monotonicTime();
        List<SpoolEntry> entries =
                batch.stream().map(each -> each.parcel.entry()).toList();
        return spool.write(new SpoolBatch(entries, List.copyOf(deleting)), sync)
                .onComplete(done -> {
                    isWriting = false;
                    if (done.succeeded()) {
                        batch.forEach(this::written);
                        tooMany(done.result());
                        return;
                    }
                    metrics.failed();
                    settled.addAll(deleting);
                    writeAgain = clock.monotonicTime() + PAUSE_NANOS;
                    batch.forEach(this::notWritten);
                })
                .mapEmpty();
    }

    private void written(Kept entry) {
        entry.place = Place.DISK;
        savedInMemory.incrementAndGet();
        if (entry.done) {
            settled.add(entry.parcel.number());
            forget(entry);
        } else if (entry.spilled) {
            toBacklog(entry);
        }
    }

    private void notWritten(Kept entry) {
        entry.place = Place.MEMORY;
        if (entry.done) {
            forget(entry);
            return;
        }
        unsaved.put(entry.parcel.number(), entry);
        if (entry.spilled) {
            entry.spilled = false;
            onReturn.accept(entry.parcel);
        }
    }

    private void forget(Kept entry) {
        if (entry.place == Place.DISK) {
            savedInMemory.decrementAndGet();
        }
        unsaved.remove(entry.parcel.number());
        kept.remove(entry.parcel.number());
    }

    private void toBacklog(Kept entry) {
        long number = entry.parcel.number();
        forget(entry);
        backlog.add(number);
        onChange.run();
    }

    private void tooMany(List<Dropped> dropped) {
        List<Dropped> lost = lost(dropped);
        metrics.tooMany(lost.size());
        losses.gone(lost, "spool.max_size");
    }

    /** What is still in memory is not lost with its place on disk. */
    private List<Dropped> lost(List<Dropped> dropped) {
        List<Dropped> lost = new ArrayList<>();
        Set<Long> atHand = backlog.atHand();
        for (Dropped each : dropped) {
            Kept entry = kept.get(each.number());
            if (entry != null && entry.place == Place.DISK) {
                entry.place = Place.MEMORY;
                savedInMemory.decrementAndGet();
            } else if (entry == null && !atHand.contains(each.number()) && !settled.contains(each.number())) {
                lost.add(each);
            }
        }
        return lost;
    }

    /** What the backlog has nothing to do with. */
    private final class Others implements Backlog.Owner {
        @Override
        public boolean has(long number) {
            return kept.containsKey(number) || settled.contains(number);
        }

        @Override
        public void loaded() {
            onChange.run();
        }

        @Override
        public void notLoaded() {
            metrics.failed();
        }

        @Override
        public void damaged(List<Dropped> corrupt) {
            corrupt.forEach(each -> settled.add(each.number()));
            losses.gone(corrupt, "damage");
        }
    }
}
