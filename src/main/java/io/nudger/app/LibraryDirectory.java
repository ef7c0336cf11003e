package io.nudger.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where libraries unpack their native code: the temporary directory, or the directory of the spool where that one is full,
 * cannot be written to, or may not hold programs. Without SQLite there would be no spool.
 */
final class LibraryDirectory {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.process");

    private static final long NEEDED = 8L << 20;

    /** LZ4 knows none; it has a form in Java. */
    private static final List<String> PROPERTIES = List.of(
            "org.sqlite.tmpdir",
            "io.netty.native.workdir",
            "org.xerial.snappy.tempdir",
            "ZstdTempFolder",
            "com.aayushatharva.brotli4j.native.workdir");

    private LibraryDirectory() {}

    /**
     * Chooses; called before the first library is loaded.
     *
     * @param other what stands in for the temporary directory; null for nothing
     */
    static void choose(@Nullable Path other) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        String problem = problem(temporary);
        if (problem == null) {
            return;
        }
        if (other == null || problem(other) != null) {
            LOG.warn(
                    "temporary directory unusable directory={} reason=\"{}\"; TLS and LZ4 run in Java, slower, and a"
                            + " monitor has no spool; name a directory with 8 MiB of room that may hold programs by"
                            + " -Djava.io.tmpdir=DIR",
                    temporary,
                    problem);
            return;
        }
        for (String property : PROPERTIES) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, other.toAbsolutePath().toString());
            }
        }
        LOG.warn(
                "temporary directory unusable directory={} reason=\"{}\"; native libraries are unpacked into {}",
                temporary,
                problem,
                other);
    }

    /** Why it cannot be used; null when it can. */
    static @Nullable String problem(Path directory) {
        try {
            Files.createDirectories(directory);
            if (Files.getFileStore(directory).getUsableSpace() < NEEDED) {
                return "less than 8 MiB of room";
            }
            Path file = Files.createTempFile(
                    directory,
                    "nudger-",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            boolean executable = Files.isExecutable(file);
            Files.delete(file);
            return executable ? null : "it may not hold programs (noexec)";
        } catch (IOException e) {
            return "it cannot be written to: " + e.getMessage();
        } catch (UnsupportedOperationException withoutPosix) {
            return null;
        }
    }
}
