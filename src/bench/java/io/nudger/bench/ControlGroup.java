package io.nudger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A control group with one limit, as a container has it, where whoever runs this may make one. */
final class ControlGroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Path group;

    private ControlGroup(Path group) {
        this.group = group;
    }

    /**
     * A group of so much memory; empty when the system does not let us.
     *
     * @param bytes for all its processes together
     */
    static Optional<ControlGroup> ofMemory(long bytes) {
        return attempt("memory/memory.limit_in_bytes", Long.toString(bytes))
                .or(() -> attempt("memory.max", Long.toString(bytes)));
    }

    /**
     * A group of a part of one core; empty when the system does not let us.
     *
     * @param percent of it, for all its processes together
     */
    static Optional<ControlGroup> ofProcessor(int percent) {
        int period = 100_000;
        int quota = percent * period / 100;
        return attempt("cpu/cpu.cfs_quota_us", Integer.toString(quota))
                .or(() -> attempt("cpu.max", quota + " " + period));
    }

    private static Optional<ControlGroup> attempt(String file, String limit) {
        Path parent = ROOT.resolve(file);
        ControlGroup made = new ControlGroup(parent.resolveSibling(
                "nudger-bench-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet()));
        try {
            Files.createDirectory(made.group);
        } catch (IOException notAllowed) {
            return Optional.empty();
        }
        try {
            Files.writeString(made.group.resolve(parent.getFileName()), limit);
            return Optional.of(made);
        } catch (IOException noControllerHere) {
            made.close();
            return Optional.empty();
        }
    }

    /** Puts a process that runs into it; false, and the group is gone, when the system does not let us. */
    boolean takes(long pid) {
        try {
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
            return true;
        } catch (IOException notAllowed) {
            close();
            return false;
        }
    }

    /** The words that begin a command inside of it: Java looks at its limits when it starts. */
    String[] words() {
        return new String[] {"sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh"};
    }

    /** Only when its processes have ended. */
    @Override
    public void close() {
        try {
            Files.delete(group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
