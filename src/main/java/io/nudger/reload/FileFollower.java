package io.nudger.reload;

import io.nudger.config.FileLoader;
import io.nudger.config.FileStamps;
import io.nudger.document.InvalidConfigException;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Follows a file, or those of a directory, and the files that are part of them, such as secrets. Vert.x Config scans and compares
 * their stamps and says when they changed; they are read and evaluated here, with the lines and names that its YAML processor
 * does not keep. Belongs to the context that makes it.
 *
 * @param <T> what stands in the files
 */
final class FileFollower<T> {
    private static final long SCAN_MILLIS = 500;
    /** What is written in several pieces is not whole before it stays the same for so long. */
    private static final long SETTLE_MILLIS = 150;

    private final Vertx vertx;
    private final Path path;
    private final FileLoader<T> loader;
    private final Runnable changed;
    private Set<Path> parts;
    private ConfigRetriever stamps;
    private int loads;
    private boolean closed;

    /**
     * Follows the files from now on.
     *
     * @param parts the files that are part of them, as far as that is known
     * @param changed called whenever they changed; not while they are read, because then they are read until they stay the same
     */
    FileFollower(Vertx vertx, Path path, FileLoader<T> loader, Set<Path> parts, Runnable changed) {
        this.vertx = vertx;
        this.path = path;
        this.loader = loader;
        this.changed = changed;
        this.parts = parts;
        stamps = scan();
    }

    private ConfigRetriever scan() {
        JsonObject store = new JsonObject()
                .put(FilesStoreFactory.PATH, path.toString())
                .put(
                        FilesStoreFactory.PARTS,
                        new JsonArray(parts.stream().map(Path::toString).toList()));
        ConfigRetriever scanning = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions()
                        .setScanPeriod(SCAN_MILLIS)
                        .addStore(new ConfigStoreOptions()
                                .setType(FilesStoreFactory.NAME)
                                .setConfig(store)));
        scanning.listen(change -> {
            if (loads == 0 && !closed) {
                changed.run();
            }
        });
        return scanning;
    }

    /**
     * Reads the files, again and again until they did not change meanwhile.
     *
     * @return what stands there; fails with {@link InvalidConfigException} when that is wrong
     */
    Future<T> load() {
        loads++;
        return loadUntilSettled().onComplete(done -> loads--);
    }

    private Future<T> loadUntilSettled() {
        return stamps.getConfig().compose(before -> {
            Future<T> content = vertx.executeBlocking(loader::load, false);
            return Future.join(content, vertx.timer(SETTLE_MILLIS, TimeUnit.MILLISECONDS))
                    .transform(any -> followParts())
                    .compose(any -> stamps.getConfig())
                    .compose(after -> after.equals(before) ? content : loadUntilSettled());
        });
    }

    /** Other files may be part of them now. */
    private Future<Void> followParts() {
        Set<Path> now = loader.files();
        if (now.equals(parts) || closed) {
            return Future.succeededFuture();
        }
        parts = now;
        ConfigRetriever before = stamps;
        stamps = scan();
        return before.close();
    }

    /** Whether the files are others than those with these stamps. */
    Future<Boolean> differFrom(FileStamps before) {
        return stamps.getConfig().map(now -> !now.equals(before.toJson()));
    }

    /** Ends the following. */
    Future<Void> close() {
        closed = true;
        return stamps.close();
    }
}
