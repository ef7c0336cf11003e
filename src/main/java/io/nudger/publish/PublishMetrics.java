package io.nudger.publish;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the publisher counts. */
final class PublishMetrics {
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5)
    };

    private final Clock clock;
    private final Timer latency;
    private final Counter published;
    private final Counter failures;
    private final Counter overflowed;
    private final Counter refused;
    private final Counter abandoned;

    PublishMetrics(MeterRegistry registry, Outbox outbox) {
        clock = registry.config().clock();
        Gauge.builder("nudger.results.waiting", outbox::size)
                .description("Results that Kafka has not acknowledged yet")
                .tag("where", "memory")
                .register(registry);
        latency = Timer.builder("nudger.publish.latency")
                .description("From the end of a check to the acknowledgement by Kafka")
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
        published = Counter.builder("nudger.published")
                .description("Results that Kafka acknowledged")
                .register(registry);
        failures = Counter.builder("nudger.publish.failures")
                .description("Attempts to send a result that failed; the result is sent again")
                .register(registry);
        overflowed = dropped(registry, "buffer_full");
        refused = dropped(registry, "refused");
        abandoned = dropped(registry, "stopped");
    }

    private static Counter dropped(MeterRegistry registry, String reason) {
        return Counter.builder("nudger.publish.dropped")
                .description("Results given up: the buffer was full, Kafka refuses this one, or the process stopped")
                .tag("reason", reason)
                .register(registry);
    }

    /** The monotonic clock, in nanoseconds. */
    long now() {
        return clock.monotonicTime();
    }

    /** So many results were acknowledged that came from the disk. */
    void published(int results) {
        published.increment(results);
    }

    /** A result was acknowledged. */
    void published(Parcel parcel) {
        published.increment();
        latency.record(now() - parcel.arrivedNanos(), TimeUnit.NANOSECONDS);
    }

    void failed() {
        failures.increment();
    }

    void overflowed() {
        overflowed.increment();
    }

    void refused() {
        refused.increment();
    }

    void abandoned(int parcels) {
        abandoned.increment(parcels);
    }
}
