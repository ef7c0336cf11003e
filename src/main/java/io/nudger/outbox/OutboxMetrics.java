package io.nudger.outbox;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.nudger.check.Micros;
import io.nudger.check.SlotGap;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what becomes of results, and logs what is lost. Logging belongs to one event loop. */
final class OutboxMetrics {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.outbox");
    private static final long[] LATENCIES_MILLIS = {10, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000, 300_000};

    private final MeterRegistry registry;
    private final Clock clock;
    private final Timer latency;
    private final Counter published;
    private final Counter failures;
    private final Counter drained;
    private final Counter diskFailures;
    private final Counter unreported;
    private final Counter damaged;
    private final Counter stopped;
    private final Map<Discard, Counter> discarded = new EnumMap<>(Discard.class);
    /** Since the last time that there was room. */
    private long lost;

    private long firstLost = Long.MAX_VALUE;
    private long lastLost = Long.MIN_VALUE;

    OutboxMetrics(MeterRegistry registry) {
        this.registry = registry;
        clock = registry.config().clock();
        latency = Timer.builder("nudger.publish.latency")
                .description("From the end of a check to the acknowledgement by Kafka")
                .serviceLevelObjectives(Arrays.stream(LATENCIES_MILLIS)
                        .mapToObj(Duration::ofMillis)
                        .toArray(Duration[]::new))
                .register(registry);
        published = counter("nudger.published", "Results that Kafka acknowledged", null);
        failures = counter(
                "nudger.publish.failures", "Attempts to send a result that failed; the result is sent again", null);
        drained = counter("nudger.spool.drained", "Results and gaps from the disk that Kafka has acknowledged", null);
        diskFailures =
                counter("nudger.spool.failures", "Attempts to write to the disk or to read from it that failed", null);
        unreported = counter(
                "nudger.spool.untold",
                "Slots whose results were discarded and that will not become rows: Kafka refuses the report, too",
                null);
        damaged = spoolDropped("corrupt");
        stopped = publishDropped("stopped");
        for (Discard reason : Discard.values()) {
            discarded.put(
                    reason,
                    switch (reason) {
                        case MAX_SIZE, MAX_AGE -> spoolDropped(reason.label());
                        case BUFFER_FULL, REFUSED -> publishDropped(reason.label());
                    });
        }
    }

    private Counter spoolDropped(String reason) {
        return counter(
                "nudger.spool.dropped",
                "Results discarded because the disk had reached a bound, or damaged there",
                reason);
    }

    private Counter publishDropped(String reason) {
        return counter(
                "nudger.publish.dropped",
                "Results discarded: the buffer was full, Kafka refuses this one, or the process stopped",
                reason);
    }

    private Counter counter(String name, String description, @Nullable String reason) {
        Counter.Builder builder = Counter.builder(name).description(description);
        return (reason == null ? builder : builder.tag("reason", reason)).register(registry);
    }

    /** Shows what waits. */
    void watch(Outbox outbox, Supplier<DiskState> disk) {
        waiting("memory", outbox::waitingInMemory);
        waiting("disk", () -> waitingOnDisk(outbox, disk.get()));
        Gauge.builder("nudger.spool.results", () -> disk.get().entries())
                .description("Results and gaps on disk, those that wait in memory as well included")
                .register(registry);
        Gauge.builder("nudger.spool.size", () -> disk.get().bytes())
                .description("What the outbox takes of its disk")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("nudger.spool.oldest.age", () -> age(disk.get().oldest()))
                .description("How long the oldest result has been on disk; 0 when there is none")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("nudger.spool.losses", outbox::holes)
                .description("Spans of slots whose results were discarded, and that are not reported to Kafka yet")
                .register(registry);
    }

    private void waiting(String where, Supplier<Number> number) {
        Gauge.builder("nudger.results.waiting", number)
                .description("Results that Kafka has not acknowledged yet")
                .tag("where", where)
                .register(registry);
    }

    static long waitingOnDisk(Outbox outbox, DiskState disk) {
        return Math.max(0, disk.entries() - outbox.storedOfMemory());
    }

    private double age(@Nullable Instant since) {
        return since == null ? 0 : Math.max(0, (clock.wallTime() - since.toEpochMilli()) / 1_000.0);
    }

    /** Kafka acknowledged an entry, which was so many records. */
    void published(Entry entry, int records) {
        published.increment(records);
        if (entry.isBacklog) {
            drained.increment();
        } else {
            latency.record(clock.monotonicTime() - entry.arrived, TimeUnit.NANOSECONDS);
        }
    }

    void failed() {
        failures.increment();
    }

    void diskFailed() {
        diskFailures.increment();
    }

    /** Memory is full and the disk takes nothing: new results are discarded from now on. */
    void refusing(Discard reason) {
        LOG.warn(
                "discarding new results reason={} explanation=\"{}\"; their slots are reported as unknown when there is room again",
                reason.label(),
                reason.explanation());
    }

    /** The result of a slot, or the report of some that did not run, is discarded. */
    void discarded(Discard reason, SlotGap slots) {
        count(reason);
        lost += slots.slots();
        firstLost = Math.min(firstLost, Micros.of(slots.first()));
        lastLost = Math.max(lastLost, Micros.of(slots.last()));
    }

    private void count(Discard reason) {
        Counter counter = discarded.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /** New results are kept again. */
    void roomAgain() {
        if (lost > 0) {
            LOG.warn(
                    "results discarded slots={} first={} last={}; there is room again, and these slots are reported as"
                            + " unknown",
                    lost,
                    Micros.toInstant(firstLost),
                    Micros.toInstant(lastLost));
        }
        lost = 0;
        firstLost = Long.MAX_VALUE;
        lastLost = Long.MIN_VALUE;
    }

    /** Kafka will never take this one. */
    void refused(String target, Instant slot, String why) {
        count(Discard.REFUSED);
        LOG.error("result discarded target={} slot={} reason={}", target, slot, why);
    }

    /** Kafka refuses the report of so many slots, too: they are holes in the record. */
    void unreported(long slots) {
        unreported.increment((double) slots);
        LOG.error("slots will be missing in the record slots={}; Kafka refuses the report of them, too", slots);
    }

    /** So many results on disk are not what was written. */
    void damaged(int entries) {
        if (entries > 0) {
            damaged.increment(entries);
            LOG.error(
                    "results damaged on disk, and lost results={}; their slots will be missing in the record", entries);
        }
    }

    /** The process ends, and nobody will send these. */
    void abandoned(int entries) {
        if (entries > 0) {
            stopped.increment(entries);
            LOG.warn(
                    "results discarded at the end results={}; neither Kafka nor the disk took them; the next start"
                            + " reports their slots as missed",
                    entries);
        }
    }
}
