package io.nudger.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program of the system that a result is held against; it may be absent. */
record Tool(Path path) {
    /** Two lines of {@code times}: the shell itself, and what it ran; user and system time of each. */
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s\\s*$");

    private static final double SECONDS_PER_MINUTE = 60;

    /** The program with this name, on the search path or among those that only root uses. */
    static Optional<Tool> find(String name) {
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Tool::new);
    }

    /** Starts it; it prints to this file. */
    Process start(Path output, String... arguments) {
        List<String> command = new ArrayList<>(List.of(path.toString()));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs it to its end.
     *
     * @throws IllegalStateException when it does not end well; the message has what it printed
     */
    Run run(String... arguments) {
        // The shell counts the processor time of what it has run; nobody else can once a process is gone.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" 2>&1; s=$?; times; exit $s", "sh"));
        command.add(path.toString());
        command.addAll(List.of(arguments));
        try {
            long begin = System.nanoTime();
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            int status = process.waitFor();
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (status != 0) {
                throw new IllegalStateException(path + " ended with status " + status + ": " + output);
            }
            return new Run(output, seconds, cpuSeconds(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double cpuSeconds(String output) {
        Matcher times = TIMES.matcher(output);
        if (!times.find()) {
            throw new IllegalStateException("no processor time in: " + output);
        }
        return SECONDS_PER_MINUTE * (Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(3)))
                + Double.parseDouble(times.group(2))
                + Double.parseDouble(times.group(4));
    }

    /**
     * What became of a run.
     *
     * @param output what it printed
     * @param seconds how long it took
     * @param cpuSeconds the processor time that it used
     */
    record Run(String output, double seconds, double cpuSeconds) {
        /**
         * The number in what it printed.
         *
         * @param pattern has it as its first group
         */
        double number(Pattern pattern) {
            Matcher matcher = pattern.matcher(output);
            if (!matcher.find()) {
                throw new IllegalStateException("nothing like " + pattern + " in: " + output);
            }
            return Double.parseDouble(matcher.group(1));
        }
    }
}
