package io.nudger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    private static final Result FAST = new Result(
            1,
            "plain",
            "checks/CPU-s",
            List.of(4_000.0, 2_000.0, 3_900.0),
            new Reference("blackbox_exporter", List.of(1_000.0, 500.0, 960.0)),
            Goal.ratioAtLeast(4),
            "64 at a time");
    private static final Result ALONE = Result.of(
                    1, "tls", "checks/CPU-s", List.of(700.0), Reference.absent("wrk is absent"))
            .with(Goal.ratioAtLeast(0.8));
    private static final Report.Chapter CHAPTER = new Report.Chapter(1, "Checks", "On a Monday.", List.of(FAST, ALONE));
    private static final Report REPORT = new Report(
            new Report.Setting(Plan.quick(), Instant.EPOCH, Map.of("processor", "two cores")),
            List.of(CHAPTER),
            List.of("2. Schedule: it rains"));

    @Test
    void ratioIsTheMedianOfTheRatiosOfEachRunSoThatASlowRunDoesNotCount() {
        assertThat(FAST.median()).isEqualTo(3_900);
        assertThat(FAST.ratio()).isEqualTo(4);
        assertThat(FAST.met()).isTrue();
    }

    @Test
    void goalIsNotJudgedWithoutTheReferenceItIsAbout() {
        assertThat(ALONE.met()).isNull();
        assertThat(CHAPTER.table()).contains("wrk is absent");
    }

    @Test
    void goalsOfValuesNeedNoReference() {
        Result late = Result.of(2, "p99", "ms", List.of(11.0), Reference.absent(""));

        assertThat(late.with(Goal.atMost(10)).met()).isFalse();
        assertThat(late.with(Goal.atMost(11)).met()).isTrue();
        assertThat(late.with(Goal.atLeast(12)).met()).isFalse();
    }

    @Test
    void tableNamesMachineGoalAndWhatWasNotMeasured() {
        assertThat(CHAPTER.table()).contains("3,900 checks/CPU-s", "960 blackbox_exporter", "4×", "met");
        assertThat(REPORT.summary()).contains("two cores", "NOT MEASURED: 2. Schedule: it rains");
    }

    @Test
    void runThatIsTooShortIsNotHeldAgainstTheGoals() {
        assertThat(FAST.withoutGoal().met()).isNull();
        assertThat(REPORT.summary()).contains("Too short a run to be held against the goals");
    }

    @Test
    void everythingIsWritten(@TempDir Path directory) throws IOException {
        REPORT.write(directory);

        assertThat(Files.readString(directory.resolve("results.md")))
                .contains("| plain | 3,900 checks/CPU-s | 960 blackbox_exporter | 4× | ≥ 4× | met |")
                .contains("plain: 64 at a time", "![Checks](row-1.svg)");
        JsonObject row = new JsonObject(Files.readString(directory.resolve("results.json")))
                .getJsonArray("rows")
                .getJsonObject(0);
        assertThat(row.getJsonArray("results").getJsonObject(0).getDouble("ratio"))
                .isEqualTo(4);
        assertThat(Files.readString(directory.resolve("row-1.svg")))
                .startsWith("<?xml")
                .contains("<svg", "nudger");
    }

    @Test
    void rowMeasuredAloneTakesTheOldOnesPlaceAndTheOthersStay(@TempDir Path directory) {
        REPORT.with(List.of(new Report.Chapter(2, "Schedule", "On a Tuesday.", List.of())))
                .write(directory);

        List<Report.Chapter> read = ReportJson.read(directory.resolve("results.json"));
        assertThat(read).extracting(Report.Chapter::row).containsExactly(1, 2);
        assertThat(read.get(0)).isEqualTo(CHAPTER);
        Report.Chapter anew = new Report.Chapter(1, "Checks", "On a Friday.", List.of(FAST));
        assertThat(new Report(REPORT.setting(), List.of(anew), List.of())
                        .with(read)
                        .markdown())
                .contains("On a Friday.", "On a Tuesday.")
                .doesNotContain("On a Monday.");
        assertThat(ReportJson.read(directory.resolve("none.json"))).isEmpty();
    }

    @Test
    void pagesGetTheirTablesBetweenTheirMarksEachTimeAnew(@TempDir Path directory) throws IOException {
        String marks = "<!-- what follows is written by make bench -->\n<!-- up to here -->\n";
        Path readme = Files.writeString(directory.resolve("README.md"), "before\n" + marks + "after\n");
        Path page = Files.writeString(directory.resolve("page.md"), marks);

        REPORT.putInto(readme, page);
        String once = Files.readString(readme);
        REPORT.putInto(readme, page);

        assertThat(Files.readString(readme))
                .isEqualTo(once)
                .startsWith("before\n<!--")
                .endsWith("<!-- up to here -->\nafter\n")
                .contains("| plain |");
        assertThat(Files.readString(page)).contains("### 1. Checks");
    }

    @Test
    void samplesAtTheEndsAndInTheMiddle() {
        Samples samples = Samples.of(4, 1, 3, 2);

        assertThat(samples.median()).isEqualTo(2.5);
        assertThat(samples.quantile(0.99)).isEqualTo(4);
        assertThat(samples.quantile(0.25)).isEqualTo(1);
        assertThat(Samples.of().median()).isNaN();
    }

    @Test
    void numbersAreShort() {
        assertThat(List.of(12_345.6, 12.34, 1.234, 0.01234, 2.0, 0.0, Double.NaN))
                .extracting(Numbers::text)
                .containsExactly("12,346", "12.3", "1.23", "0.012", "2", "0", "–");
    }
}
