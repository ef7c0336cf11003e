package io.nudger.testing;

import io.nudger.document.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server beside this JVM, reachable on 127.0.0.1 only. {@link #stop} and {@link #start} keep port and
 * data; {@link #suspend} and {@link #kill} play the outages that are not orderly. It runs for root, in a user namespace
 * of its own, and for everybody else. Everyone who connects is trusted, whatever the password.
 */
public final class EmbeddedPostgres extends EmbeddedService implements DatabaseServer {
    private static final String[] NO_ARGUMENTS = {};
    private final int port;
    private final Map<String, String> configuration;
    private io.zonky.test.db.postgres.embedded.@Nullable EmbeddedPostgres server;

    private EmbeddedPostgres(Path directory, int port, Map<String, String> configuration, boolean temporary) {
        super(directory, temporary);
        this.port = port;
        this.configuration = configuration;
    }

    /** The server of this JVM, running; started at the first call, stopped when the JVM ends. Nobody may stop it. */
    public static EmbeddedPostgres shared() {
        return Shared.INSTANCE;
    }

    /** A running server of the caller's own, on a free port, with a directory that goes with it. */
    public static EmbeddedPostgres temporary() {
        return temporary(Map.of());
    }

    /** As {@link #temporary()}, with server parameters that differ from the usual ones. */
    public static EmbeddedPostgres temporary(Map<String, String> configuration) {
        return running(() -> absent(configuration));
    }

    /** A server of the caller's own that has not started yet: its port is free, its address is known. */
    public static EmbeddedPostgres absent() {
        return absent(Map.of());
    }

    private static EmbeddedPostgres absent(Map<String, String> configuration) {
        return new EmbeddedPostgres(temporaryDirectory("nudger-postgres"), FreePorts.next(), configuration, true);
    }

    /** A server with this port and this directory, whose data outlive it; to be started, and to be stopped. */
    public static EmbeddedPostgres at(Path directory, int port) {
        // Its processes are found by it, and other servers may have an equal path in another directory.
        return new EmbeddedPostgres(directory.toAbsolutePath(), port, Map.of(), false);
    }

    /**
     * Starts the server on its port, with the data it has. One that a killed JVM left behind on the same data is stopped
     * first.
     *
     * @throws IllegalStateException when it cannot, for instance because the port or the directory is taken
     */
    @Override
    public synchronized void start() {
        requireOpen();
        if (server != null) {
            return;
        }
        try {
            stopOrphan();
            if (!FreePorts.isFree(port)) {
                throw new IllegalStateException("the port is taken");
            }
            var builder = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(temporary)
                    .setPGStartupWait(Patience.LIMIT)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    // Off by default here: then a server that is killed forgets what it has just committed.
                    .setServerConfig("synchronous_commit", "on")
                    // The directory of the socket would have to be writable for whoever runs this.
                    .setServerConfig("unix_socket_directories", "''");
            configuration.forEach(builder::setServerConfig);
            server = builder.start();
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "PostgreSQL did not start on 127.0.0.1:" + port + " in " + directory + ": " + e.getMessage(), e);
        }
    }

    /**
     * Stops the server in an orderly way; port and data stay its own. A start that was interrupted, by Ctrl-C for instance,
     * leaves processes that belong to nobody: they end too. Does nothing when nothing runs.
     */
    @Override
    public synchronized void stop() {
        if (server != null) {
            resume();
            release();
        } else {
            endAll();
        }
    }

    /** Freezes the server: connections stand, new ones are taken by the system, and nothing is ever answered. */
    @Override
    public synchronized void suspend() {
        signal("STOP");
    }

    /** Lets a suspended server go on where it was. */
    @Override
    public synchronized void resume() {
        signal("CONT");
    }

    /** Kills the server and its connections without a word, as {@code kill -9} does; {@link #start} recovers it. */
    @Override
    public synchronized void kill() {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(EmbeddedPostgres::awaitEnd);
        release();
    }

    /** Copies the data of a server that is stopped: what a backup of the file system has. */
    public synchronized void copyData(Path to) {
        copy(directory, to);
    }

    /** Puts the data of a server that is stopped back to an earlier copy. */
    public synchronized void putBackData(Path from) {
        delete(directory);
        copy(from, directory);
    }

    /** Starts the server as a standby that gets no more than it has, and makes it the primary: on a new timeline. */
    public synchronized void startAsStandbyAndPromote() {
        try {
            Files.createFile(directory.resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
        database("postgres").execute("SELECT pg_promote()");
    }

    private void copy(Path from, Path to) {
        if (server != null) {
            throw new IllegalStateException("the server is running");
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                // A directory too: the server insists on its permissions.
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its port on 127.0.0.1. */
    @Override
    public int port() {
        return port;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public String superuser() {
        return "postgres";
    }

    /** None: everyone is trusted. */
    @Override
    public @Nullable Secret password() {
        return null;
    }

    /** Ends the wrapper of a server that runs or is dead. */
    private void release() {
        if (server == null) {
            return;
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            server = null;
        }
    }

    private void signal(String name) {
        postmaster().ifPresent(postmaster -> {
            signal(name, postmaster);
            // Only now: one that has stopped starts no more children.
            postmaster.descendants().forEach(child -> signal(name, child));
        });
    }

    private static void signal(String name, ProcessHandle process) {
        // A worker may end by itself before its turn comes.
        if (!Signal.trySend(name, process.pid()) && process.isAlive()) {
            throw new IllegalStateException("cannot send " + name + " to process " + process.pid());
        }
    }

    /** The postmaster first, so that it starts no more when its turn to be stopped has come. */
    private List<ProcessHandle> processes() {
        return postmaster().stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .toList();
    }

    private Optional<ProcessHandle> postmaster() {
        try {
            Path pidFile = directory.resolve("postmaster.pid");
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
            return ProcessHandle.of(pid)
                    .filter(process -> process.info().command().orElse("").endsWith("postgres"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stopOrphan() throws IOException {
        Optional<ProcessHandle> orphan = postmaster();
        if (orphan.isEmpty()) {
            return;
        }
        // The file that the wrapper locks as long as its JVM lives.
        try (FileChannel file = FileChannel.open(directory.resolve("epg-lock"), StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null) {
                throw new IllegalStateException("another process is running a server there");
            }
            endAll();
        }
    }

    /** Ends whatever works on these data: a server with its sessions, or initdb, which removes what it has made. */
    private void endAll() {
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(process ->
                        List.of(process.info().arguments().orElse(NO_ARGUMENTS)).contains(directory.toString()))
                .toList();
        for (ProcessHandle process : processes) {
            if (Signal.trySend("INT", process.pid())) {
                awaitEnd(process);
            }
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("process " + process.pid() + " did not end", e);
        }
    }

    /** Made when it is first asked for. */
    private static final class Shared {
        static final EmbeddedPostgres INSTANCE = Services.untilTheEnd(temporary());
    }
}
