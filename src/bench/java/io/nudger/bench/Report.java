package io.nudger.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What was measured, as a table for a terminal, as Markdown, as JSON and as charts.
 *
 * @param setting when and on what
 * @param chapters the rows
 * @param failures rows that could not be measured, and why
 */
record Report(Setting setting, List<Chapter> chapters, List<String> failures) {
    private static final String BEGIN = "<!-- what follows is written by make bench -->";
    private static final String END = "<!-- up to here -->";
    private static final List<String> HEADER = List.of("", "nudger", "reference", "ratio", "goal", "");

    /**
     * When and on what it was measured.
     *
     * @param plan how much
     * @param begin when it began
     * @param machine what the machine is
     */
    record Setting(Plan plan, Instant begin, Map<String, String> machine) {
        String text() {
            String runs = plan.runs() == 1 ? "one run each" : "medians of " + plan.runs() + " runs";
            String verdict = plan.evaluated() ? "" : "Too short a run to be held against the goals. ";
            return "Measured " + begin + " (" + plan.name() + ", " + runs + "). " + verdict
                    + machine.entrySet().stream()
                            .map(part -> part.getKey() + ": " + part.getValue())
                            .collect(Collectors.joining("; "))
                    + ".";
        }
    }

    /**
     * One row and its lines.
     *
     * @param row its number
     * @param title what it is about
     * @param results its lines
     */
    record Chapter(int row, String title, List<Result> results) {
        String heading() {
            return row + ". " + title;
        }

        String chart() {
            return "row-" + row + ".svg";
        }

        /** For a terminal. */
        String table() {
            List<List<String>> all = Stream.concat(
                            Stream.of(HEADER), results.stream().map(Report::cells))
                    .toList();
            List<Integer> widths = IntStream.range(0, HEADER.size())
                    .mapToObj(column -> all.stream()
                            .mapToInt(cells -> cells.get(column).length())
                            .max()
                            .orElse(0))
                    .toList();
            return all.stream().map(cells -> line(cells, widths)).collect(Collectors.joining());
        }
    }

    /** What stands below the tables on a terminal. */
    String summary() {
        return Stream.concat(Stream.of(setting.text()), failures.stream().map(failure -> "NOT MEASURED: " + failure))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** All of it, with the notes. */
    String markdown() {
        StringBuilder text = new StringBuilder("# What was measured\n\n").append(body("##", true));
        failures.forEach(
                failure -> text.append("\nNot measured: ").append(failure).append('\n'));
        return text.toString();
    }

    /** Every number. */
    JsonObject json() {
        JsonArray lines = new JsonArray();
        chapters.forEach(chapter -> chapter.results().forEach(result -> lines.add(json(result))));
        return new JsonObject()
                .put("measured", setting.begin().toString())
                .put("plan", setting.plan().name())
                .put("machine", new JsonObject(Map.copyOf(setting.machine())))
                .put("results", lines)
                .put("failures", new JsonArray(failures));
    }

    /** Puts everything into this directory. */
    void write(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("results.md"), markdown());
            Files.writeString(directory.resolve("results.json"), json().encodePrettily() + "\n");
            for (Chapter chapter : chapters) {
                Files.writeString(directory.resolve(chapter.chart()), Charts.svg(chapter));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the goals into the one page and the tables into the other, between the marks that they have for it. */
    void putInto(Path readme, Path page) {
        splice(readme, setting.text() + "\n\n" + goals());
        splice(page, body("###", false));
    }

    private String goals() {
        return markdownTable(chapters.stream()
                .flatMap(chapter -> chapter.results().stream())
                .filter(result -> result.goal() != null)
                .map(Report::cells)
                .toList());
    }

    private String body(String heading, boolean charts) {
        StringBuilder text = new StringBuilder(setting.text()).append('\n');
        for (Chapter chapter : chapters) {
            text.append('\n')
                    .append(heading)
                    .append(' ')
                    .append(chapter.heading())
                    .append("\n\n");
            text.append(
                    markdownTable(chapter.results().stream().map(Report::cells).toList()));
            chapter.results().stream()
                    .filter(result -> !result.note().isEmpty())
                    .forEach(result -> text.append("\n- ")
                            .append(result.name())
                            .append(": ")
                            .append(result.note()));
            text.append('\n');
            if (charts) {
                text.append("\n![")
                        .append(chapter.title())
                        .append("](")
                        .append(chapter.chart())
                        .append(")\n");
            }
        }
        return text.toString();
    }

    private static String markdownTable(List<List<String>> lines) {
        return Stream.concat(
                        Stream.of(HEADER, HEADER.stream().map(column -> "---").toList()), lines.stream())
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.joining());
    }

    private static String line(List<String> cells, List<Integer> widths) {
        StringBuilder text = new StringBuilder("  ");
        for (int column = 0; column < cells.size(); column++) {
            text.append(cells.get(column))
                    .append(" ".repeat(widths.get(column) - cells.get(column).length() + 2));
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static List<String> cells(Result result) {
        Result.Reference reference = result.reference();
        Result.Goal goal = result.goal();
        Boolean met = result.met();
        return List.of(
                result.name(),
                Numbers.text(result.median()) + " " + result.unit(),
                reference.values().isEmpty()
                        ? reference.name()
                        : Numbers.text(reference.median()) + " " + reference.name(),
                Double.isNaN(result.ratio()) ? "" : Numbers.text(result.ratio()) + "×",
                goal == null ? "" : goal.toString(),
                met == null ? "" : met ? "met" : "missed");
    }

    private static JsonObject json(Result result) {
        JsonObject json = new JsonObject()
                .put("row", result.row())
                .put("name", result.name())
                .put("unit", result.unit())
                .put("values", numbers(result.values()))
                .put("reference", result.reference().name())
                .put("reference_values", numbers(result.reference().values()));
        putNumber(json, "median", result.median());
        putNumber(json, "reference_median", result.reference().median());
        putNumber(json, "ratio", result.ratio());
        if (result.goal() != null) {
            json.put("goal", result.goal().toString()).put("met", result.met());
        }
        return result.note().isEmpty() ? json : json.put("note", result.note());
    }

    /** JSON has no NaN. */
    private static JsonArray numbers(List<Double> values) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(value.isNaN() ? null : value));
        return array;
    }

    private static void putNumber(JsonObject json, String key, double number) {
        if (!Double.isNaN(number)) {
            json.put(key, number);
        }
    }

    private static void splice(Path page, String text) {
        try {
            String before = Files.readString(page);
            int begin = before.indexOf(BEGIN);
            int end = before.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new IllegalStateException(page + " has no place for the results");
            }
            Files.writeString(page, before.substring(0, begin + BEGIN.length()) + "\n" + text + before.substring(end));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
