package io.nudger.outbox;

import io.nudger.check.Shares;
import io.nudger.check.SlotMark;
import org.jspecify.annotations.Nullable;

/**
 * How far one target is accounted for, and what is not behind that: its claims, in the order of arrival. One mark moves over
 * claims that are safe, acknowledged by Kafka or on disk; the other over those that need this monitor's disk no more. Guarded
 * by {@link SlotMarks}.
 */
final class SlotAccount {
    final String target;
    /** What its share comes from. */
    final long hash;

    /** As it is on disk. */
    @Nullable SlotMark written;

    SlotMark mark;
    SlotMark acknowledged;
    /** The target was removed; its mark stays until what was claimed before is safe. */
    boolean hasEnded;

    /** The first claims that are not safe, and not acknowledged; the second is never behind the first. */
    private @Nullable Claim unsafe;

    private @Nullable Claim unacknowledged;
    private @Nullable Claim last;

    /** Slots of a target that are not accounted for yet. */
    static final class Claim {
        private final SlotAccount account;
        private final SlotMark upTo;
        private @Nullable Claim next;
        private boolean isSafe;
        private boolean isAcknowledged;

        private Claim(SlotAccount account, SlotMark upTo) {
            this.account = account;
            this.upTo = upTo;
        }

        SlotAccount account() {
            return account;
        }

        boolean isSafe() {
            return isSafe;
        }

        boolean isAcknowledged() {
            return isAcknowledged;
        }
    }

    SlotAccount(String target, @Nullable SlotMark written, SlotMark mark) {
        this.target = target;
        this.hash = Shares.hash(target);
        this.written = written;
        this.mark = mark;
        this.acknowledged = mark;
    }

    Claim claim(SlotMark upTo) {
        Claim claim = new Claim(this, upTo);
        if (last != null) {
            last.next = claim;
        }
        last = claim;
        unsafe = unsafe == null ? claim : unsafe;
        unacknowledged = unacknowledged == null ? claim : unacknowledged;
        return claim;
    }

    /**
     * The claim is acknowledged or on disk.
     *
     * @return whether the mark has moved
     */
    boolean safe(Claim claim) {
        claim.isSafe = true;
        long before = mark.slot();
        while (unsafe != null && unsafe.isSafe) {
            mark = later(mark, unsafe.upTo);
            unsafe = unsafe.next;
        }
        return mark.slot() != before;
    }

    /** The claim, which is safe, is acknowledged, or known to be on disk alone. */
    void acknowledged(Claim claim) {
        claim.isAcknowledged = true;
        while (unacknowledged != null && unacknowledged.isAcknowledged) {
            acknowledged = later(acknowledged, unacknowledged.upTo);
            unacknowledged = unacknowledged.next;
        }
        if (unacknowledged == null) {
            last = null;
        }
    }

    boolean isSafe() {
        return unsafe == null;
    }

    boolean isAcknowledged() {
        return unacknowledged == null;
    }

    static SlotMark later(SlotMark one, SlotMark other) {
        return other.slot() > one.slot() ? other : one;
    }
}
