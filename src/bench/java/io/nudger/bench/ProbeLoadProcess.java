package io.nudger.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@link ProbeLoad} in a process of its own, so that its processor time can be told from that of the benchmark. */
final class ProbeLoadProcess implements AutoCloseable {
    private static final String AT_A_TIME = "64";
    private static final double STILL_WARMING = 1.03;

    private final Process process;
    private final BufferedReader answers;

    private ProbeLoadProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it with the classes of the shipped jar. */
    static ProbeLoadProcess start(Path log, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        command.addAll(
                List.of("-cp", "target/nudger-fat.jar:target/test-classes", ProbeLoad.class.getName(), AT_A_TIME));
        try {
            return new ProbeLoadProcess(
                    new ProcessBuilder(command).redirectError(log.toFile()).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it check this URL until its code is compiled: for two thirds of so many slices, then until it gets no faster. */
    void warmUp(String url, Duration slice, int atMost) {
        double best = 0;
        for (int i = 0; i < atMost; i++) {
            double now = perCpuSecond(url, slice);
            if (i >= atMost * 2 / 3 && now < best * STILL_WARMING) {
                return;
            }
            best = Math.max(best, now);
        }
        if (best == 0) {
            throw new IllegalStateException("no check of " + url + " was up");
        }
    }

    /** Checks this URL as fast as it can; how many checks were up for each second of processor time. */
    double perCpuSecond(String url, Duration time) {
        double before = ProcessStat.cpuSeconds(process.pid());
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(time.toMillis() + " " + url + "\n")
                    .flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the probing process has ended");
            }
            return Long.parseLong(answer) / (ProcessStat.cpuSeconds(process.pid()) - before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
