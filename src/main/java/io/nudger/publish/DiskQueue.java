package io.nudger.publish;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.check.SlotGap;
import io.nudger.spool.Dropped;
import io.nudger.spool.LossCause;
import io.nudger.spool.Spool;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parcels on disk. Each parcel that Kafka does not acknowledge within moments is written, while it waits in memory to
 * be sent. One that memory has no room for stays on disk alone, in the {@link Backlog}, as does all that an earlier process
 * has left there. What has to be given up is told when Kafka takes what waits. Belongs to one event loop; only
 * {@link #backlog} and {@link #untold} may be asked by others.
 */
final class DiskQueue {
    /** More than comes while a slow disk writes once. */
    private static final int MOST_UNSAVED = 10_000;

    private final Spool spool;
    private final Clock clock;
    private final int capacity;
    private final Losses losses;
    private final SpoolMetrics metrics;
    private final Backlog backlog;
    private final SpoolWriter writer;
    private final Arrears arrears = new Arrears();
    private final LossTeller teller;
    private final DroppedEntries droppedEntries;

    /** Called with parcels that cannot be kept on disk and have no other place. */
    private Consumer<Parcel> onReturn = parcel -> {};
    /** Called when the backlog may have something. */
    private Runnable onChange = () -> {};

    private final KeptParcels kept = new KeptParcels();
    private boolean wasOpened;
    private int rescues;

    /**
     * A queue on a spool that is about to be opened.
     *
     * @param registry gets the meters of the disk
     * @param capacity how many parcels wait in memory to be sent; some more may wait to be written
     */
    DiskQueue(Spool spool, MeterRegistry registry, Duration fsyncInterval, int capacity, Losses losses) {
        this.spool = spool;
        this.clock = registry.config().clock();
        this.capacity = capacity + MOST_UNSAVED;
        this.losses = losses;
        this.metrics = new SpoolMetrics(registry, spool, this::backlog, this::untold);
        this.backlog = new Backlog(spool, clock, new Others());
        this.writer = new SpoolWriter(spool, clock, fsyncInterval, arrears, new Written());
        this.teller = new LossTeller(spool, clock, arrears);
        this.droppedEntries = new DroppedEntries(kept, writer, backlog, arrears, metrics, losses);
    }

    void attach(Consumer<Parcel> returned, Runnable changed) {
        onReturn = returned;
        onChange = changed;
    }

    /** The number that the first parcel may have, now that the spool was opened, or could not be opened yet. */
    long begin() {
        lookForLeftovers();
        // What is on a disk that nobody can look at yet has smaller numbers: they never grow as fast as this.
        return wasOpened ? spool.lastNumber() + 1 : TimeUnit.MILLISECONDS.toMicros(clock.wallTime());
    }

    /** What an earlier process has left is a part of the backlog, however late the spool can be opened. */
    private void lookForLeftovers() {
        long last = spool.lastNumber();
        if (!wasOpened && last >= 0) {
            wasOpened = true;
            backlog.add(1, last);
        }
    }

    /** Entries may be gone with what was corrupt: all that is still in memory is written again. */
    private void lookForDamage() {
        int now = spool.rescues();
        if (now != rescues) {
            rescues = now;
            kept.allFromDisk().forEach(writer::add);
        }
    }

    /** How many records are on disk alone. Safe for any thread. */
    int backlog() {
        return (int) Math.max(0, spool.state().entries() - kept.onDisk());
    }

    /** How many slots were lost and will not be told. Safe for any thread. */
    long untold() {
        return spool.state().untold() + arrears.untold();
    }

    /** This parcel waits in memory, and is written soon unless it is {@link #done} before. */
    void keep(Parcel parcel) {
        writer.add(kept.add(parcel));
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
        if (entry.place == Kept.Place.DISK) {
            toBacklog(entry);
            return true;
        }
        if (entry.place == Kept.Place.MEMORY && (spool.state().trouble() != null || writer.unsaved() > capacity)) {
            forget(entry);
            return false;
        }
        entry.spilled = true;
        if (entry.place == Kept.Place.MEMORY) {
            writer.add(entry);
        }
        return true;
    }

    /**
     * This parcel was delivered, or given up.
     *
     * @return whether it was one that waited in memory
     */
    boolean done(Parcel parcel) {
        long number = parcel.number();
        arrears.redeem(number);
        Kept entry = kept.get(number);
        if (entry == null) {
            backlog.done(parcel);
            writer.settle(number);
            metrics.drained();
            return false;
        }
        switch (entry.place) {
            case MEMORY -> forget(entry);
            case BEING_WRITTEN -> entry.done = true;
            case DISK -> {
                writer.settle(number);
                forget(entry);
            }
        }
        return true;
    }

    /** Where to hand over what is given up. */
    LossTeller teller() {
        return teller;
    }

    /** Whether there are lost slots to tell, and nothing else is to be done before. */
    boolean mayTell() {
        return writer.isIdle() && backlog() == 0 && teller.mayTell();
    }

    /**
     * Makes parcels of lost slots, for the backlog.
     *
     * @param number the number of the first; {@link LossTeller#AT_ONCE} from there are taken
     */
    void tell(long number) {
        teller.tell(number).onSuccess(told -> {
            if (told > 0) {
                backlog.add(number, number + told - 1);
                onChange.run();
            }
        });
    }

    /** Whether this parcel waits in memory; otherwise it is one of the backlog. */
    boolean isInMemory(Parcel parcel) {
        return kept.has(parcel.number());
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
        return writer.unsaved();
    }

    /** Writes what is due, unless a write is under way. */
    void flush() {
        lookForLeftovers();
        lookForDamage();
        writer.flush();
    }

    /** Writes everything, and brings it to the disk for good; completes when that is done, or cannot be done. */
    Future<Void> flushAll() {
        return writer.flushAll();
    }

    /** Lets go what is too old. */
    void tidy() {
        spool.tidy().onComplete(done -> {
            if (done.succeeded()) {
                droppedEntries.tooOld(done.result());
            } else {
                metrics.failed();
            }
        });
    }

    private void forget(Kept entry) {
        writer.remove(entry);
        kept.remove(entry);
    }

    private void toBacklog(Kept entry) {
        long number = entry.parcel.number();
        forget(entry);
        backlog.add(number, number);
        onChange.run();
    }

    private final class Written implements SpoolWriter.Owner {
        @Override
        public void written(Kept entry) {
            kept.toDisk(entry);
            if (entry.done) {
                writer.settle(entry.parcel.number());
                forget(entry);
            } else if (entry.spilled) {
                toBacklog(entry);
            }
        }

        @Override
        public void notWritten(Kept entry) {
            entry.place = Kept.Place.MEMORY;
            if (entry.done) {
                forget(entry);
                return;
            }
            writer.add(entry);
            if (entry.spilled) {
                entry.spilled = false;
                onReturn.accept(entry.parcel);
            }
        }

        @Override
        public void dropped(List<Dropped> entries) {
            droppedEntries.tooMany(entries);
        }

        @Override
        public void failed() {
            metrics.failed();
        }
    }

    /** What the backlog has nothing to do with. */
    private final class Others implements Backlog.Owner {
        @Override
        public boolean has(long number) {
            return kept.has(number) || writer.isSettled(number);
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
        public void damaged(List<Dropped> corrupt, List<SlotGap> told) {
            corrupt.forEach(each -> writer.settle(each.number()));
            told.forEach(arrears::lost);
            losses.gone(corrupt, LossCause.DAMAGED);
        }
    }
}
