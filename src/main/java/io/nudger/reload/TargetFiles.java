package io.nudger.reload;

import io.nudger.config.FileStamps;
import io.nudger.config.Targets;
import io.nudger.config.TargetsLoader;
import io.nudger.document.InvalidConfigException;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The files of the targets, followed. Vert.x Config scans and compares their stamps and says when they changed; they
 * are read and evaluated here, with the lines and names that its YAML processor does not keep.
 */
final class TargetFiles {
    private static final long SCAN_MILLIS = 100;
    /** What is written in several pieces is not whole before it stays the same for so long. */
    private static final long SETTLE_MILLIS = 150;

    private final Vertx vertx;
    private final TargetsLoader loader;
    private final ConfigRetriever stamps;

    /**
     * Follows the files from now on.
     *
     * @param changed called on the caller's context whenever they changed
     */
    TargetFiles(Vertx vertx, Path path, TargetsLoader loader, Runnable changed) {
        this.vertx = vertx;
        this.loader = loader;
        this.stamps = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions()
                        .setScanPeriod(SCAN_MILLIS)
                        .addStore(new ConfigStoreOptions()
                                .setType(TargetFilesStoreFactory.NAME)
                                .setConfig(new JsonObject().put(TargetFilesStoreFactory.PATH, path.toString()))));
        stamps.listen(change -> changed.run());
    }

    /**
     * Reads the targets, again and again until the files did not change meanwhile.
     *
     * @return the targets; fails with {@link InvalidConfigException} when they are wrong
     */
    Future<Targets> load() {
        return stamps.getConfig().compose(before -> {
            Future<Targets> targets = vertx.executeBlocking(loader::load, false);
            return Future.join(targets, vertx.timer(SETTLE_MILLIS, TimeUnit.MILLISECONDS))
                    .transform(any -> stamps.getConfig())
                    .compose(after -> after.equals(before) ? targets : load());
        });
    }

    /** Whether the files are others than those with these stamps. */
    Future<Boolean> differFrom(FileStamps before) {
        return stamps.getConfig().map(now -> !now.equals(before.toJson()));
    }

    /** Ends the following. */
    Future<Void> close() {
        return stamps.close();
    }
}
