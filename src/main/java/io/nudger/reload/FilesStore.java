package io.nudger.reload;

import io.nudger.config.FileStamps;
import io.vertx.config.spi.ConfigStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;

/**
 * What Vert.x Config compares at each scan: not what the files say but a stamp of each of them, so that a scan costs a few
 * system calls however much stands in them. Links are followed, so a stamp changes as well when a link on the way to the file,
 * such as the {@code ..data} of a Kubernetes volume, comes to lead elsewhere.
 */
final class FilesStore implements ConfigStore {
    private final Vertx vertx;
    private final Path path;
    private final List<Path> parts;

    FilesStore(Vertx vertx, Path path, List<Path> parts) {
        this.vertx = vertx;
        this.path = path;
        this.parts = parts;
    }

    /** The stamp by file, as a JSON object. It never fails: a file that cannot be read has a stamp that says so. */
    @Override
    public Future<Buffer> get() {
        return vertx.executeBlocking(
                () -> FileStamps.of(path).and(parts).toJson().toBuffer(), false);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
