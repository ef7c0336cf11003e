package io.nudger.publish;

import org.jspecify.annotations.Nullable;

/**
 * Parcels that Kafka has not acknowledged yet, oldest first. A parcel that was taken is still the outbox's until it is
 * known to be delivered or given up. Used by one thread, except for {@link #size}.
 */
interface Outbox {
    /**
     * Keeps the parcel.
     *
     * @return the parcel that had to go to make room, or null: the oldest that waits
     */
    @Nullable Parcel add(Parcel parcel);

    /** The oldest parcel that waits, now taken; null when none does. */
    @Nullable Parcel take();

    /** A taken parcel was not delivered: it waits again, in its old place. */
    void putBack(Parcel parcel);

    /** A taken parcel was delivered, or given up: forget it. */
    void remove(Parcel parcel);

    /** How many parcels are kept, taken ones included. Safe for any thread. */
    int size();

    /** Whether no parcel waits; taken ones may be on their way. */
    boolean isIdle();
}
