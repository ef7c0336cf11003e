package io.nudger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the system knows of a running process. */
final class ProcessStat {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double KIB_PER_MIB = 1024;

    private ProcessStat() {}

    /** The processor time that it has used so far, user and system, of all its threads. */
    static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .map(nanos -> nanos / NANOS_PER_SECOND)
                .orElseThrow(() -> new IllegalStateException("no process " + pid));
    }

    /** Its memory in RAM now, in MiB. */
    static double residentMib(long pid) {
        return mib(pid, "VmRSS:");
    }

    /** The most memory in RAM that it ever had, in MiB. */
    static double peakResidentMib(long pid) {
        return mib(pid, "VmHWM:");
    }

    private static double mib(long pid, String field) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
