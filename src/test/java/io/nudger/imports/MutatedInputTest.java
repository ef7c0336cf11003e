package io.nudger.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.TargetSource;
import io.nudger.config.TargetsLoader;
import io.nudger.document.InvalidConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that somebody damaged are refused in one line, or give targets that nudger takes. Nothing else happens. */
final class MutatedInputTest {
    private static final int ROUNDS = 60;
    private static final List<String> JUNK = List.of(
            "",
            "null",
            "[]",
            "{}",
            "true",
            "-1",
            "1e9",
            "9".repeat(30),
            "'",
            "\"",
            "\u0000",
            "\u2028",
            "é漢😀",
            "$${",
            "${",
            "a: b",
            "# c",
            "\t",
            "- x",
            "http://",
            "https://[::1",
            "(?=x)",
            "(((",
            "%zz",
            "*",
            "[",
            "\\",
            "x".repeat(5_000),
            "\\ud800",
            "~",
            ": ",
            "|",
            "&a",
            "*a",
            "!!int 3",
            "pat([",
            "5m",
            "--url",
            "=",
            "0",
            "1y");

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("io.nudger.imports.ImportsTest#cases")
    void isRefusedInOneLineOrGivesValidTargets(ImportsTest.Case files) throws Exception {
        Random random = new Random(files.toString().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            List<Source> sources = new ArrayList<>();
            for (Source source : files.sources()) {
                sources.add(new Source(source.name(), mutated(source.text(), random)));
            }
            check(files.from(), sources);
        }
    }

    private void check(SourceFormat from, List<Source> sources) throws Exception {
        String targets;
        try {
            targets = Imports.files(from, sources).targets();
        } catch (ImportException e) {
            String source = String.valueOf(e.getMessage()).replaceFirst(":.*", "");
            assertThat(e.getMessage()).doesNotContain("\n");
            assertThat(sources).extracting(Source::name).contains(source);
            return;
        }
        Path file =
                Files.writeString(directory.resolve("targets.yaml"), targets.replaceAll("\\$\\{file:[^}]*}", "word"));
        try {
            TargetsLoader loader =
                    new TargetsLoader(new TargetSource.AtPath(file), name -> name.equals("PORT") ? "8443" : "word");
            assertThat(loader.load()).isNotNull();
        } catch (InvalidConfigException e) {
            // What a URL refers to, and what is in a file, is known to its owner only.
            assertThat(e.getMessage()).as(targets).containsPattern("\\$\\{|: the file |\\.proxy of ");
        }
    }

    private static String mutated(String text, Random random) {
        String mutated = text;
        for (int edits = random.nextInt(4); edits > 0 && !mutated.isEmpty(); edits--) {
            List<String> lines = new ArrayList<>(Arrays.asList(mutated.split("\n", -1)));
            int line = random.nextInt(lines.size());
            int at = random.nextInt(mutated.length());
            String junk = JUNK.get(random.nextInt(JUNK.size()));
            switch (random.nextInt(5)) {
                case 0 -> lines.remove(line);
                case 1 -> lines.add(line, lines.get(random.nextInt(lines.size())));
                case 2 -> lines.set(line, withValue(lines.get(line), junk));
                case 3 -> lines = List.of(mutated.substring(0, at));
                default -> lines = List.of(mutated.substring(0, at) + junk + mutated.substring(at));
            }
            mutated = String.join("\n", lines);
        }
        return mutated;
    }

    private static String withValue(String line, String junk) {
        int colon = line.indexOf(": ");
        int begin = colon < 0 ? line.indexOf('=') + 1 : colon + 2;
        return line.substring(0, begin) + junk + (line.endsWith(",") ? "," : "");
    }
}
