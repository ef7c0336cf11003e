package io.nudger.config;

import io.vertx.config.spi.ConfigStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Vert.x Config compares at each scan: not what the target files say but a stamp of each of them, so that a scan
 * costs a few system calls however many targets there are. Links are followed, so a stamp changes as well when a link
 * on the way to the file, such as the {@code ..data} of a Kubernetes volume, comes to lead elsewhere.
 */
final class TargetFilesStore implements ConfigStore {
    /** With the time of the last change of the inode, which nobody can set back and permissions move too. */
    private static final String UNIX_ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";

    private final Vertx vertx;
    private final Path path;

    TargetFilesStore(Vertx vertx, String path) {
        this.vertx = vertx;
        this.path = Path.of(path);
    }

    /** The stamp by file, as a JSON object. It never fails: a file that cannot be read has a stamp that says so. */
    @Override
    public Future<Buffer> get() {
        return vertx.executeBlocking(() -> new JsonObject(stamps()).toBuffer(), false);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private Map<String, Object> stamps() {
        Map<String, Object> stamps = new LinkedHashMap<>();
        try {
            for (Path file : TargetsLoader.files(path)) {
                stamps.put(file.toString(), stamp(file));
            }
        } catch (IOException e) {
            stamps.put(path.toString(), Document.reason(e));
        }
        return stamps;
    }

    private static String stamp(Path file) {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                Map<String, Object> attributes = Files.readAttributes(file, UNIX_ATTRIBUTES);
                return new TreeMap<>(attributes).toString();
            }
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return Document.reason(e);
        }
    }
}
