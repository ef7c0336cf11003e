package io.nudger.report;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report as CSV (RFC 4180): one line for each target and zone, and one with an empty zone for all zones together. */
final class CsvReport {
    private static final List<String> COUNTS = List.of(
            "uptime",
            "coverage",
            "uptime_without_maintenance",
            "coverage_without_maintenance",
            "expected",
            "up",
            "down",
            "unknown",
            "missed",
            "absent",
            "maintenance_expected",
            "undivided_hours",
            "budget_left");
    private static final List<String> DURATIONS = List.of("p50", "p95", "p99");
    private static final List<String> TIMES = List.of(
            "outages", "partial_outages", "downtime", "partial_time", "downtime_without_maintenance", "mttr", "mtbf");
    private static final String END = "\r\n";

    private CsvReport() {}

    static String of(Report report) {
        StringBuilder csv = new StringBuilder("from,to,target,zone");
        for (List<String> columns : List.of(COUNTS, DURATIONS, TIMES)) {
            columns.forEach(column -> csv.append(',').append(column));
        }
        csv.append(",kept_since,undivided_days").append(END);
        String gaps = gaps(report);
        for (String target : report.targets()) {
            JsonObject times =
                    report.table("times", target).stream().findFirst().orElseGet(JsonObject::new);
            List<JsonObject> durations = report.table("durations", target);
            for (JsonObject row : report.table("availability", target)) {
                @Nullable String zone = row.getString("zone");
                JsonObject lasted = durations.stream()
                        .filter(duration -> java.util.Objects.equals(zone, duration.getString("zone")))
                        .findFirst()
                        .orElseGet(JsonObject::new);
                csv.append(report.request().from())
                        .append(',')
                        .append(report.request().to());
                csv.append(',').append(cell(target)).append(',').append(cell(zone));
                csv.append(cells(row, COUNTS)).append(cells(lasted, DURATIONS));
                csv.append(cells(zone == null ? times : new JsonObject(), TIMES));
                csv.append(gaps).append(END);
            }
        }
        return csv.toString();
    }

    /** What is not kept of the span, the same for all. */
    private static String gaps(Report report) {
        return "," + cell(report.keptSince()) + ","
                + report.undividedDays().stream().map(Instant::toString).collect(Collectors.joining(" "));
    }

    private static String cells(JsonObject row, List<String> columns) {
        return columns.stream().map(column -> "," + cell(row.getValue(column))).collect(Collectors.joining());
    }

    /** A text that begins like a formula is kept from being one: spreadsheets would run it. */
    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (!(value instanceof Number) && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
