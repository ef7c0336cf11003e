package io.nudger.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nudger.check.Printable;
import io.nudger.document.InvalidConfigException;
import io.nudger.testing.ForeignTexts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong, and what is said about it, word for word: the tables are in the resources beside this class. */
final class BadInputTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("WORD", "eighty", "EMPTY", "", "PG_TOKEN", "s3cret", "ZONE", "fra");

    @TempDir
    Path directory;

    /**
     * A row of a table.
     *
     * @param name what is wrong
     * @param file the name of the file that holds the input
     * @param input the input
     * @param expected every problem, a line each
     */
    record Bad(String name, String file, String input, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("badSettings")
    void saysWhatIsWrongWithSettings(Bad bad) throws IOException {
        Path file = write(bad);

        check(bad, () -> new SettingsLoader(ENVIRONMENT::get).load(file.toString()));
    }

    @ParameterizedTest
    @MethodSource("badTargets")
    void saysWhatIsWrongWithTargets(Bad bad) throws IOException {
        Path file = write(bad);

        check(bad, () -> new TargetsLoader(new TargetSource.AtPath(file), ENVIRONMENT::get).load());
    }

    @ParameterizedTest
    @MethodSource("badAlerts")
    void reportsWhatIsWrongWithAlerts(Bad bad) throws IOException {
        Path file = write(bad);
        Path targets = Files.writeString(
                directory.resolve("targets.yaml"),
                "targets: [{name: shop, url: 'https://a.example/', maintenance: [backup]}]");

        check(bad, () -> new AlertsLoader(file, ENVIRONMENT::get)
                .load(new TargetsLoader(new TargetSource.AtPath(targets), ENVIRONMENT::get).load()));
    }

    /** Keys, values and what parsers say of them; raw, and as the file may spell it. */
    @Test
    void whatFilesSayIsHarmless() throws IOException {
        for (String kind : ForeignTexts.KINDS) {
            String spelled = new JsonObject()
                    .put("name", kind)
                    .put(kind, kind)
                    .put("url", kind)
                    .put("expect", kind)
                    .encode();
            List<String> inputs = List.of(
                    "{\"targets\": [" + spelled + "]}",
                    "{\"targets\": [" + Printable.json(spelled) + "]}",
                    "targets:\n- " + kind + ": " + kind + "\n  expect: {regexp: '(" + kind + "'}\n",
                    "targets: [*" + kind + "]",
                    kind);
            for (String input : inputs) {
                for (String name : List.of("t.yaml", "t.json")) {
                    Path file = Files.write(directory.resolve(name), input.getBytes(StandardCharsets.UTF_8));
                    refusedHarmlessly(() -> new TargetsLoader(new TargetSource.AtPath(file), ENVIRONMENT::get).load());
                    refusedHarmlessly(() -> new SettingsLoader(ENVIRONMENT::get).load(file.toString()));
                    refusedHarmlessly(() -> new AlertsLoader(file, ENVIRONMENT::get).load(null));
                }
            }
            refusedHarmlessly(() -> new SettingsLoader(ENVIRONMENT::get).load("{\"zone\": \"" + kind + "\"}"));
        }
    }

    @Test
    void aPatternOfAHundredKilobytesIsRefused() throws IOException {
        String pattern = "ab?".repeat(33_334);
        Path file = Files.writeString(
                directory.resolve("t.yaml"),
                "targets:\n- {name: a, url: 'https://a.example/'}\n- {name: b, url: 'https://b.example/', regexp: '"
                        + pattern + "'}\n");

        InvalidConfigException refusal = catchThrowableOfType(
                InvalidConfigException.class,
                () -> new TargetsLoader(new TargetSource.AtPath(file), ENVIRONMENT::get).load());

        assertThat(refusal.getMessage())
                .contains("t.yaml:3: targets[1].regexp of \"b\": wanted a regular expression, found \"ab?ab?")
                .endsWith("longer than 2000 characters")
                .hasSizeLessThan(1_000);
    }

    private static void refusedHarmlessly(ThrowingCallable loading) {
        InvalidConfigException refusal = catchThrowableOfType(InvalidConfigException.class, loading);
        assertThat(refusal).isNotNull();
        ForeignTexts.assertHarmless(refusal.getMessage());
        assertThat(refusal.getMessage().lines()).hasSameSizeAs(refusal.problems());
    }

    private void check(Bad bad, ThrowingCallable loading) {
        InvalidConfigException refusal = catchThrowableOfType(InvalidConfigException.class, loading);

        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.getMessage().replace(directory + "/", "")).isEqualTo(bad.expected);
        assertThat(refusal.getMessage()).doesNotContain("s3cret");
    }

    private Path write(Bad bad) throws IOException {
        Files.writeString(directory.resolve("token"), "s3cret\n");
        Files.writeString(directory.resolve("ec.key"), "-----BEGIN EC PRIVATE KEY-----\ns3cret");
        return Files.writeString(directory.resolve(bad.file), bad.input.replace("{DIRECTORY}", directory.toString()));
    }

    static Stream<Bad> badSettings() throws IOException {
        return table("bad-settings.txt");
    }

    static Stream<Bad> badAlerts() throws IOException {
        return table("bad-alerts.txt");
    }

    static Stream<Bad> badTargets() throws IOException {
        return table("bad-targets.txt");
    }

    /** Rows begin with {@code ===}, a file name and what is wrong; {@code -->} parts the input from what is said. */
    private static Stream<Bad> table(String resource) throws IOException {
        try (InputStream stream = Objects.requireNonNull(BadInputTest.class.getResourceAsStream(resource))) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== ")).skip(1).map(BadInputTest::row);
        }
    }

    private static Bad row(String text) {
        int title = text.indexOf('\n');
        int split = text.indexOf("\n-->\n");
        String[] fileAndName = text.substring(0, title).split(" ", 2);
        return new Bad(
                fileAndName[1],
                fileAndName[0],
                text.substring(title + 1, split),
                text.substring(split + "\n-->\n".length()).strip());
    }
}
