package io.nudger.alert;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.Alerts;
import io.nudger.config.AlertsFile;
import io.nudger.config.AlertsLoader;
import io.nudger.config.FileStamps;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the file of alerts. One with problems changes nothing, and is reported until it is corrected. Belongs to one event
 * loop.
 */
final class AlertsWatch {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");
    private static final long LOOK_MILLIS = 2_000;
    private static final int MAX_SHOWN = 20;

    private final Vertx vertx;
    private final Path path;
    private final AlertsLoader loader;
    private final Consumer<Alerts> follower;
    private FileStamps stamps;
    private long timer;
    private boolean busy;
    private volatile List<String> problems = List.of();

    /**
     * @param path of the file
     * @param loader reads it
     * @param stamps of the file when it was read
     * @param follower gets the alerts when they have changed
     */
    AlertsWatch(
            Vertx vertx,
            Path path,
            AlertsLoader loader,
            FileStamps stamps,
            Consumer<Alerts> follower,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.path = path;
        this.loader = loader;
        this.stamps = stamps;
        this.follower = follower;
        Gauge.builder("nudger.alerts.last.reload.successful", this, watch -> watch.problems.isEmpty() ? 1 : 0)
                .description("Whether the alerts are those of the file; 0 while the file is wrong.")
                .register(registry);
    }

    void start() {
        timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        if (busy) {
            return;
        }
        busy = true;
        vertx.executeBlocking(() -> FileStamps.of(path), false)
                .compose(now -> now.equals(stamps) ? Future.succeededFuture() : reload(now))
                .onComplete(done -> busy = false);
    }

    /** Reads the file, whether it has changed or not: a secret that it refers to may have. */
    Future<Void> reload() {
        return vertx.executeBlocking(() -> FileStamps.of(path), false).compose(this::reload);
    }

    private Future<Void> reload(FileStamps now) {
        stamps = now;
        return vertx.executeBlocking(() -> loader.load((io.nudger.config.Targets) null), false)
                .onSuccess(this::follow)
                .onFailure(this::refuse)
                .mapEmpty();
    }

    private void follow(AlertsFile file) {
        problems = List.of();
        LOG.info(
                "alerts reloaded receivers={} routes={}",
                file.alerts().receivers().size(),
                file.alerts().routes().size());
        file.warnings().forEach(warning -> LOG.warn("{}", warning));
        follower.accept(file.alerts());
    }

    private void refuse(Throwable failure) {
        List<String> now = failure instanceof InvalidConfigException invalid
                ? invalid.problems().stream().map(Problem::toString).toList()
                : List.of(String.valueOf(failure.getMessage()));
        if (now.equals(problems)) {
            return;
        }
        problems = now;
        LOG.warn("alerts not reloaded; those before are used on problems={}", now.size());
        now.stream().limit(MAX_SHOWN).forEach(LOG::warn);
    }

    Status status() {
        List<String> now = problems;
        if (now.isEmpty()) {
            return Status.OK();
        }
        return Status.KO(new JsonObject()
                .put("reason", "the file of alerts is wrong since the last change; the alerts before are used")
                .put("problems", new JsonArray(now.stream().limit(MAX_SHOWN).toList())));
    }
}
