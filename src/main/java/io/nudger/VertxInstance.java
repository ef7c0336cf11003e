package io.nudger;

import io.nudger.http.ProbeTransport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** Makes the Vert.x instance of a process. */
final class VertxInstance {
    private VertxInstance() {}

    /**
     * An instance with the transport. It serves no files of the class path, and so needs no place to unpack them: a process
     * starts without a temporary directory that can be written to.
     */
    static Vertx with(ProbeTransport transport) {
        FileSystemOptions files =
                new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
        return Vertx.builder()
                .with(new VertxOptions().setFileSystemOptions(files))
                .withTransport(transport)
                .build();
    }
}
