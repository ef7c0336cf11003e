package io.nudger.publish;

import static java.util.Comparator.comparingLong;

import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps a bounded number of parcels in memory. */
final class MemoryOutbox implements Outbox {
    private final int capacity;
    private final PriorityQueue<Parcel> waiting = new PriorityQueue<>(comparingLong(Parcel::number));
    /** The metrics read it from their own thread. */
    private final AtomicInteger size = new AtomicInteger();

    /**
     * @param capacity how many parcels it keeps, taken ones included
     */
    MemoryOutbox(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public @Nullable Parcel add(Parcel parcel) {
        waiting.add(parcel);
        if (size.get() == capacity) {
            return waiting.poll();
        }
        size.incrementAndGet();
        return null;
    }

    @Override
    public @Nullable Parcel take() {
        return waiting.poll();
    }

    @Override
    public void putBack(Parcel parcel) {
        waiting.add(parcel);
    }

    @Override
    public void remove(Parcel parcel) {
        size.decrementAndGet();
    }

    @Override
    public int size() {
        return size.get();
    }

    @Override
    public boolean isIdle() {
        return waiting.isEmpty();
    }
}
