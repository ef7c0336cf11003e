package io.nudger.outbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What is to be written to the disk, and when: a batch at a time, as little as possible, and nothing while nothing is due.
 * All times are nanoseconds of the monotonic clock. Belongs to one event loop.
 */
final class WriteQueue {
    /** Nothing is due. */
    static final long NEVER = Long.MAX_VALUE;

    /** With Kafka healthy, what waits less is acknowledged before it could be written. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    static final long MARKS_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** After a failure. */
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long DELETE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** What comes meanwhile goes into one transaction. */
    private static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int MOST_AT_ONCE = 2_000;
    /** What an entry takes beside its value, about. */
    private static final int OVERHEAD = 200;

    private final SlotMarks marks;
    private final long syncNanos;
    private final Map<Long, Entry> unstored = new LinkedHashMap<>();
    private Set<Long> deletes = new HashSet<>();
    /** Those that are being deleted just now. */
    private Set<Long> leaving = Set.of();

    private boolean isWriting;
    private boolean isUnsynced;
    private long earliest;
    private long marksWritten;
    private long synced;
    private long deletesSince;

    WriteQueue(SlotMarks marks, long syncNanos, long now) {
        this.marks = marks;
        this.syncNanos = syncNanos;
        earliest = now;
        marksWritten = now - MARKS_NANOS;
        synced = now;
    }

    /** This one is to be written, unless it is {@linkplain #remove removed} before. */
    void add(Entry entry) {
        unstored.put(entry.number, entry);
    }

    void remove(Entry entry) {
        unstored.remove(entry.number);
    }

    /** What has this number is not needed on disk any more. */
    void delete(long number, long now) {
        if (deletes.isEmpty()) {
            deletesSince = now;
        }
        deletes.add(number);
    }

    /** Whether what has this number is not needed any more, though it may still be on disk. */
    boolean isDeleted(long number) {
        return deletes.contains(number) || leaving.contains(number);
    }

    /** How many are on disk and not needed. */
    int deleted() {
        return deletes.size() + leaving.size();
    }

    /** How many wait to be written. */
    int size() {
        return unstored.size();
    }

    /**
     * How long until something is due; 0 or less when something is.
     *
     * @param isUrgent whether what waits is to be written at once
     * @param room how many bytes the disk takes; 0 when it takes nothing
     */
    long delay(long now, boolean isUrgent, long room) {
        if (isWriting) {
            return NEVER;
        }
        long delay = NEVER;
        if (!unstored.isEmpty() && room > 0) {
            delay = isUrgent ? 0 : oldest() + PATIENCE_NANOS - now;
        }
        if (!deletes.isEmpty()) {
            delay = Math.min(delay, deletesSince + DELETE_NANOS - now);
        }
        if (marks.hasChanges()) {
            delay = Math.min(delay, marksWritten + MARKS_NANOS - now);
        }
        if (isUnsynced) {
            delay = Math.min(delay, synced + syncNanos - now);
        }
        return delay == NEVER ? NEVER : Math.max(delay, earliest - now);
    }

    private long oldest() {
        return unstored.values().iterator().next().arrived;
    }

    /** Takes deletions alone: a full disk has room for that. */
    Batch takeDeletes() {
        isWriting = true;
        leaving = deletes;
        deletes = new HashSet<>();
        return new Batch(List.of(), List.copyOf(leaving), List.of(), false);
    }

    /** Takes what is due, or when it is urgent all of it, as far as there is room. */
    Batch take(long now, boolean isUrgent, long room, boolean sync) {
        List<Batch.Row> inserts = new ArrayList<>();
        long left = room;
        for (Entry entry : unstored.values()) {
            boolean isDue = isUrgent || entry.arrived + PATIENCE_NANOS - now <= 0;
            if (!isDue || left <= 0 || inserts.size() == MOST_AT_ONCE) {
                break;
            }
            inserts.add(new Batch.Row(entry.number, entry.payload));
            left -= entry.payload.value().length + OVERHEAD;
        }
        Batch deletion = takeDeletes();
        marksWritten = now;
        return new Batch(inserts, deletion.deletes(), marks.takeChanges(), sync || now - synced >= syncNanos);
    }

    /**
     * A batch was written.
     *
     * @return the entries that are on disk from now on
     */
    List<Entry> written(Batch batch, long now) {
        List<Entry> stored = new ArrayList<>();
        for (Batch.Row row : batch.inserts()) {
            Entry entry = unstored.get(row.number());
            // Otherwise it was acknowledged meanwhile, or is something else now.
            if (entry != null && entry.payload.equals(row.payload())) {
                unstored.remove(row.number());
                stored.add(entry);
            } else {
                delete(row.number(), now);
            }
        }
        isUnsynced = !batch.sync();
        synced = batch.sync() ? now : synced;
        ended(now + SPACING_NANOS);
        return stored;
    }

    /** A batch could not be written. */
    void notWritten(Batch batch, long now) {
        marks.unwritten(batch.marks());
        leaving.forEach(number -> delete(number, now));
        ended(now + PAUSE_NANOS);
    }

    private void ended(long next) {
        leaving = Set.of();
        isWriting = false;
        earliest = next;
    }

    /** Nothing is on disk any more. */
    void nothingWritten() {
        deletes.clear();
        marks.nothingWritten();
    }
}
