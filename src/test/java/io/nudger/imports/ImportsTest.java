package io.nudger.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nudger.config.AlertsFile;
import io.nudger.config.AlertsLoader;
import io.nudger.config.TargetSource;
import io.nudger.config.Targets;
import io.nudger.config.TargetsLoader;
import io.nudger.testing.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What comes out for what goes in: the folders in the resources beside this class hold the files of a monitor, and
 * {@code expected.yaml}. Every secret in them is {@code hunter2}.
 */
final class ImportsTest {
    private static final Path RESOURCES = Path.of("src/test/resources/io/nudger/imports");
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Root");
    private static final String EXPECTED = "expected.yaml";
    private static final String EXPECTED_ALERTS = "expected-alerts.yaml";

    @TempDir
    Path directory;

    /**
     * Files of a monitor.
     *
     * @param from the monitor
     * @param folder where they are
     */
    record Case(SourceFormat from, Path folder) {
        List<Source> sources() throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> !file.endsWith(EXPECTED) && !file.endsWith(EXPECTED_ALERTS))
                        .sorted()
                        .map(Case::source)
                        .toList();
            }
        }

        private static Source source(Path file) {
            try {
                return new Source(file.getFileName().toString(), Files.readString(file));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String toString() {
            return from + "/" + folder.getFileName();
        }
    }

    /** A row of {@code bad-input.txt}: what goes in, and the one line that is said about it. */
    record Bad(SourceFormat from, String file, String name, String input, String expected) {
        @Override
        public String toString() {
            return from + ": " + name;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void printsTheTargets(Case files) throws Exception {
        String targets = Imports.files(files.from(), files.sources()).targets();

        assertThat(targets).isEqualTo(Files.readString(files.folder().resolve(EXPECTED)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void printsWhatNudgerTakes(Case files) throws Exception {
        String yaml = Imports.files(files.from(), files.sources()).targets();

        Targets targets = load(yaml);
        long written =
                yaml.lines().filter(line -> line.startsWith("  - name: ")).count();
        assertThat(targets.all()).hasSize((int) written).isNotEmpty();
    }

    /** Every variable is something that all kinds of secrets may be. */
    @ParameterizedTest
    @MethodSource("cases")
    void printsAlertsThatNudgerTakes(Case files) throws Exception {
        String yaml = Imports.files(files.from(), files.sources()).alerts();
        Path expected = files.folder().resolve(EXPECTED_ALERTS);
        if (Files.exists(expected)) {
            assertThat(yaml).isEqualTo(Files.readString(expected));
        }

        Path written = Files.writeString(directory.resolve("alerts.yaml"), yaml);
        AlertsFile read = new AlertsLoader(written, name -> "https://hooks.example/x").load(null);
        assertThat(read.warnings()).isEmpty();
        boolean anything = yaml.lines().anyMatch(line -> line.startsWith("  - "));
        assertThat(anything).isEqualTo(Files.exists(expected));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void repeatsNoSecret(Case files) throws Exception {
        Imports.Imported imported = Imports.files(files.from(), files.sources());
        assertThat(imported.targets() + imported.alerts()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void saysWhatIsWrongInOneLine(Bad bad) {
        Source source = new Source(bad.file(), bad.input());

        ImportException refusal =
                catchThrowableOfType(ImportException.class, () -> Imports.files(bad.from(), List.of(source)));

        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.getMessage()).isEqualTo(bad.expected()).doesNotContain("hunter2");
    }

    private Targets load(String yaml) throws Exception {
        // Whatever it refers to is there.
        Path authority = Files.writeString(directory.resolve("ca.pem"), AUTHORITY.pem());
        String filled = yaml.replaceAll("\\$\\{file:[^}]*}", "word").replaceAll("ca_file: .*", "ca_file: " + authority);
        Path file = Files.writeString(directory.resolve("targets.yaml"), filled);
        return new TargetsLoader(new TargetSource.AtPath(file), ImportsTest::variable).load();
    }

    /** Whatever a value refers to is something that fits. */
    private static String variable(String name) {
        return switch (name) {
            case "PORT" -> "8443";
            case "EXPECTED" -> "204";
            case "EVERY" -> "90s";
            case "WITHIN" -> "20s";
            case "API_URL" -> "https://api.example/";
            default -> name.endsWith("PROXY") ? "http://proxy.example:3128" : "word";
        };
    }

    static Stream<Case> cases() throws IOException {
        return Arrays.stream(SourceFormat.values()).flatMap(from -> {
            try (Stream<Path> folders = Files.list(RESOURCES.resolve(from.toString()))) {
                return folders.sorted().map(folder -> new Case(from, folder)).toList().stream();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Rows begin with {@code ===}, the monitor, a file name and what is wrong; {@code -->} parts input and message. */
    static Stream<Bad> badInput() throws IOException {
        String text = Files.readString(RESOURCES.resolve("bad-input.txt"));
        return Arrays.stream(text.split("(?m)^=== ")).skip(1).map(ImportsTest::row);
    }

    private static Bad row(String text) {
        int title = text.indexOf('\n');
        int split = text.indexOf("\n-->\n");
        String[] words = text.substring(0, title).split(" ", 3);
        SourceFormat from = Arrays.stream(SourceFormat.values())
                .filter(ancestor -> ancestor.toString().equals(words[0]))
                .findFirst()
                .orElseThrow();
        String input = text.substring(title + 1, split);
        return new Bad(
                from,
                words[1],
                words[2],
                input,
                text.substring(split + "\n-->\n".length()).strip());
    }
}
