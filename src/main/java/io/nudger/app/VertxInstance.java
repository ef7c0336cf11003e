package io.nudger.app;

import io.nudger.http.ProbeTransport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** Makes the Vert.x instance of a process. */
public final class VertxInstance {
    private VertxInstance() {}

    /**
     * An instance with the transport. It serves no files of the class path, and so needs no place to unpack them: a process
     * starts without a temporary directory that can be written to.
     */
    public static Vertx with(ProbeTransport transport) {
        return Vertx.builder().with(options()).withTransport(transport).build();
    }

    /** An instance for the web server, with an event loop and a worker of its own. It accepts so many connections. */
    static Vertx ofWeb(int maxAccepted) {
        return Vertx.builder()
                .with(options().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1))
                .withTransport(ProbeTransport.accepting(maxAccepted))
                .build();
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }
}
