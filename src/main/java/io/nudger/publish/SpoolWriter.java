package io.nudger.publish;

import io.micrometer.core.instrument.Clock;
import io.nudger.spool.Dropped;
import io.nudger.spool.Spool;
import io.nudger.spool.SpoolBatch;
import io.nudger.spool.SpoolEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Brings to the disk what is to be there, and away what is not needed any more: a batch at a time, and whatever belongs
 * together in one. Belongs to one event loop.
 */
final class SpoolWriter {
    private static final int MOST_AT_ONCE = 2_000;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Spool spool;
    private final Clock clock;
    private final long syncNanos;
    private final Arrears arrears;
    private final Owner owner;
    private final TreeMap<Long, Kept> unsaved = new TreeMap<>();
    private Set<Long> settled = new LinkedHashSet<>();
    /** Those that are being removed just now. */
    private Set<Long> leaving = Set.of();

    private Future<Void> writing = Future.succeededFuture();
    private boolean isWriting;
    private long lastWrite;
    private long writeAgain;

    /** Who wants it. */
    interface Owner {
        /** This one is on disk. */
        void written(Kept entry);

        /** This one could not be written; it is not to be written any more, unless it is added again. */
        void notWritten(Kept entry);

        /** These had to go to make room. */
        void dropped(List<Dropped> entries);

        /** The disk failed, it will be tried again. */
        void failed();
    }

    SpoolWriter(Spool spool, Clock clock, Duration fsyncInterval, Arrears arrears, Owner owner) {
        this.spool = spool;
        this.clock = clock;
        this.syncNanos = fsyncInterval.toNanos();
        this.arrears = arrears;
        this.owner = owner;
        this.writeAgain = clock.monotonicTime();
        this.lastWrite = writeAgain;
    }

    /** This one is to be written, unless it is {@linkplain #remove removed} before. */
    void add(Kept entry) {
        unsaved.put(entry.parcel.number(), entry);
    }

    void remove(Kept entry) {
        unsaved.remove(entry.parcel.number());
    }

    /** How many wait to be written. */
    int unsaved() {
        return unsaved.size();
    }

    /** The entry with this number is not needed any more. */
    void settle(long number) {
        settled.add(number);
    }

    /** Whether the entry with this number is not needed any more, though it may still be on disk. */
    boolean isSettled(long number) {
        return settled.contains(number) || leaving.contains(number);
    }

    /** Whether nothing is under way. */
    boolean isIdle() {
        return !isWriting;
    }

    /** Writes what is due, unless a write is under way. */
    void flush() {
        long now = clock.monotonicTime();
        if (isWriting || now - writeAgain < 0) {
            return;
        }
        if (spool.state().trouble() != null && !settled.isEmpty()) {
            writing = makeRoom();
        } else if (!unsaved.isEmpty() || !settled.isEmpty() || arrears.hasNews() || spool.hasChanges()) {
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

    /** Where nothing else can be written: not the marks, too, for they would tell of results that are not on disk. */
    private Future<Void> makeRoom() {
        beginToWrite();
        return spool.delete(List.copyOf(leaving)).onComplete(done -> ended(done.succeeded()));
    }

    private Future<Void> write(boolean sync) {
        List<Kept> batch = new ArrayList<>();
        while (!unsaved.isEmpty() && batch.size() < MOST_AT_ONCE) {
            Kept next = unsaved.pollFirstEntry().getValue();
            next.place = Kept.Place.BEING_WRITTEN;
            arrears.redeem(next.parcel.number());
            batch.add(next);
        }
        Arrears.Portion portion = arrears.take();
        List<SpoolEntry> entries =
                batch.stream().map(each -> each.parcel.entry()).toList();
        beginToWrite();
        lastWrite = clock.monotonicTime();
        return spool.write(new SpoolBatch(entries, List.copyOf(leaving), portion.lost(), portion.redeemed()), sync)
                .onComplete(done -> {
                    ended(done.succeeded());
                    if (done.succeeded()) {
                        batch.forEach(owner::written);
                        owner.dropped(done.result());
                    } else {
                        arrears.putBack(portion);
                        batch.forEach(owner::notWritten);
                    }
                })
                .mapEmpty();
    }

    private void beginToWrite() {
        leaving = settled;
        settled = new LinkedHashSet<>();
        isWriting = true;
    }

    private void ended(boolean well) {
        isWriting = false;
        if (!well) {
            owner.failed();
            settled.addAll(leaving);
            writeAgain = clock.monotonicTime() + PAUSE_NANOS;
        }
        leaving = Set.of();
    }
}
