package io.nudger.outbox;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotMark;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.config.SpoolSettings;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An outbox with a Kafka, a disk and a clock that do what they are set to. Slots are numbered from 1, a second apart. */
final class OutboxWorld {
    static final Duration MAX_AGE = Duration.ofHours(1);
    static final Verdict MISSED = Verdict.missed(FailureReason.STOPPED, "The monitor was not running.");

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final long PER_ENTRY = 1_000;
    private static final SpoolSettings SPOOL =
            new SpoolSettings(Path.of("none"), 1_000 * PER_ENTRY, MAX_AGE, Duration.ofSeconds(1), 1_000);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, new VirtualClock());
    private final int capacity;
    private long nanos = -5_000_000_000L;

    private final List<Payload> acknowledged = new ArrayList<>();
    private final List<Predicate<Payload>> refused = new ArrayList<>();
    private final Deque<Entry> inFlight = new ArrayDeque<>();
    private boolean kafkaIsThere = true;
    private boolean kafkaAnswers = true;

    private final TreeMap<Long, Payload> disk = new TreeMap<>();
    private final Map<String, SlotMark> diskMarks = new HashMap<>();
    private @Nullable Instant oldest;
    private boolean diskIsFull;
    private boolean trouble;
    private int writes;
    private int writtenEntries;
    /** What the disk's thread has been asked for, in order; each first done, and then reported. */
    private final Deque<Runnable> diskWork = new ArrayDeque<>();

    private final Deque<Runnable> diskReports = new ArrayDeque<>();

    private final Map<String, Integer> slots = new TreeMap<>();
    private Outbox outbox;
    private SlotMarks marks;

    private final class VirtualClock implements Clock {
        @Override
        public long wallTime() {
            return NOON.toEpochMilli() + TimeUnit.NANOSECONDS.toMillis(nanos);
        }

        @Override
        public long monotonicTime() {
            return nanos;
        }
    }

    OutboxWorld(int capacity) {
        this.capacity = capacity;
        marks = new SlotMarks("eu");
        outbox = new Outbox(
                capacity, SPOOL, WireFormat.JSON, marks, registry.config().clock(), metrics());
        outbox.begin(0, DiskState.EMPTY);
    }

    private OutboxMetrics metrics() {
        return new OutboxMetrics(registry);
    }

    Outbox outbox() {
        return outbox;
    }

    static long micros(int slot) {
        return Micros.of(instant(slot));
    }

    private static Instant instant(int slot) {
        return NOON.plus(INTERVAL.multipliedBy(slot));
    }

    private static SlotMark slotMark(int slot) {
        return new SlotMark(micros(slot), Micros.of(INTERVAL));
    }

    private static TargetInfo target(String name) {
        return new TargetInfo(name, "https://x.example/", INTERVAL, Map.of(), null, "0123456789abcdef");
    }

    /** The next slots of this target are checked. */
    void check(String name, int count) {
        begin(name);
        for (int i = 0; i < count; i++) {
            int slot = slots.merge(name, 1, Integer::sum);
            outbox.accept(new CheckResult(
                    target(name), new Origin("eu", "m"), instant(slot), null, Verdict.up(), Observation.NONE));
            if (i % 100 == 99) {
                settle();
            }
        }
    }

    private void begin(String name) {
        if (!slots.containsKey(name)) {
            assertThat(marks.begin(name, slotMark(0))).isNull();
            slots.put(name, 0);
        }
    }

    void remove(String name) {
        marks.end(name);
    }

    void kafkaIsThere(boolean there) {
        kafkaIsThere = there;
        outbox.kafkaIs(there);
    }

    /** Whether what is in flight is acknowledged. */
    void kafkaAnswers(boolean answers) {
        kafkaAnswers = answers;
    }

    void refuses(Predicate<Payload> which) {
        refused.add(which);
    }

    void diskIsFull(boolean full) {
        diskIsFull = full;
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** Does all that can be done, now and in the next moments. */
    void settle() {
        for (int i = 0; i < 100_000; i++) {
            if (!act()) {
                long delay = outbox.delay();
                if (delay > TimeUnit.MILLISECONDS.toNanos(200)) {
                    return;
                }
                nanos += Math.max(1, delay);
            }
        }
        throw new AssertionError("it never comes to rest");
    }

    /** Does a step of all that can be done now. */
    void turn() {
        boolean ignored = act();
    }

    private boolean act() {
        outbox.reportHoles();
        boolean acts = send();
        acts |= answer();
        acts |= read();
        acts |= write();
        acts |= turnDisk(false);
        acts |= turnDisk(true);
        return acts;
    }

    private boolean send() {
        Entry next = kafkaIsThere && inFlight.size() < 16 ? outbox.takeFresh() : null;
        if (next == null && kafkaIsThere && inFlight.size() < 16) {
            next = outbox.takeBacklog();
        }
        if (next != null) {
            inFlight.add(next);
        }
        return next != null;
    }

    private boolean answer() {
        if (inFlight.isEmpty() || (kafkaIsThere && !kafkaAnswers)) {
            return false;
        }
        Entry entry = inFlight.remove();
        if (!kafkaIsThere) {
            outbox.failed(entry);
        } else if (refused.stream().anyMatch(each -> each.test(entry.payload))) {
            outbox.refused(entry, "too large");
        } else {
            acknowledged.addAll(outbox.records(entry.payload));
            outbox.acknowledged(entry);
        }
        return true;
    }

    private boolean read() {
        long after = outbox.takeReading();
        if (after < 0) {
            return false;
        }
        diskWork.add(() -> {
            List<Batch.Row> rows = disk.tailMap(after, false).entrySet().stream()
                    .limit(Outbox.BATCH)
                    .map(entry -> new Batch.Row(entry.getKey(), entry.getValue()))
                    .toList();
            long last = rows.isEmpty() ? after : rows.get(rows.size() - 1).number();
            OutboxFile.Reading reading = new OutboxFile.Reading(rows, List.of(), last, rows.size() < Outbox.BATCH);
            diskReports.add(() -> outbox.loaded(reading));
        });
        return true;
    }

    private boolean write() {
        Batch batch = outbox.takeBatch();
        if (batch == null) {
            return false;
        }
        diskWork.add(() -> write(batch));
        return true;
    }

    private void write(Batch batch) {
        if (diskIsFull && !batch.onlyDeletes()) {
            trouble = true;
            DiskState now = state();
            diskReports.add(() -> {
                outbox.diskIs(now);
                outbox.notWritten(batch);
            });
            return;
        }
        writes++;
        writtenEntries += batch.inserts().size();
        batch.deletes().forEach(disk::remove);
        batch.inserts().forEach(row -> disk.put(row.number(), row.payload()));
        for (Batch.MarkChange change : batch.marks()) {
            SlotMark mark = change.mark();
            if (mark == null) {
                diskMarks.remove(change.target());
            } else {
                diskMarks.put(change.target(), mark);
            }
        }
        trouble &= batch.onlyDeletes();
        oldest = disk.isEmpty()
                ? null
                : oldest == null
                        ? Instant.ofEpochMilli(registry.config().clock().wallTime())
                        : oldest;
        DiskState now = state();
        diskReports.add(() -> {
            outbox.diskIs(now);
            outbox.written(batch);
        });
    }

    /** The thread of the disk does something, or what it did is seen. */
    private boolean turnDisk(boolean report) {
        Runnable next = report ? diskReports.poll() : diskWork.poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    private DiskState state() {
        return new DiskState(disk.size(), disk.size() * PER_ENTRY, oldest, trouble ? "full" : null);
    }

    /** As {@code kill -9}, and the next process: it reports what passed since each mark, as a probe does. */
    void kill() {
        inFlight.clear();
        diskWork.clear();
        diskReports.clear();
        marks = new SlotMarks("eu");
        outbox = new Outbox(
                capacity, SPOOL, WireFormat.JSON, marks, registry.config().clock(), metrics());
        outbox.kafkaIs(kafkaIsThere);
        marks.recall(diskMarks);
        outbox.begin(disk.isEmpty() ? 0 : disk.lastKey(), state());
        slots.forEach((name, slot) -> {
            SlotMark left = marks.begin(name, slotMark(slot));
            if (left != null && left.slot() < micros(slot)) {
                outbox.accept(new SlotGap(
                        target(name),
                        new Origin("eu", "m"),
                        Micros.toInstant(left.slot() + left.interval()),
                        instant(slot),
                        MISSED));
            }
        });
        marks.allBegan();
    }

    void loseFile() {
        disk.clear();
        diskMarks.clear();
        outbox.fileLost();
        outbox.diskIs(state());
    }

    /** Something happens. */
    void step(Random random) {
        switch (random.nextInt(14)) {
            case 0 -> kafkaIsThere(!kafkaIsThere);
            case 1 -> kafkaAnswers(!kafkaAnswers);
            case 2 -> diskIsFull(random.nextInt(3) == 0);
            case 3 -> settle();
            case 4 -> {
                if (random.nextInt(4) == 0) {
                    kill();
                }
            }
            case 5, 6 -> pass(Duration.ofMillis(random.nextInt(1_500)));
            case 7, 8, 9 -> {
                for (int i = random.nextInt(40); i > 0; i--) {
                    outbox.reportHoles();
                    boolean ignored =
                            switch (random.nextInt(5)) {
                                case 0 -> send();
                                case 1 -> answer();
                                case 2 -> random.nextBoolean() ? read() : write();
                                case 3 -> turnDisk(false);
                                default -> turnDisk(true);
                            };
                }
            }
            default -> {
                // A target that begins between two writes of marks is not known to the next process.
                check("t" + random.nextInt(3), 1 + random.nextInt(12));
                if (diskMarks.size() < slots.size()) {
                    slots.keySet().forEach(name -> diskMarks.putIfAbsent(name, slotMark(0)));
                }
            }
        }
    }

    /** Each slot that was checked is in Kafka; nothing waits; the marks are at the end. */
    void assertComplete(String when) {
        pass(Duration.ofSeconds(3));
        settle();
        pass(Duration.ofSeconds(3));
        settle();
        assertThat(outbox.waitingInMemory()).as(when).isZero();
        assertThat(outbox.holes()).as(when).isZero();
        assertThat(disk).as(when).isEmpty();
        slots.forEach((name, last) -> {
            assertThat(acknowledged(name).keySet()).as(when + " " + name).hasSize(last);
            assertThat(mark(name)).as(when + " " + name).isEqualTo(last);
        });
    }

    /** What Kafka has of this target, by slot. */
    NavigableMap<Integer, List<Verdict>> acknowledged(String name) {
        TreeMap<Integer, List<Verdict>> found = new TreeMap<>();
        for (Payload payload : acknowledged) {
            if (payload.target().equals(name)) {
                results(payload).forEach(result -> found.computeIfAbsent(slot(result), slot -> new ArrayList<>())
                        .add(result.verdict()));
            }
        }
        return found;
    }

    /** What Kafka has of this slot. */
    List<Verdict> verdicts(String name, int slot) {
        return acknowledged(name).getOrDefault(slot, List.of());
    }

    /** The slots of the results of this target in the order of Kafka. */
    List<Integer> acknowledgedSlots(String name) {
        return acknowledged.stream()
                .filter(payload -> payload.target().equals(name))
                .flatMap(payload -> results(payload).stream())
                .map(OutboxWorld::slot)
                .toList();
    }

    List<Integer> storedSlots(String name) {
        Set<Integer> stored = new TreeSet<>();
        disk.values().stream().filter(payload -> payload.target().equals(name)).forEach(payload -> results(payload)
                .forEach(result -> stored.add(slot(result))));
        return List.copyOf(stored);
    }

    private static List<CheckResult> results(Payload payload) {
        try {
            return payload.isGap() ? payload.gap().results() : List.of(payload.result());
        } catch (MalformedResultException e) {
            throw new AssertionError(e);
        }
    }

    private static int slot(CheckResult result) {
        return (int) Duration.between(NOON, result.scheduledAt()).toSeconds();
    }

    /** The slot of the mark on disk. */
    int mark(String name) {
        return (int) ((requireNonNull(diskMarks.get(name)).slot() - micros(0)) / Micros.of(INTERVAL));
    }

    int writes() {
        return writes;
    }

    int writtenEntries() {
        return writtenEntries;
    }

    double counter(String name, @Nullable String reason) {
        RequiredSearch search = registry.get(name);
        return requireNonNull((reason == null ? search : search.tag("reason", reason)).counter())
                .count();
    }
}
