package io.nudger.publish;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The parcels in memory, and how many of them are on disk as well. Belongs to one event loop, except for {@link #onDisk}. */
final class KeptParcels {
    private final Map<Long, Kept> all = new HashMap<>();
    private final AtomicInteger onDisk = new AtomicInteger();

    Kept add(Parcel parcel) {
        Kept entry = new Kept(parcel);
        all.put(parcel.number(), entry);
        return entry;
    }

    @Nullable Kept get(long number) {
        return all.get(number);
    }

    boolean has(long number) {
        return all.containsKey(number);
    }

    /** It is not in memory any more. */
    void remove(Kept entry) {
        if (entry.place == Kept.Place.DISK) {
            onDisk.decrementAndGet();
        }
        all.remove(entry.parcel.number());
    }

    /** It is on disk from now on. */
    void toDisk(Kept entry) {
        entry.place = Kept.Place.DISK;
        onDisk.incrementAndGet();
    }

    /** It is not on disk any more, if it was. */
    void fromDisk(Kept entry) {
        if (entry.place == Kept.Place.DISK) {
            entry.place = Kept.Place.MEMORY;
            onDisk.decrementAndGet();
        }
    }

    /** None of them is on disk any more: those that were. */
    List<Kept> allFromDisk() {
        List<Kept> were = all.values().stream()
                .filter(entry -> entry.place == Kept.Place.DISK)
                .toList();
        were.forEach(this::fromDisk);
        return were;
    }

    /** How many are on disk as well. Safe for any thread. */
    int onDisk() {
        return onDisk.get();
    }
}
