package io.nudger.outbox;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Clock;
import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotMark;
import io.nudger.check.TargetInfo;
import io.nudger.config.SpoolSettings;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.WireFormat;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of all results between the event bus and Kafka: what waits, what is in flight, what is on disk, and
 * what had to be discarded. It does nothing by itself: {@link Delivery} asks it what to send, read and write, and reports
 * what became of that. New results go first; behind them the backlog: gaps, and what is on disk alone.
 *
 * <p>Memory holds at most so many new results. With more, the oldest that are on disk stay there alone. When none are, new
 * results are discarded until there is room again, and their slots are reported then. Belongs to one event loop, except for
 * what the metrics read.
 */
final class Outbox {
    /** So many entries of the backlog are in memory. */
    static final int BATCH = 500;

    /** More than comes while a slow disk writes once. */
    private static final int WRITE_BEHIND = 10_000;
    /** So many holes are reported at once. */
    private static final int MOST_HOLES = 500;

    private static final long READ_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int capacity;
    private final SpoolSettings bounds;
    private final WireFormat format;
    private final SlotMarks marks;
    private final Clock clock;
    private final OutboxMetrics metrics;
    private final WriteQueue writes;
    private final Holes holes = new Holes();

    private final Map<Long, Entry> memory = new HashMap<>();
    /** Those of memory that wait, in their order. */
    private final TreeMap<Long, Entry> fresh = new TreeMap<>();

    private final TreeMap<Long, Entry> backlog = new TreeMap<>();

    private DiskState disk = DiskState.EMPTY;
    private boolean kafkaIsFine = true;
    private @Nullable Discard refusing;
    private long nextNumber = 1;
    private boolean isReading;
    private long readAfter;
    private long readAgain;
    /** Once the disk has reached its bound, an eighth has to be free before it takes more. */
    private boolean isDiskFull;

    private int freshCount;
    /** Of the entries in memory, those that are on disk too; the metrics read them. */
    private final AtomicInteger freshStored = new AtomicInteger();

    private int backlogStored;
    /** Of the entries in memory, those whose targets need no account, or had it before they were on disk alone. */
    private int unclaimed;

    private final AtomicInteger waitingInMemory = new AtomicInteger();

    /**
     * Nothing waits yet.
     *
     * @param capacity how many new results memory holds
     * @param bounds how much the disk takes
     * @param format how results are written
     */
    Outbox(int capacity, SpoolSettings bounds, WireFormat format, SlotMarks marks, Clock clock, OutboxMetrics metrics) {
        this.capacity = capacity;
        this.bounds = bounds;
        this.format = format;
        this.marks = marks;
        this.clock = clock;
        this.metrics = metrics;
        readAgain = clock.monotonicTime();
        writes = new WriteQueue(marks, bounds.fsyncInterval().toNanos(), readAgain);
    }

    // What comes

    /**
     * The disk was looked at.
     *
     * @param lastNumber the greatest number of an entry there; negative when it could not be looked at
     */
    void begin(long lastNumber, DiskState found) {
        diskIs(found);
        // What is on a disk that nobody can look at yet has smaller numbers: they never grow as fast as this.
        nextNumber = lastNumber < 0 ? TimeUnit.MILLISECONDS.toMicros(clock.wallTime()) : lastNumber + 1;
    }

    /** A check has ended. */
    void accept(CheckResult result) {
        Instant slot = result.scheduledAt();
        TargetInfo target = result.target();
        if (takes(target.name())) {
            SlotMark upTo = new SlotMark(Micros.of(slot), Micros.of(target.interval()));
            Payload payload;
            try {
                payload = Payload.of(result, format);
            } catch (RuntimeException defect) {
                metrics.refused(target.name(), slot, "it cannot be written: " + defect);
                payload = Payload.of(new SlotGap(target, result.origin(), slot, slot, Discard.REFUSED.verdict()));
            }
            add(payload, upTo, payload.isGap());
            return;
        }
        discard(target, result.origin(), slot, slot);
    }

    /** Some slots did not run. */
    void accept(SlotGap gap) {
        if (takes(gap.target().name())) {
            addGap(gap);
            return;
        }
        discard(gap.target(), gap.origin(), gap.first(), gap.last());
    }

    private void addGap(SlotGap gap) {
        add(
                Payload.of(gap),
                new SlotMark(Micros.of(gap.last()), Micros.of(gap.target().interval())),
                true);
    }

    private void add(Payload payload, SlotMark upTo, boolean isBacklog) {
        Entry entry =
                new Entry(nextNumber++, payload, isBacklog, clock.monotonicTime(), marks.claim(payload.target(), upTo));
        remember(entry);
        count();
        writes.add(entry);
        if (!isBacklog) {
            freshCount++;
        }
        queue(entry);
        makeRoom();
    }

    /** Whether a result of this target can be kept; if so, no hole of it is left. */
    private boolean takes(String target) {
        lookForRoom();
        if (refusing == null && holes.has(target)) {
            report(target);
        }
        return refusing == null;
    }

    /** Results are refused from the moment when memory is full until a quarter of it is free again. */
    private void lookForRoom() {
        int most = disk.trouble() == null && diskRoom() > 0 ? capacity + WRITE_BEHIND : capacity;
        if (refusing == null && writes.size() >= most) {
            refusing = reason();
            metrics.refusing(refusing);
        } else if (refusing != null && writes.size() <= most - Math.max(1, most / 4)) {
            refusing = null;
            metrics.roomAgain();
        }
    }

    private Discard reason() {
        if (disk.trouble() != null) {
            return Discard.BUFFER_FULL;
        }
        if (isDiskFull) {
            return Discard.MAX_SIZE;
        }
        return isTooOld() ? Discard.MAX_AGE : Discard.BUFFER_FULL;
    }

    private void discard(TargetInfo target, Origin origin, Instant first, Instant last) {
        Discard reason = requireNonNull(refusing);
        SlotGap slots = new SlotGap(target, origin, first, last, reason.verdict());
        metrics.discarded(reason, slots);
        holes.add(slots);
    }

    /** Reports what was discarded, as far as there is room. */
    void reportHoles() {
        if (refusing != null) {
            lookForRoom();
        }
        for (int i = 0; i < MOST_HOLES && refusing == null && !holes.isEmpty(); i++) {
            report(holes.any());
            lookForRoom();
        }
    }

    private void report(String target) {
        holes.take(target).forEach(this::addGap);
    }

    // What is sent

    /** Whether nothing speaks against Kafka. */
    void kafkaIs(boolean fine) {
        kafkaIsFine = fine;
    }

    /** The next new result, now in flight; null when there is none. */
    @Nullable Entry takeFresh() {
        return take(fresh);
    }

    /** The next entry of the backlog, now in flight; null when none is at hand. */
    @Nullable Entry takeBacklog() {
        return take(backlog);
    }

    /** How many new results wait to be sent. */
    int freshWaiting() {
        return fresh.size();
    }

    boolean hasBacklogAtHand() {
        return !backlog.isEmpty();
    }

    /** What becomes of it in Kafka: a short gap is a result for each slot. */
    List<Payload> records(Payload payload) {
        if (!payload.isGap()) {
            return List.of(payload);
        }
        try {
            SlotGap gap = payload.gap();
            return gap.isShort()
                    ? gap.results().stream()
                            .map(result -> Payload.of(result, format))
                            .toList()
                    : List.of(payload);
        } catch (MalformedResultException ofAnotherVersion) {
            return List.of(payload);
        }
    }

    private static @Nullable Entry take(NavigableMap<Long, Entry> queue) {
        Map.Entry<Long, Entry> next = queue.pollFirstEntry();
        if (next == null) {
            return null;
        }
        next.getValue().become(Entry.State.IN_FLIGHT);
        return next.getValue();
    }

    /** Kafka has it. */
    void acknowledged(Entry entry) {
        entry.become(Entry.State.DONE);
        marks.acknowledged(entry.claim);
        writes.remove(entry);
        if (entry.stored) {
            writes.delete(entry.number, clock.monotonicTime());
        }
        forget(entry);
    }

    /** Kafka did not take it: it waits again, in its old place. */
    void failed(Entry entry) {
        entry.become(Entry.State.WAITING);
        queue(entry);
        makeRoom();
    }

    /** Kafka will never take it: that is reported in its place, unless that is what Kafka refuses. */
    void refused(Entry entry, String why) {
        metrics.refused(entry.payload.target(), Micros.toInstant(entry.payload.slot()), why);
        SlotGap instead;
        try {
            if (entry.payload.isGap()) {
                metrics.unreported(entry.payload.gap().slots());
                acknowledged(entry);
                return;
            }
            CheckResult result = entry.payload.result();
            Instant slot = result.scheduledAt();
            instead = new SlotGap(result.target(), result.origin(), slot, slot, Discard.REFUSED.verdict());
        } catch (MalformedResultException ofAnotherVersion) {
            metrics.unreported(1);
            acknowledged(entry);
            return;
        }
        // What is on disk stays there until this is acknowledged: after a kill it is refused again, and not lost.
        leaveFresh(entry);
        entry.payload = Payload.of(instead);
        failed(entry);
    }

    // What is on disk

    /** The state of the disk is this now. */
    void diskIs(DiskState now) {
        disk = now;
        long most = bounds.maxSize();
        isDiskFull = disk.bytes() >= (isDiskFull ? most - most / 8 : most);
    }

    /** What the last event has brought is in its place: the marks learn whether something waits of which they have no claim. */
    void settled() {
        marks.backlog(unclaimed > 0 || onDiskAlone() > 0);
    }

    private long onDiskAlone() {
        return disk.entries() - freshStored.get() - backlogStored - writes.deleted();
    }

    /** How long until something is to be written or read; 0 or less when something is. */
    long delay() {
        long now = clock.monotonicTime();
        long delay = writes.delay(now, isUrgent(), diskRoom());
        return wantsMore() ? Math.min(delay, readAgain - now) : delay;
    }

    /** What is to be written now; null when nothing is due. */
    @Nullable Batch takeBatch() {
        long now = clock.monotonicTime();
        if (writes.delay(now, isUrgent(), diskRoom()) > 0) {
            return null;
        }
        return disk.trouble() != null && writes.deleted() > 0
                ? writes.takeDeletes()
                : writes.take(now, isUrgent(), diskRoom(), false);
    }

    /** Everything that is to be written, to be synced; only while no write is under way. */
    Batch takeAll() {
        return writes.take(clock.monotonicTime(), true, diskRoom(), true);
    }

    /** Whether the disk would take more, or the marks have moved over what it took. */
    boolean hasMoreToWrite() {
        return (writes.size() > 0 && diskRoom() > 0) || marks.hasChanges();
    }

    private boolean isUrgent() {
        return !kafkaIsFine || freshCount > capacity;
    }

    private long diskRoom() {
        return isDiskFull || isTooOld() ? 0 : bounds.maxSize() - disk.bytes();
    }

    private boolean isTooOld() {
        Instant oldest = disk.oldest();
        return oldest != null && oldest.plus(bounds.maxAge()).isBefore(Instant.ofEpochMilli(clock.wallTime()));
    }

    /** A batch was written. */
    void written(Batch batch) {
        for (Entry entry : writes.written(batch, clock.monotonicTime())) {
            isStored(entry, true);
            marks.safe(entry.claim);
        }
        makeRoom();
    }

    /** A batch could not be written. */
    void notWritten(Batch batch) {
        writes.notWritten(batch, clock.monotonicTime());
        metrics.diskFailed();
    }

    /** The file was damaged and is another one now. */
    void fileLost() {
        metrics.damaged((int) Math.max(0, onDiskAlone()));
        for (Entry entry : memory.values()) {
            if (entry.stored) {
                isStored(entry, false);
                writes.add(entry);
            }
        }
        writes.nothingWritten();
        readAfter = 0;
    }

    /** After which number the backlog is to be read now; negative when it is not. */
    long takeReading() {
        if (!wantsMore() || clock.monotonicTime() - readAgain < 0) {
            return -1;
        }
        isReading = true;
        return readAfter;
    }

    private boolean wantsMore() {
        return !isReading && backlog.size() < BATCH / 2 && onDiskAlone() > 0;
    }

    /** Some of the backlog was read. */
    void loaded(OutboxFile.Reading reading) {
        isReading = false;
        long now = clock.monotonicTime();
        boolean isNews = false;
        for (Batch.Row row : reading.rows()) {
            if (!memory.containsKey(row.number()) && !writes.isDeleted(row.number())) {
                Entry entry = new Entry(row.number(), row.payload(), true, now, null);
                remember(entry);
                isStored(entry, true);
                queue(entry);
                isNews = true;
            }
        }
        for (Batch.Row row : reading.damaged()) {
            writes.delete(row.number(), now);
        }
        metrics.damaged(reading.damaged().size());
        readAfter = reading.isEnd() ? 0 : reading.last();
        if (reading.isEnd() && !isNews) {
            readAgain = now + READ_PAUSE_NANOS;
        }
    }

    /** Nothing could be read. */
    void notLoaded() {
        isReading = false;
        readAgain = clock.monotonicTime() + READ_PAUSE_NANOS;
        metrics.diskFailed();
    }

    // Where the entries are

    private void queue(Entry entry) {
        (entry.isBacklog ? backlog : fresh).put(entry.number, entry);
    }

    /** What memory has no room for stays on disk alone: the oldest of the new, the newest of the backlog. */
    private void makeRoom() {
        while (freshCount > capacity && !fresh.isEmpty() && fresh.firstEntry().getValue().stored) {
            toDiskAlone(fresh.pollFirstEntry().getValue());
        }
        while (backlog.size() > 2 * BATCH && backlog.lastEntry().getValue().stored) {
            toDiskAlone(backlog.pollLastEntry().getValue());
        }
    }

    private void toDiskAlone(Entry entry) {
        entry.become(Entry.State.ON_DISK);
        marks.onDiskAlone(entry.claim);
        readAfter = Math.min(readAfter, entry.number - 1);
        forget(entry);
    }

    private void remember(Entry entry) {
        memory.put(entry.number, entry);
        unclaimed += entry.claim == null ? 1 : 0;
    }

    private void forget(Entry entry) {
        memory.remove(entry.number);
        unclaimed -= entry.claim == null ? 1 : 0;
        isStored(entry, false);
        leaveFresh(entry);
        count();
    }

    private void count() {
        waitingInMemory.set(memory.size() - backlogStored);
    }

    private void leaveFresh(Entry entry) {
        if (!entry.isBacklog) {
            boolean stored = entry.stored;
            isStored(entry, false);
            entry.isBacklog = true;
            freshCount--;
            isStored(entry, stored);
        }
    }

    private void isStored(Entry entry, boolean stored) {
        if (entry.stored != stored) {
            entry.stored = stored;
            int one = stored ? 1 : -1;
            if (entry.isBacklog) {
                backlogStored += one;
            } else {
                freshStored.addAndGet(one);
            }
            count();
        }
    }

    // For metrics and health, on any thread

    /** How many wait in memory, those in flight included, those of the disk's backlog not. */
    int waitingInMemory() {
        return waitingInMemory.get();
    }

    /** How many of the entries on disk are new ones, which wait in memory as well. */
    int storedOfMemory() {
        return freshStored.get();
    }

    /** How many are not on disk. */
    int unstored() {
        return writes.size();
    }

    /** How many spans of slots were discarded and are not reported yet. */
    int holes() {
        return holes.size();
    }
}
