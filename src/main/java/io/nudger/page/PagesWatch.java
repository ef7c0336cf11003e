package io.nudger.page;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.FileStamps;
import io.nudger.config.Pages;
import io.nudger.config.PagesLoader;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the file of pages. One with problems changes nothing, and is reported until it is corrected. Belongs to one event
 * loop.
 */
final class PagesWatch {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.page");
    private static final long LOOK_MILLIS = 2_000;
    private static final int MAX_SHOWN = 20;

    private final Vertx vertx;
    private final Path path;
    private final PagesLoader loader;
    private final Function<Pages, Future<Void>> follower;
    /** None yet: the first look reads the file again, which may have changed since the start of the process. */
    private @Nullable FileStamps stamps;

    private boolean busy;
    private volatile List<String> problems = List.of();

    /** @param follower gets the pages when they have changed; completes when they are served */
    PagesWatch(
            Vertx vertx,
            Path path,
            PagesLoader loader,
            Function<Pages, Future<Void>> follower,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.path = path;
        this.loader = loader;
        this.follower = follower;
        Gauge.builder("nudger.pages.last.reload.successful", this, watch -> watch.problems.isEmpty() ? 1 : 0)
                .description("Whether the pages are those of the file; 0 while the file is wrong.")
                .register(registry);
    }

    void start() {
        vertx.setPeriodic(LOOK_MILLIS, tick -> look());
    }

    private void look() {
        if (busy) {
            return;
        }
        busy = true;
        vertx.executeBlocking(() -> FileStamps.of(path), false)
                .compose(now -> {
                    boolean same = now.equals(stamps);
                    stamps = now;
                    return same ? Future.succeededFuture() : reload();
                })
                .onComplete(done -> busy = false);
    }

    /** Reads the file, whether it has changed or not: a secret that it refers to may have. */
    Future<Void> reload() {
        return vertx.executeBlocking(loader::load, false)
                .compose(pages -> follower.apply(pages).onSuccess(served -> {
                    problems = List.of();
                    LOG.info("pages reloaded pages={}", pages.pages().size());
                }))
                .onFailure(this::refuse);
    }

    private void refuse(Throwable failure) {
        List<String> now = failure instanceof InvalidConfigException invalid
                ? invalid.problems().stream().map(Problem::toString).toList()
                : List.of(String.valueOf(failure.getMessage()));
        if (now.equals(problems)) {
            return;
        }
        problems = now;
        LOG.warn("pages not reloaded; those before are served on problems={}", now.size());
        now.stream().limit(MAX_SHOWN).forEach(LOG::warn);
    }

    Status status() {
        List<String> now = problems;
        if (now.isEmpty()) {
            return Status.OK();
        }
        return Status.KO(new JsonObject()
                .put("reason", "the file of pages is wrong since the last change; the pages before are served")
                .put("problems", new JsonArray(now.stream().limit(MAX_SHOWN).toList())));
    }
}
