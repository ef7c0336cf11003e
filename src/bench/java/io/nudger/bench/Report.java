package io.nudger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
     * @param measured when and on what
     * @param results its lines
     */
    record Chapter(int row, String title, String measured, List<Result> results) {
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
        StringBuilder text = new StringBuilder("# What was measured\n").append(body("##", true));
        failures.forEach(
                failure -> text.append("\nNot measured: ").append(failure).append('\n'));
        return text.toString();
    }

    /** The same with these rows of earlier runs, where they were not measured now. */
    Report with(List<Chapter> earlier) {
        Map<Integer, Chapter> all = new TreeMap<>();
        earlier.forEach(chapter -> all.put(chapter.row(), chapter));
        chapters.forEach(chapter -> all.put(chapter.row(), chapter));
        return new Report(setting, List.copyOf(all.values()), failures);
    }

    /** Puts everything into this directory. */
    void write(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("results.md"), markdown());
            Files.writeString(
                    directory.resolve("results.json"), ReportJson.write(this).encodePrettily() + "\n");
            for (Chapter chapter : chapters) {
                Files.writeString(directory.resolve(chapter.chart()), Charts.svg(chapter));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the goals into the one page and the tables into the other, between the marks that they have for it. */
    void putInto(Path readme, Path page) {
        splice(readme, goals());
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
        StringBuilder text = new StringBuilder();
        for (Chapter chapter : chapters) {
            text.append('\n')
                    .append(heading)
                    .append(' ')
                    .append(chapter.heading())
                    .append("\n\n")
                    .append(chapter.measured())
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
