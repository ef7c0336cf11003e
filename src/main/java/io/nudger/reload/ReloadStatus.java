package io.nudger.reload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the last reload of the targets went: in the log, in three metrics, and in the health procedure {@code config}. Written by the verticle, read by whoever scrapes or asks.
 */
final class ReloadStatus {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.targets");
    private static final String PROCEDURE = "config";
    private static final double MILLIS_PER_SECOND = 1_000;

    private final HealthChecks health;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final List<Meter> meters;

    private final ReloadProblems problems = new ReloadProblems(LOG, "targets");
    private volatile int targets;
    private volatile double lastSuccess;

    ReloadStatus(HealthChecks health, MeterRegistry registry, InstantSource clock) {
        this.health = health;
        this.registry = registry;
        this.clock = clock;
        this.meters = List.of(
                Gauge.builder("nudger.config.last.reload.successful", this, status -> status.problems.any() ? 0 : 1)
                        .description("Whether the targets are those of the files; 0 while the files are wrong.")
                        .register(registry),
                Gauge.builder("nudger.config.last.reload.success.timestamp", this, status -> status.lastSuccess)
                        .description("When the targets were last loaded without a problem, since the epoch.")
                        .baseUnit("seconds")
                        .register(registry),
                Gauge.builder("nudger.targets", this, status -> status.targets)
                        .description("Targets that are checked.")
                        .register(registry));
        health.register(PROCEDURE, answer -> answer.complete(problems.status()));
    }

    /** The targets are those of the files, and this many are checked. */
    void succeeded(TargetChanges changes, int checked) {
        problems.none();
        if (lastSuccess == 0) {
            LOG.info("targets loaded checked={}", checked);
        } else if (!changes.isEmpty()) {
            LOG.info("targets changed checked={} {}", checked, changes);
        }
        targets = checked;
        lastSuccess = clock.millis() / MILLIS_PER_SECOND;
    }

    /** The targets of the files are the same, but other monitors check other ones of them now. */
    void shared(int checked) {
        targets = checked;
    }

    /** The files are wrong, or not all of what they say could be done. */
    void failed(Throwable failure, int checked) {
        targets = checked;
        problems.are(failure, "checked=" + checked);
    }

    /** Forgets the health procedure and the metrics. */
    void close() {
        health.unregister(PROCEDURE);
        meters.forEach(registry::remove);
    }
}
