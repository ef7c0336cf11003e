package io.nudger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A part of a processor for processes, as the limit of a container gives it: a control group, where whoever runs this may
 * make one. A process begins inside of it, because Java looks at its limits when it starts.
 */
final class ProcessorQuota implements AutoCloseable {
    private static final int PERIOD_MICROS = 100_000;
    private static final double PERCENT = 100;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Path group;

    private ProcessorQuota(Path group) {
        this.group = group;
    }

    /** So many percent of one core; empty when the system does not let us. */
    static Optional<ProcessorQuota> of(int percent) {
        int micros = (int) (percent / PERCENT * PERIOD_MICROS);
        return Stream.of(
                        attempt("cpu/cpu.cfs_quota_us", Integer.toString(micros)),
                        attempt("cpu.max", micros + " " + PERIOD_MICROS))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<ProcessorQuota> attempt(String file, String limit) {
        Path parent = Path.of("/sys/fs/cgroup").resolve(file);
        Path group = parent.resolveSibling(
                "nudger-bench-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet());
        try {
            Files.createDirectory(group);
            Files.writeString(group.resolve(parent.getFileName()), limit);
            return Optional.of(new ProcessorQuota(group));
        } catch (IOException notAllowed) {
            return Optional.empty();
        }
    }

    /** The words that begin a command inside of it. */
    String[] words() {
        return new String[] {"sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh"};
    }

    /** Only when the processes have ended. */
    @Override
    public void close() {
        try {
            Files.delete(group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
