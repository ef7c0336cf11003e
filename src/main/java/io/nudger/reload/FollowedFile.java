package io.nudger.reload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.FileLoader;
import io.nudger.config.Stamped;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.Status;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A file whose content is used from now on as it changes, and as a file changes that is part of it, such as a secret. One with
 * problems changes nothing, and is reported until it is corrected. Belongs to one event loop.
 *
 * @param <T> what stands in the file
 */
public final class FollowedFile<T> {
    private final Vertx vertx;
    private final Path path;
    private final FileLoader<T> loader;
    private final Function<T, Future<String>> user;
    private final String what;
    private final Logger log;
    private final ReloadProblems problems;
    private @Nullable FileFollower<T> files;
    /** The reload that is under way, or the last one. */
    private Future<Void> current = Future.succeededFuture();

    /**
     * @param what stands in the file: {@code alerts}; the metric {@code nudger.alerts.last.reload.successful} has it too
     * @param log of the component that uses it
     * @param user uses the content from now on; completes when it does, with facts for the log: {@code routes=2}
     */
    public FollowedFile(
            Vertx vertx,
            Path path,
            FileLoader<T> loader,
            Function<T, Future<String>> user,
            String what,
            Logger log,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.path = path;
        this.loader = loader;
        this.user = user;
        this.what = what;
        this.log = log;
        problems = new ReloadProblems(log, what);
        Gauge.builder("nudger." + what + ".last.reload.successful", problems, now -> now.any() ? 0 : 1)
                .description("Whether the " + what + " are those of the file; 0 while the file is wrong.")
                .register(registry);
    }

    /**
     * Uses what was read already, and follows the file, which is read again only when it has changed since.
     *
     * @return completes when the content is used; fails when it cannot be
     */
    public Future<Void> start(Stamped<T> read) {
        FileFollower<T> following = new FileFollower<>(
                vertx, path, loader, read.stamps().partsOf(path), () -> reload().onFailure(reported -> {}));
        files = following;
        Future<Void> used = user.apply(read.content()).onSuccess(this::loaded).mapEmpty();
        current = used.compose(any -> following.differFrom(read.stamps()))
                .compose(differ -> differ ? reload(following) : Future.succeededFuture())
                .onFailure(reported -> {});
        return used;
    }

    private void loaded(String facts) {
        problems.none();
        log.info("{} loaded {}", what, facts);
    }

    /** Reads the file, whether it has changed or not. One reload comes after the other. */
    public Future<Void> reload() {
        FileFollower<T> following = files;
        if (following == null) {
            return Future.succeededFuture();
        }
        current = current.otherwiseEmpty().compose(done -> reload(following));
        return current;
    }

    private Future<Void> reload(FileFollower<T> following) {
        return following
                .load()
                .compose(user)
                .onSuccess(this::loaded)
                .onFailure(failure -> problems.are(failure, "file=" + path))
                .mapEmpty();
    }

    /** Down while the file is wrong. Safe for any thread. */
    public Status status() {
        return problems.status();
    }

    /** Follows the file no longer. */
    public Future<Void> close() {
        FileFollower<T> following = files;
        files = null;
        return following == null ? Future.succeededFuture() : following.close();
    }
}
