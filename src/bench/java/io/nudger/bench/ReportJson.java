package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Every number of a report as JSON, and back, so that a row that is measured alone stands beside those of before. */
final class ReportJson {
    private ReportJson() {}

    static JsonObject write(Report report) {
        JsonArray rows = new JsonArray();
        report.chapters().forEach(chapter -> rows.add(write(chapter)));
        return new JsonObject().put("rows", rows).put("failures", new JsonArray(report.failures()));
    }

    /** The rows of such a file; none when there is no file. */
    static List<Report.Chapter> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return new JsonObject(Files.readString(file))
                    .getJsonArray("rows").stream()
                            .map(JsonObject.class::cast)
                            .map(ReportJson::chapter)
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject write(Report.Chapter chapter) {
        JsonArray lines = new JsonArray();
        chapter.results().forEach(result -> lines.add(write(result)));
        return JsonObject.of(
                "row", chapter.row(), "title", chapter.title(), "measured", chapter.measured(), "results", lines);
    }

    private static Report.Chapter chapter(JsonObject json) {
        int row = json.getInteger("row");
        return new Report.Chapter(
                row,
                json.getString("title"),
                json.getString("measured"),
                json.getJsonArray("results").stream()
                        .map(line -> result(row, (JsonObject) line))
                        .toList());
    }

    private static JsonObject write(Result result) {
        JsonObject json = new JsonObject()
                .put("name", result.name())
                .put("unit", result.unit())
                .put("values", numbers(result.values()))
                .put("reference", result.reference().name())
                .put("reference_values", numbers(result.reference().values()));
        putNumber(json, "median", result.median());
        putNumber(json, "reference_median", result.reference().median());
        putNumber(json, "ratio", result.ratio());
        Goal goal = result.goal();
        if (goal != null) {
            json.put(
                            "goal",
                            JsonObject.of(
                                    "of_ratio", goal.ofRatio(), "at_least", goal.atLeast(), "bound", goal.bound()))
                    .put("met", result.met());
        }
        return result.note().isEmpty() ? json : json.put("note", result.note());
    }

    private static Result result(int row, JsonObject json) {
        Reference reference =
                new Reference(json.getString("reference"), numbers(json.getJsonArray("reference_values")));
        Result result = Result.of(
                        row,
                        json.getString("name"),
                        json.getString("unit"),
                        numbers(json.getJsonArray("values")),
                        reference)
                .with(json.getString("note", ""));
        JsonObject goal = json.getJsonObject("goal");
        return goal == null
                ? result
                : result.with(
                        new Goal(goal.getBoolean("of_ratio"), goal.getBoolean("at_least"), goal.getDouble("bound")));
    }

    /** JSON has no NaN. */
    private static JsonArray numbers(List<Double> values) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(value.isNaN() ? null : value));
        return array;
    }

    private static List<Double> numbers(JsonArray array) {
        return array.stream()
                .map(value -> value == null ? Double.NaN : ((Number) value).doubleValue())
                .toList();
    }

    private static void putNumber(JsonObject json, String key, double number) {
        if (!Double.isNaN(number)) {
            json.put(key, number);
        }
    }
}
