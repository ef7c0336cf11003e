package io.nudger.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The shipped jar beside {@link Run}: started with its settings in place, stopped with SIGTERM. */
final class RunningJar implements AutoCloseable {
    private static final String JAR = "target/nudger-fat.jar";
    private static final String PID = "nudger.pid";
    private static final int LAST_LINES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Process process;
    private final Path log;

    private RunningJar(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Stops one that a killed run left behind with this directory: it would check the targets beside the new one. */
    static void stopOrphan(Path directory) throws IOException {
        Path pid = directory.resolve(PID);
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid)))
                    .filter(process -> process.info().commandLine().orElse("").contains(JAR))
                    .filter(ProcessHandle::destroy)
                    .ifPresent(process -> process.onExit().join());
        }
    }

    /**
     * Starts it, with its log and its process id in this directory. The targets find the site by the environment variables
     * {@code SITE} and {@code SECURE_SITE}.
     */
    static RunningJar start(JsonObject settings, Playground site, Path directory) throws IOException {
        Path log = directory.resolve("nudger.log");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-jar", JAR, "-conf", settings.encode())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SITE", "localhost:" + site.port());
        builder.environment().put("SECURE_SITE", "localhost:" + site.securePort());
        Process process = builder.start();
        Files.writeString(directory.resolve(PID), Long.toString(process.pid()));
        return new RunningJar(process, log);
    }

    /** Waits until it is ready to work; false when it ends before that. Says what it waits for when that takes long. */
    boolean awaitReady(URI address) throws InterruptedException {
        for (int second = 1; runsForAnotherSecond(); second++) {
            if (isReady(address, second)) {
                return true;
            }
        }
        return false;
    }

    /** Waits a second; false when it ends before that is over. */
    boolean runsForAnotherSecond() throws InterruptedException {
        return !process.waitFor(1, TimeUnit.SECONDS);
    }

    /** How it ended, and what it said last. */
    String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return "status " + process.exitValue() + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /** Asks it to stop, and insists when it does not. */
    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        System.out.println("\nStopping nudger, then what it runs on ...");
        process.destroy();
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("nudger did not stop within " + PATIENCE.toSeconds() + " s, and is killed");
        process.destroyForcibly();
    }

    private static boolean isReady(URI address, int second) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200 && second % 10 == 0) {
                System.out.println("nudger is not ready: " + response.body());
            }
            return response.statusCode() == 200;
        } catch (IOException notListening) {
            return false;
        }
    }
}
