package io.nudger.testing;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A program that checks what nothing in Java can; the tests that need one are passed over where it is not installed. */
public final class Tool {
    private static final int PATIENCE_SECONDS = 120;

    private Tool() {}

    public static boolean isOnPath(String name) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** What the program prints; fails when its exit status is not 0. */
    public static String run(Path directory, String... command) throws Exception {
        return run(directory, Map.of(), command);
    }

    /** What the program prints, with these variables in its environment; fails when its exit status is not 0. */
    public static String run(Path directory, Map<String, String> environment, String... command) throws Exception {
        Path errors = Files.createTempFile("errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String called = String.join(" ", command);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(called + ": still running after " + PATIENCE_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(called + ": " + output + Files.readString(errors));
        }
        return output;
    }
}
