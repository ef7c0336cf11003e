package io.nudger.spool;

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
 * The marks of all targets in memory, and which of them have changed since they were written. What was read from disk
 * waits until its target begins.
 */
final class SlotMarks implements SlotMemory {
    /** A mark that lies further ahead than this was made by a wrong clock. */
    private static final long FAR_AHEAD = 3_600_000_000L;

    private final Map<String, SlotMark> recalled = new HashMap<>();
    private final Map<String, Entry> active = new HashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final List<SlotChange> gone = new ArrayList<>();
    private boolean allBegan;
    private boolean frozen;

    private static final class Entry {
        @Nullable SlotMark written;

        SlotMark now;

        Entry(@Nullable SlotMark written, SlotMark now) {
            this.written = written;
            this.now = now;
        }
    }

    /**
     * These are on disk. When the disk could be read only after the targets had begun, it is too late to account for what
     * was left: then they are only replaced.
     */
    synchronized void recall(Map<String, SlotMark> marks) {
        marks.forEach((target, mark) -> {
            Entry entry = active.get(target);
            if (entry != null) {
                entry.written = mark;
                changed.add(target);
            } else if (allBegan) {
                gone.add(new SlotChange(target, mark, null));
            } else {
                recalled.put(target, mark);
            }
        });
    }

    @Override
    public synchronized @Nullable SlotMark begin(String target, SlotMark now) {
        if (active.containsKey(target)) {
            return null;
        }
        SlotMark left = recalled.remove(target);
        if (left == null || left.slot() > now.slot() + FAR_AHEAD) {
            active.put(target, new Entry(left, now));
            changed.add(target);
            return null;
        }
        active.put(target, new Entry(left, left));
        return left;
    }

    @Override
    public synchronized void restart(String target, SlotMark now) {
        Entry entry = active.get(target);
        if (entry != null) {
            entry.now = now;
            changed.add(target);
        }
    }

    @Override
    public synchronized void end(String target) {
        if (frozen) {
            return;
        }
        Entry entry = active.remove(target);
        if (entry != null && entry.written != null) {
            gone.add(new SlotChange(target, entry.written, null));
        }
        changed.remove(target);
    }

    /** The slots up to this one are accounted for. */
    synchronized void accounted(String target, SlotMark mark) {
        Entry entry = active.get(target);
        if (entry != null && mark.slot() > entry.now.slot()) {
            entry.now = mark;
            changed.add(target);
        }
    }

    /** Targets that have not begun by now are not among those that are checked: they need no account. */
    synchronized void forgetOthers() {
        allBegan = true;
        recalled.forEach((target, mark) -> gone.add(new SlotChange(target, mark, null)));
        recalled.clear();
    }

    /** The process ends: what ends from now on ends because of that, and is to be accounted for when it begins again. */
    synchronized void freeze() {
        frozen = true;
    }

    synchronized boolean hasChanges() {
        return !changed.isEmpty() || !gone.isEmpty();
    }

    /** What has changed since the last call, to be written or {@link #unwritten given back}. */
    synchronized List<SlotChange> takeChanges() {
        List<SlotChange> changes = new ArrayList<>(gone);
        for (String target : changed) {
            Entry entry = active.get(target);
            if (entry != null) {
                changes.add(new SlotChange(target, entry.written, entry.now));
                entry.written = entry.now;
            }
        }
        gone.clear();
        changed.clear();
        return changes;
    }

    /** These changes could not be written. */
    synchronized void unwritten(List<SlotChange> changes) {
        for (SlotChange change : changes) {
            Entry entry = active.get(change.target());
            if (entry == null) {
                gone.add(new SlotChange(change.target(), change.old(), null));
            } else if (change.mark() == null) {
                // It has gone and begun anew meanwhile.
                gone.add(change);
            } else {
                entry.written = change.old();
                changed.add(change.target());
            }
        }
    }

    /** Nothing is on disk any more: everything is to be written. */
    synchronized void nothingWritten() {
        gone.clear();
        active.forEach((target, entry) -> {
            entry.written = null;
            changed.add(target);
        });
    }
}
