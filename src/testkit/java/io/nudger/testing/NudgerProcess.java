package io.nudger.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The shipped jar as a process of its own, as in production: started with a command line and an environment, told things
 * by signals, evaluated by what it prints and by its exit status. It never outlives this JVM.
 */
public final class NudgerProcess implements AutoCloseable {
    private static final Path JAR = Path.of(System.getProperty("nudger.jar", "target/nudger-fat.jar"));
    private static final Path PRINTED = Path.of("target", "processes");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long GLANCE = 20;

    private final Process process;
    private final Path output;
    private final Path log;
    private final Thread reaper;

    private NudgerProcess(Process process, Path output, Path log) {
        this.process = process;
        this.output = output;
        this.log = log;
        this.reaper = new Thread(process::destroyForcibly, "reap-" + process.pid());
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /** A process yet to be started, with this command line. */
    public static Launch with(String... arguments) {
        return new Launch(
                List.of(), JAR, Path.of(System.getProperty("java.home")), List.of(), Map.of(), List.of(arguments));
    }

    /** What it has printed to standard output so far. */
    public String output() {
        return read(output);
    }

    /** What it has printed to standard error so far: its log. */
    public String log() {
        return read(log);
    }

    /**
     * Waits until the log contains this text.
     *
     * @throws AssertionError when that takes too long, or the process ends without it
     */
    public void awaitLog(String text) {
        Instant deadline = Instant.now().plus(PATIENCE);
        boolean alive = true;
        while (!log().contains(text)) {
            if (!alive || Instant.now().isAfter(deadline)) {
                throw new AssertionError("no '" + text + "' in the log of " + this + ":\n" + log());
            }
            alive = !hasEndedWithin(Duration.ofMillis(GLANCE));
        }
    }

    /** Sends a signal: {@code HUP}, {@code TERM}, {@code INT}, {@code STOP}, {@code CONT}, {@code KILL}. */
    public void signal(String name) {
        Signal.send(name, pid());
    }

    /** Asks it to stop, with SIGTERM, and waits for that; the exit status. */
    public int stop() {
        signal("TERM");
        return awaitExit(PATIENCE);
    }

    /**
     * Waits for its end; the exit status.
     *
     * @throws AssertionError when it does not end in time
     */
    public int awaitExit(Duration atMost) {
        if (!hasEndedWithin(atMost)) {
            throw new AssertionError(this + " did not end within " + atMost + ":\n" + log());
        }
        return process.exitValue();
    }

    /** Whether it runs; a stopped one (SIGSTOP) does. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Ends it with SIGKILL if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
        if (!hasEndedWithin(PATIENCE)) {
            throw new IllegalStateException(this + " survived SIGKILL");
        }
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The reaper finds nothing to do.
        }
    }

    @Override
    public String toString() {
        return "process " + pid() + " (" + log + ")";
    }

    private boolean hasEndedWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How the jar is to be started.
     *
     * @param before what runs Java: words before it
     * @param jar the program
     * @param javaHome the JDK that runs it
     * @param jvmOptions options before {@code -jar}
     * @param environment added to that of this JVM
     * @param arguments those of the program
     */
    public record Launch(
            List<String> before,
            Path jar,
            Path javaHome,
            List<String> jvmOptions,
            Map<String, String> environment,
            List<String> arguments) {
        /** The same, run by another program, which these words begin. */
        public Launch after(String... words) {
            return new Launch(List.of(words), jar, javaHome, jvmOptions, environment, arguments);
        }

        /** The same with another jar, such as that of an older version. */
        public Launch jar(Path other) {
            return new Launch(before, other, javaHome, jvmOptions, environment, arguments);
        }

        /** The same on another JDK. */
        public Launch onJdk(Path home) {
            return new Launch(before, jar, home, jvmOptions, environment, arguments);
        }

        /** The same with these options of the JVM. */
        public Launch jvm(String... options) {
            return new Launch(before, jar, javaHome, List.of(options), environment, arguments);
        }

        /** The same with one more environment variable. */
        public Launch env(String name, String value) {
            Map<String, String> more = new TreeMap<>(environment);
            more.put(name, value);
            return new Launch(before, jar, javaHome, jvmOptions, more, arguments);
        }

        /** Starts it. What it prints goes to files under {@code target/processes}, and stays there. */
        public NudgerProcess start() {
            try {
                Files.createDirectories(PRINTED);
                Path output = Files.createTempFile(PRINTED, "nudger-", ".out");
                Path log = Path.of(output.toString().replaceFirst("out$", "log"));
                ProcessBuilder builder = new ProcessBuilder(command())
                        .redirectOutput(output.toFile())
                        .redirectError(log.toFile());
                builder.environment().putAll(environment);
                return new NudgerProcess(builder.start(), output, log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether nothing is said of how Java is to start. */
        private boolean isUsual() {
            return jar.equals(JAR)
                    && javaHome.equals(Path.of(System.getProperty("java.home")))
                    && jvmOptions.stream().noneMatch(option -> option.startsWith("-X"));
        }

        /** The words that start it. */
        public List<String> command() {
            List<String> command = new ArrayList<>(before);
            command.add(javaHome.resolve("bin/java").toString());
            if (isUsual()) {
                command.addAll(QuickStart.options(jar));
            }
            command.addAll(jvmOptions);
            return Stream.of(command, List.of("-jar", jar.toString()), arguments)
                    .flatMap(List::stream)
                    .toList();
        }
    }
}
