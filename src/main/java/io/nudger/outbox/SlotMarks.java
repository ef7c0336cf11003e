package io.nudger.outbox;

import io.nudger.bus.ShareAccounts;
import io.nudger.bus.SlotMemory;
import io.nudger.check.Micros;
import io.nudger.check.Shares;
import io.nudger.check.SlotMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Up to which slot each target is accounted for: a mark moves over what is acknowledged or on disk, in the order of arrival,
 * and stands still before anything that is not. So what a kill takes lies behind the mark, and the next process reports it.
 * What was read from disk waits until its target begins. Safe for use by several threads.
 */
public final class SlotMarks implements SlotMemory, ShareAccounts {
    /** A mark that lies further ahead than this was made by a wrong clock. */
    private static final long FAR_AHEAD = 3_600_000_000L;

    private final String zone;
    private final Map<String, SlotMark> recalled = new HashMap<>();
    private final Map<String, SlotAccount> active = new HashMap<>();
    /** Accounts that are closed, and of which something is not acknowledged yet. */
    private final Set<SlotAccount> leaving = new HashSet<>();

    private final Set<String> changed = new LinkedHashSet<>();
    private final List<Batch.MarkChange> gone = new ArrayList<>();
    private Runnable onChange = () -> {};
    private Function<String, @Nullable Long> shared = target -> null;
    private boolean isOnDiskAlone;
    private boolean allBegan;
    private boolean frozen;

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
            SlotAccount account = active.get(target);
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

    /** The interval at which an earlier process checked a target that has not begun yet; null when that is not known. */
    public synchronized @Nullable Duration leftInterval(String target) {
        SlotMark mark = recalled.get(target);
        return mark == null ? null : Micros.toDuration(mark.interval());
    }

    @Override
    public synchronized void goOnFrom(Function<String, @Nullable Long> accountedUntil) {
        shared = accountedUntil;
    }

    @Override
    public synchronized @Nullable SlotMark begin(String target, SlotMark now) {
        SlotAccount known = active.get(target);
        SlotMark left = known == null || known.hasEnded ? leftByShare(target, now) : null;
        if (known != null && left == null) {
            if (known.hasEnded) {
                known.hasEnded = false;
                acknowledge(known.claim(now));
            }
            return null;
        }
        SlotMark written = recalled.remove(target);
        if (known != null) {
            // It was another monitor's meanwhile.
            written = known.written;
            leave(known);
        } else if (written != null) {
            left = left == null ? written : SlotAccount.later(left, written);
        }
        SlotMark goOn = left != null && left.slot() <= now.slot() + FAR_AHEAD ? left : null;
        SlotAccount account = new SlotAccount(target, written, goOn == null ? now : goOn);
        active.put(target, account);
        if (!account.mark.equals(written)) {
            changed(target);
        }
        return goOn;
    }

    /** Where the share of this target was left, in the rhythm that it has now; null when that is not known. */
    private @Nullable SlotMark leftByShare(String target, SlotMark now) {
        Long until = shared.apply(target);
        return until == null ? null : new SlotMark(now.lastUntil(until), now.interval());
    }

    @Override
    public synchronized void reached(String target, SlotMark now) {
        SlotAccount account = active.get(target);
        if (account != null) {
            acknowledged(account.claim(now));
        }
    }

    /** What is not safe yet belongs to the wrong clock: its account moves no mark any more. */
    @Override
    public synchronized void restart(String target, SlotMark now) {
        SlotAccount old = active.get(target);
        if (old != null) {
            active.put(target, new SlotAccount(target, old.written, now));
            changed(target);
        }
    }

    @Override
    public synchronized void end(String target) {
        if (frozen) {
            return;
        }
        SlotAccount account = active.get(target);
        if (account == null) {
            return;
        }
        account.hasEnded = true;
        if (account.isSafe()) {
            forget(account);
        }
    }

    private void forget(SlotAccount account) {
        active.remove(account.target);
        changed.remove(account.target);
        leave(account);
        if (account.written != null) {
            announce();
            gone.add(new Batch.MarkChange(account.target, account.written, null));
        }
    }

    private void leave(SlotAccount account) {
        if (!account.isAcknowledged()) {
            leaving.add(account);
        }
    }

    /**
     * These slots of the target, after those that were claimed before, have become something that waits.
     *
     * @return what to call {@link #safe} and {@link #acknowledged} with; null when the target needs no account
     */
    synchronized SlotAccount.@Nullable Claim claim(String target, SlotMark upTo) {
        SlotAccount account = active.get(target);
        return account == null ? null : account.claim(upTo);
    }

    /** What was claimed is acknowledged or on disk. May be called again. */
    synchronized void safe(SlotAccount.@Nullable Claim claim) {
        if (claim == null || claim.isSafe()) {
            return;
        }
        SlotAccount account = claim.account();
        if (account.safe(claim)) {
            changed(account);
        }
        if (account.isSafe() && account.hasEnded && active.get(account.target) == account) {
            forget(account);
        }
    }

    /** What was claimed is acknowledged. */
    synchronized void acknowledged(SlotAccount.@Nullable Claim claim) {
        safe(claim);
        if (claim != null) {
            acknowledge(claim);
        }
    }

    private void acknowledge(SlotAccount.Claim claim) {
        SlotAccount account = claim.account();
        if (account.safe(claim)) {
            changed(account);
        }
        account.acknowledged(claim);
        if (account.isAcknowledged()) {
            leaving.remove(account);
        }
    }

    /** What was claimed is on disk alone; when it is acknowledged, nobody will say so. */
    synchronized void onDiskAlone(SlotAccount.@Nullable Claim claim) {
        if (claim != null) {
            isOnDiskAlone = true;
            acknowledge(claim);
        }
    }

    /** Whether anything is on disk, or came from there and is not acknowledged, of which no claim is left. */
    synchronized void backlog(boolean isThere) {
        isOnDiskAlone = isThere;
    }

    @Override
    public synchronized @Nullable List<ShareAccounts.Account> accounts(int count, long now) {
        if (isOnDiskAlone) {
            return null;
        }
        long[] until = new long[count];
        int[] targets = new int[count];
        double[] rates = new double[count];
        Arrays.fill(until, now);
        for (SlotAccount account : active.values()) {
            int share = Shares.shareOf(account.hash, count);
            SlotMark mark = account.acknowledged;
            until[share] = Math.min(until[share], mark.slot() + mark.interval() - 1);
            if (!account.hasEnded) {
                targets[share]++;
                rates[share] += (double) Micros.PER_SECOND / mark.interval();
            }
        }
        for (SlotAccount account : leaving) {
            int share = Shares.shareOf(account.hash, count);
            SlotMark mark = account.acknowledged;
            until[share] = Math.min(until[share], mark.slot() + mark.interval() - 1);
        }
        return IntStream.range(0, count)
                .mapToObj(share -> new ShareAccounts.Account(until[share], targets[share], rates[share]))
                .toList();
    }

    @Override
    public synchronized boolean isAcknowledged(Shares shares) {
        return !isOnDiskAlone
                && Stream.concat(active.values().stream(), leaving.stream())
                        .noneMatch(account -> !account.isAcknowledged()
                                && shares.owned().contains(Shares.shareOf(account.hash, shares.count())));
    }

    private void changed(SlotAccount account) {
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
            SlotAccount account = active.get(target);
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
            SlotAccount account = active.get(change.target());
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
