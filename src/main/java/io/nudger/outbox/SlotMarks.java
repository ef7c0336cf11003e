package io.nudger.outbox;

import io.nudger.bus.SlotMemory;
import io.nudger.check.SlotMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Up to which slot each target is accounted for: a mark moves over what is acknowledged or on disk, in the order of arrival,
 * and stands still before anything that is not. So what a kill takes lies behind the mark, and the next process reports it.
 * What was read from disk waits until its target begins. Safe for use by several threads.
 */
public final class SlotMarks implements SlotMemory {
    /** A mark that lies further ahead than this was made by a wrong clock. */
    private static final long FAR_AHEAD = 3_600_000_000L;

    private final String zone;
    private final Map<String, SlotMark> recalled = new HashMap<>();
    private final Map<String, Account> active = new HashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final List<Batch.MarkChange> gone = new ArrayList<>();
    private Runnable onChange = () -> {};
    private boolean allBegan;
    private boolean frozen;

    /** The mark of one target, and what is not safe yet behind it. */
    private static final class Account {
        final String target;

        @Nullable SlotMark written;

        SlotMark mark;

        @Nullable Claim first;

        @Nullable Claim last;
        /** The target was removed; its mark stays until what was claimed before is safe. */
        boolean hasEnded;

        Account(String target, @Nullable SlotMark written, SlotMark mark) {
            this.target = target;
            this.written = written;
            this.mark = mark;
        }
    }

    /** Slots of a target that are not accounted for yet. */
    static final class Claim {
        private final Account account;
        private final SlotMark upTo;
        private @Nullable Claim next;
        private boolean isSafe;

        private Claim(Account account, SlotMark upTo) {
            this.account = account;
            this.upTo = upTo;
        }
    }

    /**
     * No marks yet.
     *
     * @param zone whose slots they are
     */
    public SlotMarks(String zone) {
        this.zone = zone;
    }

    String zone() {
        return zone;
    }

    /** Calls this when something has changed after nothing had; on any thread. */
    synchronized void onChange(Runnable listener) {
        onChange = listener;
    }

    /**
     * These are on disk. When the disk could be read only after the targets had begun, it is too late to account for what
     * was left: then they are only replaced.
     */
    synchronized void recall(Map<String, SlotMark> marks) {
        marks.forEach((target, mark) -> {
            Account account = active.get(target);
            if (account != null) {
                account.written = mark;
                changed.add(target);
            } else if (allBegan) {
                gone.add(new Batch.MarkChange(target, mark, null));
            } else {
                recalled.put(target, mark);
            }
        });
    }

    @Override
    public synchronized @Nullable SlotMark begin(String target, SlotMark now) {
        Account known = active.get(target);
        if (known != null) {
            if (known.hasEnded) {
                known.hasEnded = false;
                claim(known, now).isSafe = true;
            }
            return null;
        }
        SlotMark left = recalled.remove(target);
        if (left == null || left.slot() > now.slot() + FAR_AHEAD) {
            active.put(target, new Account(target, left, now));
            changed(target);
            return null;
        }
        active.put(target, new Account(target, left, left));
        return left;
    }

    /** What is not safe yet belongs to the wrong clock: its account moves no mark any more. */
    @Override
    public synchronized void restart(String target, SlotMark now) {
        Account old = active.get(target);
        if (old != null) {
            active.put(target, new Account(target, old.written, now));
            changed(target);
        }
    }

    @Override
    public synchronized void end(String target) {
        if (frozen) {
            return;
        }
        Account account = active.get(target);
        if (account == null) {
            return;
        }
        account.hasEnded = true;
        if (account.first == null) {
            forget(account);
        }
    }

    private void forget(Account account) {
        active.remove(account.target);
        changed.remove(account.target);
        if (account.written != null) {
            announce();
            gone.add(new Batch.MarkChange(account.target, account.written, null));
        }
    }

    /**
     * These slots of the target, after those that were claimed before, have become something that waits.
     *
     * @return what to call {@link #safe} with; null when the target needs no account
     */
    synchronized @Nullable Claim claim(String target, SlotMark upTo) {
        Account account = active.get(target);
        return account == null ? null : claim(account, upTo);
    }

    private static Claim claim(Account account, SlotMark upTo) {
        Claim claim = new Claim(account, upTo);
        if (account.last == null) {
            account.first = claim;
        } else {
            account.last.next = claim;
        }
        account.last = claim;
        return claim;
    }

    /** What was claimed is acknowledged or on disk. May be called again. */
    synchronized void safe(@Nullable Claim claim) {
        if (claim == null || claim.isSafe) {
            return;
        }
        claim.isSafe = true;
        Account account = claim.account;
        Claim first = account.first;
        while (first != null && first.isSafe) {
            if (first.upTo.slot() > account.mark.slot()) {
                account.mark = first.upTo;
                changed(account);
            }
            first = first.next;
        }
        account.first = first;
        if (first == null) {
            account.last = null;
            if (account.hasEnded && active.get(account.target) == account) {
                forget(account);
            }
        }
    }

    private void changed(Account account) {
        if (active.get(account.target) == account) {
            changed(account.target);
        }
    }

    private void changed(String target) {
        announce();
        changed.add(target);
    }

    private void announce() {
        if (!hasChanges()) {
            onChange.run();
        }
    }

    /** Targets that have not begun by now are not among those that are checked: they need no account. */
    public synchronized void allBegan() {
        allBegan = true;
        recalled.forEach((target, mark) -> gone.add(new Batch.MarkChange(target, mark, null)));
        recalled.clear();
    }

    /** The process ends: what ends from now on ends because of that, and is to be accounted for when it begins again. */
    public synchronized void freeze() {
        frozen = true;
    }

    synchronized boolean hasChanges() {
        return !changed.isEmpty() || !gone.isEmpty();
    }

    /** What has changed since the last call, to be written or {@link #unwritten given back}. */
    synchronized List<Batch.MarkChange> takeChanges() {
        List<Batch.MarkChange> changes = new ArrayList<>(gone);
        for (String target : changed) {
            Account account = active.get(target);
            if (account != null) {
                changes.add(new Batch.MarkChange(target, account.written, account.mark));
                account.written = account.mark;
            }
        }
        gone.clear();
        changed.clear();
        return changes;
    }

    /** These changes could not be written. */
    synchronized void unwritten(List<Batch.MarkChange> changes) {
        for (Batch.MarkChange change : changes) {
            Account account = active.get(change.target());
            if (account == null) {
                gone.add(new Batch.MarkChange(change.target(), change.old(), null));
            } else if (change.mark() == null) {
                // It has gone and begun anew meanwhile.
                gone.add(change);
            } else {
                account.written = change.old();
                changed.add(change.target());
            }
        }
    }

    /** Nothing is on disk any more: everything is to be written. */
    synchronized void nothingWritten() {
        gone.clear();
        active.forEach((target, account) -> {
            account.written = null;
            changed.add(target);
        });
    }
}
