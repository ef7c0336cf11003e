package io.nudger.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.HttpCheck;
import io.nudger.check.Outcome;
import io.nudger.config.TargetSource;
import io.nudger.config.TargetsLoader;
import io.nudger.evaluate.Verdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Conditions of Gatus held against answers: the verdict of Gatus, read from its documentation and source, and that of the
 * target that the import makes of it. Where they differ, a comment has to name the condition.
 */
final class GatusConditionsTest {
    private static final Path TABLE = Path.of("src/test/resources/io/nudger/imports/gatus-conditions.txt");

    @TempDir
    Path directory;

    /**
     * A row of the table.
     *
     * @param condition the condition
     * @param status the status of the answer
     * @param body its body
     * @param gatus whether Gatus takes it
     * @param said {@code named} when a comment has to name it, {@code other} when the documentation says that nudger has the
     *     other verdict, else {@code same}
     */
    record Row(String condition, int status, String body, boolean gatus, String said) {}

    @ParameterizedTest
    @MethodSource("rows")
    void translatesRightlyOrSaysSo(Row row) throws Exception {
        String config = "endpoints:\n  - name: a\n    url: http://a.test/\n    conditions: ['"
                + row.condition().replace("'", "''") + "']\n";
        String yaml = Imports.files(SourceFormat.GATUS, List.of(new Source("config.yaml", config)))
                .targets();
        Path file = Files.writeString(directory.resolve("targets.yaml"), yaml);
        HttpCheck check = HttpCheck.of(new TargetsLoader(new TargetSource.AtPath(file), name -> "word")
                .load()
                .all()
                .iterator()
                .next());

        boolean named = yaml.lines().anyMatch(line -> line.startsWith("    # ") && line.contains(row.condition()));
        assertThat(named)
                .as("whether a comment names it:\n%s", yaml)
                .isEqualTo(row.said().equals("named"));
        if (!named) {
            boolean up =
                    Verdicts.of(check.expectation(), row.status(), row.body()).outcome() == Outcome.UP;
            assertThat(up).as(yaml).isEqualTo(row.gatus() == row.said().equals("same"));
        }
    }

    static Stream<Row> rows() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(GatusConditionsTest::row);
    }

    /** {@code condition | status | body | up or down | same, named or other}. */
    private static Row row(String line) {
        String[] cells = line.split(" \\| ", -1);
        assertThat(cells).as(line).hasSize(5);
        return new Row(
                cells[0].strip(),
                Integer.parseInt(cells[1].strip()),
                cells[2].strip().replace("\\n", "\n"),
                cells[3].strip().equals("up"),
                cells[4].strip());
    }
}
