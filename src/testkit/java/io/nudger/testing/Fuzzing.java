package io.nudger.testing;

import io.nudger.check.CheckResult;
import io.nudger.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs fuzzers with Jazzer, each in a process of its own, since it rewrites the classes that it watches. What it has found
 * worth keeping stays in the directory and is where the next run begins. {@code make fuzz} runs each of the fuzzers.
 */
public final class Fuzzing {
    private static final Duration SLOWEST_INPUT = Duration.ofSeconds(60);
    private static final int RESULTS = 20;

    private Fuzzing() {}

    /**
     * The fuzzers one after the other.
     *
     * @param arguments how many seconds each of them is run, and perhaps the name of the only one
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[0]));
        String only = arguments.length > 1 ? arguments[1] : "";
        for (Class<?> fuzzer : AllFuzzers.FUZZERS) {
            if (fuzzer.getSimpleName().toLowerCase(java.util.Locale.ROOT).startsWith(only)) {
                Path directory = Path.of("var/fuzz", fuzzer.getSimpleName());
                int exit = start(fuzzer, directory, time, true).waitFor();
                if (exit != 0) {
                    System.exit(exit);
                }
            }
        }
    }

    /**
     * Starts a fuzzer for this time.
     *
     * @param directory where it keeps what it finds; an input that broke something is called {@code crash-} and a hash
     * @param shown whether what it says goes where this process says its own, and the classes are watched, which takes long
     *     to begin; else to the file {@code log} there
     */
    static Process start(Class<?> fuzzer, Path directory, Duration time, boolean shown) throws IOException {
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        write(seeds(fuzzer), Files.createDirectories(directory.resolve("seeds")));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + fuzzer.getName(),
                "--instrumentation_includes=io.nudger.check.**:io.nudger.config.**:io.nudger.evaluate.**",
                "--custom_hook_includes=io.nudger.**",
                "--hooks=" + shown,
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-max_total_time=" + time.toSeconds(),
                "-timeout=" + SLOWEST_INPUT.toSeconds(),
                corpus.toString(),
                directory.resolve("seeds").toString());
        if (shown) {
            return builder.inheritIO().start();
        }
        return builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    /** Inputs to begin with: those that the tests and the samples have anyway. */
    private static List<byte[]> seeds(Class<?> fuzzer) throws IOException {
        return switch (AllFuzzers.FUZZERS.indexOf(fuzzer)) {
            case 0 ->
                Stream.concat(Stream.of(Files.readString(Path.of("conf/targets.yaml"))), bad("bad-targets.txt"))
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList();
            case 1 ->
                Stream.concat(
                                Stream.of(
                                        Files.readString(Path.of("conf/standalone.json")),
                                        Files.readString(Path.of("conf/monitor.json"))),
                                bad("bad-settings.txt").filter(text -> text.startsWith("{")))
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList();
            case 2 -> results(WireFormat.JSON);
            case 3 -> results(WireFormat.PROTOBUF);
            case 4 ->
                split(resource("/io/nudger/evaluate/expectations.txt"), "(?m)^===\n")
                        .map(text -> text.strip().getBytes(StandardCharsets.ISO_8859_1))
                        .toList();
            default -> all();
        };
    }

    /** The seeds of every fuzzer, with the byte before them that leads there. */
    private static List<byte[]> all() throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < AllFuzzers.FUZZERS.size(); i++) {
            for (byte[] seed : seeds(AllFuzzers.FUZZERS.get(i))) {
                byte[] led = new byte[seed.length + 1];
                led[0] = (byte) i;
                System.arraycopy(seed, 0, led, 1, seed.length);
                all.add(led);
            }
        }
        return all;
    }

    private static List<byte[]> results(WireFormat format) {
        RandomResults random = new RandomResults(1);
        return Stream.generate(random::next)
                .limit(RESULTS)
                .map((CheckResult result) -> format.codec().encode(result))
                .toList();
    }

    /** The inputs in a table of inputs and what is said of them. */
    private static Stream<String> bad(String table) throws IOException {
        return split(resource("/io/nudger/config/" + table), "(?m)^=== .*\n").map(row -> row.split("\n-->\n", 2)[0]);
    }

    private static Stream<String> split(String text, String separator) {
        return Arrays.stream(text.split(separator)).filter(part -> !part.isBlank());
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(Fuzzing.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(List<byte[]> seeds, Path directory) {
        IntStream.range(0, seeds.size()).forEach(i -> {
            try {
                Files.write(directory.resolve("seed-" + i), seeds.get(i));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
