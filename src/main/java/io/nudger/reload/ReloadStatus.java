package io.nudger.reload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the last reload went: in the log once for each problem, in three metrics, and in the health procedure
 * {@code config}. Written by the verticle, read by whoever scrapes or asks.
 */
final class ReloadStatus {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.targets");
    private static final String PROCEDURE = "config";
    /** A health answer and a log are read by people. */
    private static final int MAX_SHOWN = 20;

    private static final double MILLIS_PER_SECOND = 1_000;

    private final HealthChecks health;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final List<Meter> meters;

    private volatile List<String> problems = List.of();
    private volatile int targets;
    private volatile double lastSuccess;

    ReloadStatus(HealthChecks health, MeterRegistry registry, InstantSource clock) {
        this.health = health;
        this.registry = registry;
        this.clock = clock;
        this.meters = List.of(
                Gauge.builder("nudger.config.last.reload.successful", this, status -> status.problems.isEmpty() ? 1 : 0)
                        .description("Whether the targets are those of the files; 0 while the files are wrong.")
                        .register(registry),
                Gauge.builder("nudger.config.last.reload.success.timestamp", this, status -> status.lastSuccess)
                        .description("When the targets were last loaded without a problem, since the epoch.")
                        .baseUnit("seconds")
                        .register(registry),
                Gauge.builder("nudger.targets", this, status -> status.targets)
                        .description("Targets that are checked.")
                        .register(registry));
        health.register(PROCEDURE, answer -> answer.complete(status()));
    }

    /** The targets are those of the files, and this many are checked. */
    void succeeded(TargetChanges changes, int checked) {
        if (!problems.isEmpty()) {
            LOG.info("targets valid again");
        }
        if (lastSuccess == 0) {
            LOG.info("targets loaded checked={}", checked);
        } else if (!changes.isEmpty()) {
            LOG.info("targets changed checked={} {}", checked, changes);
        }
        problems = List.of();
        targets = checked;
        lastSuccess = clock.millis() / MILLIS_PER_SECOND;
    }

    /** The targets of the files are the same, but other monitors check other ones of them now. */
    void shared(int checked) {
        targets = checked;
    }

    /** The files are wrong, or not all of what they say could be done. */
    void failed(Throwable failure, int checked) {
        List<String> before = problems;
        List<String> now = lines(failure);
        problems = now;
        targets = checked;
        if (now.equals(before)) {
            return;
        }
        LOG.warn("reload failed checked={} problems={}; targets stay as they were", checked, now.size());
        now.stream()
                .filter(line -> !before.contains(line))
                .limit(MAX_SHOWN)
                .forEach(line -> LOG.warn("problem {}", line));
        if (failure instanceof RuntimeException) {
            LOG.error("defect of nudger", failure);
        }
    }

    /** Forgets the health procedure and the metrics. */
    void close() {
        health.unregister(PROCEDURE);
        meters.forEach(registry::remove);
    }

    private Status status() {
        List<String> now = problems;
        if (now.isEmpty()) {
            return Status.OK();
        }
        return Status.KO(new JsonObject()
                .put("reason", "the targets are wrong since the last change; they are checked as before")
                .put("problems", new JsonArray(now.stream().limit(MAX_SHOWN).toList())));
    }

    private static List<String> lines(Throwable failure) {
        if (failure instanceof InvalidConfigException invalid) {
            return invalid.problems().stream().map(Problem::toString).toList();
        }
        return String.valueOf(failure.getMessage()).lines().toList();
    }
}
