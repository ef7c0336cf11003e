package io.nudger.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/** A file system that is soon full: a tmpfs of a few megabytes. Only root can mount it. */
public final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts one on this directory; without the right to do so the test is passed over. */
    public static SmallDisk mount(Path path, int megabytes) {
        Optional<SmallDisk> disk = tryMount(path, megabytes);
        assumeTrue(disk.isPresent(), "only root can make a small disk");
        return disk.orElseThrow();
    }

    /** Mounts one on this directory; nothing without the right to do so. */
    public static Optional<SmallDisk> tryMount(Path path, int megabytes) {
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString());
        return mounted ? Optional.of(new SmallDisk(path)) : Optional.empty();
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Leaves no room. */
    public void fill() throws IOException {
        byte[] zeros = new byte[4_096];
        try (OutputStream file =
                Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                file.write(zeros);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw full;
            }
        }
    }

    /** Gives the room back. */
    public void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return path.resolve("ballast");
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(Arrays.toString(command), e);
        }
    }

    @Override
    public void close() {
        if (!run("umount", "-l", path.toString())) {
            throw new UncheckedIOException(new IOException(path + " cannot be unmounted"));
        }
    }
}
