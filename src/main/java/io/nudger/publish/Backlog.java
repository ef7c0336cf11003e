package io.nudger.publish;

import io.micrometer.core.instrument.Clock;
import io.nudger.check.SlotGap;
import io.nudger.spool.Dropped;
import io.nudger.spool.Spool;
import io.nudger.spool.SpoolEntry;
import io.nudger.spool.SpoolReading;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The parcels that are on disk alone. They are read again in their order, a portion at a time, and each is at hand or under
 * way until it is {@link #done}. Belongs to one event loop.
 */
final class Backlog {
    private static final int PORTION = 500;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Spool spool;
    private final Clock clock;
    private final Owner owner;
    private final PriorityQueue<Parcel> loaded = new PriorityQueue<>(Comparator.comparingLong(Parcel::number));
    private final Set<Long> underWay = new HashSet<>();
    private long readUpTo;
    private long end;
    private boolean isReading;
    private long readAgain;

    /** Who has the other parcels of the spool. */
    interface Owner {
        /** Whether the parcel with this number, which is on disk, is none of the backlog. */
        boolean has(long number);

        /** Some parcels were read. */
        void loaded();

        /** Nothing could be read, it will be tried again. */
        void notLoaded();

        /** These could be read, and made no sense; what can be told in their place. */
        void damaged(List<Dropped> corrupt, List<SlotGap> told);
    }

    Backlog(Spool spool, Clock clock, Owner owner) {
        this.spool = spool;
        this.clock = clock;
        this.owner = owner;
        this.readAgain = clock.monotonicTime();
    }

    /** The parcels with these numbers are on disk alone from now on; there may be gaps between. */
    void add(long first, long last) {
        end = Math.max(end, last);
        // They may be older than what was read meanwhile.
        readUpTo = Math.min(readUpTo, first - 1);
    }

    /** The next parcel, now under way; null when none is at hand. */
    @Nullable Parcel take() {
        if (loaded.size() < PORTION / 2) {
            load();
        }
        Parcel parcel = loaded.poll();
        if (parcel != null) {
            underWay.add(parcel.number());
        }
        return parcel;
    }

    /** A taken parcel was not delivered: it waits again, in its old place. */
    void putBack(Parcel parcel) {
        if (underWay.remove(parcel.number())) {
            loaded.add(parcel);
        }
    }

    /** A taken parcel was delivered, or given up. */
    void done(Parcel parcel) {
        underWay.remove(parcel.number());
    }

    /** The numbers of those that are in memory for a moment. */
    Set<Long> atHand() {
        Set<Long> atHand = new HashSet<>(underWay);
        loaded.forEach(parcel -> atHand.add(parcel.number()));
        return atHand;
    }

    private void load() {
        if (isReading || readUpTo >= end || clock.monotonicTime() - readAgain < 0) {
            return;
        }
        isReading = true;
        long from = readUpTo;
        long upTo = end;
        // What is added meanwhile sets this back.
        readUpTo = upTo;
        spool.read(from, upTo, PORTION).onComplete(done -> {
            isReading = false;
            if (done.failed()) {
                owner.notLoaded();
                readUpTo = Math.min(readUpTo, from);
                readAgain = clock.monotonicTime() + PAUSE_NANOS;
                return;
            }
            readUpTo = Math.min(readUpTo, done.result().last());
            loaded(done.result());
        });
    }

    private void loaded(SpoolReading reading) {
        Set<Long> atHand = atHand();
        long now = clock.monotonicTime();
        for (SpoolEntry entry : reading.entries()) {
            if (!atHand.contains(entry.number()) && !owner.has(entry.number())) {
                loaded.add(Parcel.of(entry, now));
            }
        }
        if (!reading.corrupt().isEmpty()) {
            owner.damaged(reading.corrupt(), reading.lost());
        }
        if (!loaded.isEmpty()) {
            owner.loaded();
        }
    }
}
