package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.check.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** Rows for people, in columns that are as wide as they need to be, or one JSON object a line. */
final class Rows {
    private static final int WIDEST = 60;

    private Rows() {}

    static void print(PrintWriter out, List<JsonObject> rows, boolean json, String... columns) {
        if (json) {
            rows.forEach(row -> out.println(Printable.json(row.encode())));
        } else {
            table(out, rows, columns);
        }
        out.flush();
    }

    /** There are none; the exit status that says so. */
    static int none(CommandSpec spec, String why) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(why);
        err.flush();
        return ExitStatus.FAILED;
    }

    private static void table(PrintWriter out, List<JsonObject> rows, String... columns) {
        int[] widths = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    columns[i].length(),
                    rows.stream()
                            .mapToInt(row -> text(row, columns[column]).length())
                            .max()
                            .orElse(0));
        }
        StringBuilder heading = new StringBuilder();
        for (int i = 0; i < columns.length; i++) {
            heading.append(padded(columns[i].replace('_', ' '), widths[i]));
        }
        out.println(heading.toString().stripTrailing());
        for (JsonObject row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns.length; i++) {
                line.append(padded(text(row, columns[i]), widths[i]));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length() + 2);
    }

    private static String text(JsonObject row, String column) {
        Object value = row.getValue(column);
        if (value instanceof JsonArray several) {
            value = several.isEmpty()
                    ? null
                    : several.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        if (value == null) {
            return "-";
        }
        String text = Printable.line(value.toString()).replaceFirst("\\+00:00$", "Z");
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
    }
}
