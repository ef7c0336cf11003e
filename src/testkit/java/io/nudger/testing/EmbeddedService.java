package io.nudger.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;

/** A server without Docker, on ports of 127.0.0.1, with its data in a directory. */
abstract class EmbeddedService implements Service {
    private static final int PORT_ATTEMPTS = 5;
    final Path directory;
    final boolean temporary;
    private volatile boolean closed;

    /**
     * @param directory holds its data
     * @param temporary whether they go when it is closed
     */
    EmbeddedService(Path directory, boolean temporary) {
        this.directory = directory;
        this.temporary = temporary;
    }

    /** Starts one, on other ports when somebody was quicker to take them. */
    static <S extends EmbeddedService> S running(Supplier<S> absent) {
        RuntimeException last = new IllegalStateException();
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            S service = absent.get();
            try {
                service.start();
                return service;
            } catch (RuntimeException portTaken) {
                service.close();
                last = portTaken;
            }
        }
        throw last;
    }

    static Path temporaryDirectory(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An outage as short as can be. */
    public void restart() {
        stop();
        start();
    }

    /** Whoever is closed never starts again: Ctrl-C may come while others are still starting what comes next. */
    final void requireOpen() {
        if (closed) {
            throw new IllegalStateException("it is closed");
        }
    }

    /** Stops the server, and deletes its data when they are temporary. */
    @Override
    public void close() {
        closed = true;
        stop();
        if (temporary) {
            delete(directory);
        }
    }

    /** A server that has just ended may still write and remove files of its own meanwhile. */
    private static void delete(Path directory) {
        await().atMost(Patience.LIMIT).ignoreExceptions().until(() -> {
            Utils.delete(directory.toFile());
            return !Files.exists(directory);
        });
    }
}
