package io.nudger.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.spool.Spool;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What is on disk, and what became of it. */
final class SpoolMetrics {
    private final Counter drained;
    private final Counter failures;
    private final Counter tooMany;
    private final Counter tooOld;

    SpoolMetrics(MeterRegistry registry, Spool spool, IntSupplier waiting, LongSupplier untold) {
        Gauge.builder("nudger.results.waiting", waiting::getAsInt)
                .description("Results that Kafka has not acknowledged yet")
                .tag("where", "disk")
                .register(registry);
        Gauge.builder("nudger.spool.results", spool, each -> each.state().entries())
                .description("Records on disk, those that wait in memory as well included")
                .register(registry);
        Gauge.builder("nudger.spool.size", spool, each -> each.state().bytes())
                .description("What the spool takes of its disk")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("nudger.spool.oldest.age", spool, each -> age(each, registry))
                .description("How long the oldest record has been on disk; 0 when there is none")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("nudger.spool.losses", spool, each -> each.state().losses())
                .description("Ranges of slots whose results were given up, and that Kafka is to be told of")
                .register(registry);
        FunctionCounter.builder("nudger.spool.untold", untold, LongSupplier::getAsLong)
                .description("Slots whose results were given up, and that will not be told of")
                .register(registry);
        FunctionCounter.builder(
                        "nudger.spool.dropped", spool, each -> each.state().unreadable())
                .description(DROPPED)
                .tag("reason", "corrupt")
                .register(registry);
        tooMany = dropped(registry, "max_size");
        tooOld = dropped(registry, "max_age");
        drained = Counter.builder("nudger.spool.drained")
                .description("Records from the disk that Kafka has acknowledged")
                .register(registry);
        failures = Counter.builder("nudger.spool.failures")
                .description("Attempts to write to the disk or to read from it that failed")
                .register(registry);
    }

    private static final String DROPPED =
            "Records on disk that were given up: the spool was full, they were too old, or damaged";

    private static Counter dropped(MeterRegistry registry, String reason) {
        return Counter.builder("nudger.spool.dropped")
                .description(DROPPED)
                .tag("reason", reason)
                .register(registry);
    }

    private static double age(Spool spool, MeterRegistry registry) {
        Instant oldest = spool.state().oldest();
        if (oldest == null) {
            return 0;
        }
        Instant now = Instant.ofEpochMilli(registry.config().clock().wallTime());
        return Math.max(0, Duration.between(oldest, now).toMillis() / 1_000.0);
    }

    void drained() {
        drained.increment();
    }

    void failed() {
        failures.increment();
    }

    void tooMany(int entries) {
        tooMany.increment(entries);
    }

    void tooOld(int entries) {
        tooOld.increment(entries);
    }
}
