package io.nudger.outbox;

import org.jspecify.annotations.Nullable;

/** A result, or a gap, from its arrival to its acknowledgement. Changed by {@link Outbox} alone. */
final class Entry {
    /** The order of arrival: entries of one target are sent in this order. */
    final long number;
    /** When it came over the event bus or from the disk, on the monotonic clock. */
    final long arrived;
    /** What its target's mark waits for; null when it came from the disk, where marks are past it. */
    final SlotAccount.@Nullable Claim claim;

    State state = State.WAITING;
    Payload payload;
    /** Whether the disk has it; when Kafka has refused it since, the disk still has what was refused. */
    boolean stored;
    /** Whether it waits its turn in the backlog, behind what is new. */
    boolean isBacklog;

    enum State {
        /** In memory, until its turn comes. */
        WAITING,
        /** Handed to Kafka, which has not answered. */
        IN_FLIGHT,
        /** On disk alone. It comes back as another entry of the same number. */
        ON_DISK,
        /** Acknowledged by Kafka, or refused for good and reported. */
        DONE
    }

    Entry(long number, Payload payload, boolean isBacklog, long arrived, SlotAccount.@Nullable Claim claim) {
        this.number = number;
        this.payload = payload;
        this.isBacklog = isBacklog;
        this.arrived = arrived;
        this.claim = claim;
    }

    /** The next state; anything but the listed steps is a defect. */
    void become(State next) {
        boolean isStep =
                switch (next) {
                    case WAITING, DONE -> state == State.IN_FLIGHT;
                    case IN_FLIGHT -> state == State.WAITING;
                    case ON_DISK -> state == State.WAITING && stored;
                };
        if (!isStep) {
            throw new IllegalStateException(number + " from " + state + " to " + next);
        }
        state = next;
    }
}
