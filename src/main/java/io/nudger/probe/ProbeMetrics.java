package io.nudger.probe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import io.nudger.check.Outcome;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of the checks: the last check of each target under the names of blackbox_exporter, and how well the
 * monitor keeps its slots.
 */
public final class ProbeMetrics {
    private static final Duration[] DELAYS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry meters;
    private final Timer delay;
    private final ConcurrentMap<Result, Counter> results = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, TargetSeries> series = new ConcurrentHashMap<>();

    private record Result(Outcome outcome, @Nullable FailureReason reason) {
        static Result of(Verdict verdict) {
            return new Result(verdict.outcome(), verdict.reason());
        }
    }

    /**
     * @param registry shows the metrics
     * @param zone the zone of the monitor, a label of each target's metrics
     */
    public ProbeMetrics(PrometheusMeterRegistry registry, String zone) {
        meters = registry;
        delay = Timer.builder("nudger.slot.delay")
                .description("How long after its slot a check began")
                .serviceLevelObjectives(DELAYS)
                .register(registry);
        registry.getPrometheusRegistry().register(new TargetCollector(series, zone));
    }

    /** Shows how many checks wait at this gate. */
    void watch(CheckLimiter gate) {
        Gauge.builder("nudger.checks.waiting", gate, CheckLimiter::waiting)
                .description("Checks whose slot has come, and which wait until fewer others are in flight")
                .register(meters);
    }

    /** A verticle of this target begins; what was shown of its predecessor stays until its first check. */
    TargetSeries enter(String target) {
        TargetSeries entered = new TargetSeries();
        TargetSeries predecessor = series.put(target, entered);
        if (predecessor != null) {
            entered.inherit(predecessor);
        }
        return entered;
    }

    /** A verticle of this target ends; the target disappears unless a successor has begun. */
    void leave(String target, TargetSeries left) {
        series.remove(target, left);
    }

    /** A check began so many microseconds after its slot. */
    void started(long delayMicros) {
        delay.record(Micros.toDuration(Math.max(0, delayMicros)));
    }

    /** So many slots ended. */
    void count(Verdict verdict, long slots) {
        results.computeIfAbsent(Result.of(verdict), this::counter).increment((double) slots);
    }

    private Counter counter(Result result) {
        return Counter.builder("nudger.checks")
                .description("Slots that ended, by outcome and reason")
                .tag("outcome", result.outcome.wireName())
                .tag("reason", result.reason == null ? "none" : result.reason.wireName())
                .register(meters);
    }
}
