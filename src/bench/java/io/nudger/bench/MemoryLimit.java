package io.nudger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The memory of a container for one process: a control group of its own, where whoever runs this may make one. */
final class MemoryLimit implements AutoCloseable {
    private final Path group;

    private MemoryLimit(Path group) {
        this.group = group;
    }

    /** Puts a process under a limit; empty when the system does not let us. */
    static Optional<MemoryLimit> of(long pid, long bytes) {
        return Stream.of("memory/memory.limit_in_bytes", "./memory.max")
                .map(file -> Path.of("/sys/fs/cgroup").resolve(file).normalize())
                .map(file -> attempt(file, pid, bytes))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<MemoryLimit> attempt(Path file, long pid, long bytes) {
        Path group = file.resolveSibling("nudger-bench-" + pid);
        try {
            Files.createDirectory(group);
        } catch (IOException notAllowed) {
            return Optional.empty();
        }
        MemoryLimit limit = new MemoryLimit(group);
        try {
            Files.writeString(group.resolve(file.getFileName()), Long.toString(bytes));
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
            return Optional.of(limit);
        } catch (IOException noControllerHere) {
            limit.close();
            return Optional.empty();
        }
    }

    /** Only when the process has ended. */
    @Override
    public void close() {
        try {
            Files.delete(group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
