package io.nudger.report;

import static io.nudger.report.Texts.day;
import static io.nudger.report.Texts.escape;
import static io.nudger.report.Texts.length;
import static io.nudger.report.Texts.milliseconds;
import static io.nudger.report.Texts.moment;
import static io.nudger.report.Texts.number;
import static io.nudger.report.Texts.percent;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A report as one page that needs nothing else, for a screen and for paper (A4). */
final class HtmlReport {
    private static final String STYLE = style();

    private final Report report;
    private final ReportRequest request;
    private final StringBuilder page = new StringBuilder(1 << 16);

    HtmlReport(Report report) {
        this.report = report;
        request = report.request();
    }

    String html() {
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(escape(request.title()))
                .append(" · ")
                .append(escape(period()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n");
        cover();
        overview();
        for (String target : report.targets()) {
            target(target);
        }
        outages();
        maintenances();
        configurations();
        suspectSpans();
        rules();
        seals();
        queries();
        page.append("</main>\n</body>\n</html>\n");
        return page.toString();
    }

    private void cover() {
        JsonObject total = report.table("total").get(0);
        page.append("<header>\n<p class=\"kind\">Availability report</p>\n<h1>")
                .append(escape(request.title()))
                .append("</h1>\n<p class=\"period\">")
                .append(escape(period()))
                .append("</p>\n<dl class=\"figures\">\n");
        figure("Uptime", percent(report.uptime(total)), maintenanceNote(total));
        figure("Coverage", percent(coverage(total)), number(total.getValue("expected")) + " checks were due");
        double downtime = report.table("times").stream()
                .mapToDouble(row -> row.getDouble(downtimeColumn()))
                .sum();
        figure("Downtime", length(downtime), "all targets together");
        Double objective = request.objective();
        if (objective != null) {
            figure(
                    "Objective " + percent(objective),
                    number(total.getValue("met")) + " of " + number(total.getValue("targets")),
                    "targets met it");
        }
        page.append(
                        "</dl>\n<p class=\"note\">Uptime is the part of the checks that were up, of those that were up or down. ")
                .append("Coverage is the part of all checks that were due of which it is known how they ended: ")
                .append("a check that did not run counts neither as up nor as down.</p>\n</header>\n");
    }

    private void figure(String name, String value, String note) {
        page.append("<div><dt>").append(escape(name)).append("</dt><dd>").append(escape(value));
        page.append("<small>").append(escape(note)).append("</small></dd></div>\n");
    }

    private String maintenanceNote(JsonObject total) {
        if (number(total.getValue("maintenance_expected")).equals("0")) {
            return "no maintenance that is left out";
        }
        return request.maintenanceCounts() ? "maintenance counts" : "maintenance left out";
    }

    private void overview() {
        heading("Targets");
        Table table = new Table(page, "Each target over all its zones");
        table.text("Target");
        table.text("Days");
        List.of("Uptime", "Coverage", "Downtime", "Outages", "p95").forEach(table::number);
        boolean budget = request.objective() != null;
        if (budget) {
            table.number("Budget left");
        }
        table.begin();
        for (String target : report.targets()) {
            JsonObject all = overall("availability", target);
            JsonObject times = overall("times", target);
            table.row();
            table.html("<a href=\"#" + id(target) + "\">" + escape(target) + "</a>");
            table.html(DayStrip.of(report.table("days", target), request));
            table.cell(percent(report.uptime(all)));
            table.cell(percent(coverage(all)));
            table.cell(length(times.getDouble(downtimeColumn())));
            table.cell(number(times.getValue("outages")));
            table.cell(milliseconds(overall("durations", target).getDouble("p95")));
            if (budget) {
                table.cell(percent(all.getDouble("budget_left")));
            }
        }
        table.end();
    }

    private void target(String target) {
        JsonObject facts = overall("targets", target);
        JsonObject times = overall("times", target);
        page.append("<section class=\"target\">\n<h2 id=\"")
                .append(id(target))
                .append("\">")
                .append(escape(target));
        page.append("</h2>\n<p class=\"facts\">").append(escape(String.valueOf(facts.getString("url"))));
        page.append(" · every ").append(length(facts.getDouble("interval")));
        JsonObject labels = facts.getJsonObject("labels", new JsonObject());
        labels.forEach(label -> page.append(" · ").append(escape(label.getKey() + "=" + label.getValue())));
        page.append("</p>\n");
        zones(target);
        page.append("<p>Downtime ").append(length(times.getDouble("downtime")));
        page.append(", without maintenance ").append(length(times.getDouble("downtime_without_maintenance")));
        page.append("; down in some zones only ").append(length(times.getDouble("partial_time")));
        page.append(". Mean time to repair ").append(length(times.getDouble("mttr")));
        page.append(", between failures ")
                .append(length(times.getDouble("mtbf")))
                .append(".</p>\n</section>\n");
    }

    private void zones(String target) {
        Table table = new Table(page, "Checks of " + target + " by zone");
        table.text("Zone");
        List.of(
                        "Uptime",
                        "Without maint.",
                        "Coverage",
                        "Due",
                        "Up",
                        "Down",
                        "Unknown",
                        "Missed",
                        "Absent",
                        "p50",
                        "p95",
                        "p99")
                .forEach(table::number);
        table.begin();
        for (JsonObject row : report.table("availability", target)) {
            @Nullable String zone = row.getString("zone");
            JsonObject lasted = report.table("durations", target).stream()
                    .filter(duration -> Objects.equals(zone, duration.getString("zone")))
                    .findFirst()
                    .orElseGet(JsonObject::new);
            table.row(zone == null ? "sum" : "");
            table.cell(zone == null ? "all" : zone);
            List.of("uptime", "uptime_without_maintenance", "coverage")
                    .forEach(column -> table.cell(percent(row.getDouble(column))));
            List.of("expected", "up", "down", "unknown", "missed", "absent")
                    .forEach(column -> table.cell(number(row.getValue(column))));
            List.of("p50", "p95", "p99").forEach(column -> table.cell(milliseconds(lasted.getDouble(column))));
        }
        table.end();
    }

    private void outages() {
        heading("Outages");
        List<JsonObject> outages = report.table("outages");
        if (outages.isEmpty()) {
            page.append("<p>There were none.</p>\n");
            return;
        }
        rows(
                "Every outage that went on within the span",
                outages,
                List.of("Target", "From", "To", "Length", "State", "Reason"),
                List.of(
                        row -> row.getString("target"),
                        row -> moment(row.getString("started_at")),
                        row -> row.getString("ended_at") == null ? "goes on" : moment(row.getString("ended_at")),
                        row -> length(row.getDouble("duration")),
                        row -> row.getString("state"),
                        HtmlReport::reason));
    }

    private static String reason(JsonObject outage) {
        Object status = outage.getValue("status_code");
        return Objects.requireNonNullElse(outage.getString("reason"), "") + (status == null ? "" : " " + status);
    }

    private void maintenances() {
        List<JsonObject> maintenances = report.table("maintenances");
        heading("Maintenance");
        if (maintenances.isEmpty()) {
            page.append("<p>None was announced.</p>\n");
            return;
        }
        rows(
                "Announced work",
                maintenances,
                List.of("Target", "Name", "From", "To", "Counts", "Could not be left out"),
                List.of(
                        row -> row.getString("target"),
                        row -> row.getString("name"),
                        row -> moment(row.getString("starts_at")),
                        row -> moment(row.getString("ends_at")),
                        row -> row.getBoolean("counts") ? "yes" : "no",
                        row -> row.getJsonArray("undivided_hours").isEmpty()
                                ? ""
                                : "the hours from " + Texts.moments(row.getJsonArray("undivided_hours"))));
    }

    private void configurations() {
        List<JsonObject> changes = report.table("configurations");
        heading("Changes of configuration");
        if (changes.isEmpty()) {
            page.append("<p>There were none.</p>\n");
            return;
        }
        rows(
                "Each configuration that was new in a zone",
                changes,
                List.of("Since", "Target", "Zone", "URL", "Every", "Hash"),
                List.of(
                        row -> moment(row.getString("since")),
                        row -> row.getString("target"),
                        row -> row.getString("zone"),
                        row -> row.getString("url"),
                        row -> length(row.getDouble("interval")),
                        row -> row.getString("config")));
    }

    private void suspectSpans() {
        List<JsonObject> spans = report.table("suspect_spans");
        if (spans.isEmpty()) {
            return;
        }
        heading("Zones that were not trusted");
        page.append(
                "<p>A zone whose own network was in trouble had no vote on the states of targets. Its checks are counted.</p>\n");
        rows(
                "Spans in which a zone was suspect",
                spans,
                List.of("Zone", "From", "To", "Hosts that others saw up"),
                List.of(
                        row -> row.getString("zone"),
                        row -> moment(row.getString("since")),
                        row -> row.getString("until") == null ? "goes on" : moment(row.getString("until")),
                        row -> row.getValue("dissenting") + " of " + row.getValue("hosts")));
    }

    private void rules() {
        heading("How it was counted");
        page.append(
                        "<ul>\n<li>All times are UTC.</li>\n<li>Uptime and coverage count checks: one for each target, zone and slot. ")
                .append(
                        "Absent are checks of which nothing was reported, missed those that did not run, unknown those that the ")
                .append("monitor itself was in trouble for.</li>\n");
        boolean incidents =
                report.table("outages").stream().anyMatch(row -> "incidents".equals(row.getString("decided_by")));
        page.append("<li>An outage is a span in which a target was down by its quorum over its zones");
        page.append(incidents ? "; where no alerter decided it, in most of them" : "")
                .append(".</li>\n");
        report.table("targets").stream()
                .map(row -> row.getString("quorum"))
                .distinct()
                .forEach(quorum -> page.append("<li>Quorum ")
                        .append(escape(quorum))
                        .append(": ")
                        .append(escape(Texts.list(report.table("targets").stream()
                                .filter(row -> quorum.equals(row.getString("quorum")))
                                .map(row -> row.getString("target"))
                                .toList())))
                        .append(".</li>\n"));
        page.append("<li>Maintenance that was announced as not counting is ")
                .append(request.maintenanceCounts() ? "counted in" : "left out of")
                .append(" the uptime above and the error budget; both numbers stand in the tables.</li>\n");
        page.append("<li>Durations are of checks that were up; percentiles are 2.5 % off at most.</li>\n</ul>\n");
    }

    private void seals() {
        heading("Seals");
        page.append("<p>When a day is over, the checks of each target and zone are sealed by a SHA-256. ")
                .append(
                        "<code>nudger verify</code> with the JSON form of this report computes all of them again.</p>\n");
        rows(
                "The seals of the span, and one over them",
                report.table("seals"),
                List.of("Target", "Zone", "Days", "Checks", "Corrected", "SHA-256 over the seals of the days"),
                List.of(
                        row -> row.getString("target"),
                        row -> row.getString("zone"),
                        row -> number(row.getValue("days")),
                        row -> number(row.getValue("rows")),
                        row -> number(row.getValue("corrected")),
                        row -> row.getString("seal")));
    }

    private void queries() {
        heading("The queries");
        page.append(
                "<p>Each table above is the answer of one of these; whoever may read the record can ask again.</p>\n");
        report.sql().forEach(query -> page.append("<h3>")
                .append(escape(query.getKey().replace('_', ' ')))
                .append("</h3>\n<pre>")
                .append(escape(String.valueOf(query.getValue())))
                .append("</pre>\n"));
        page.append("<p class=\"made\">Made ")
                .append(moment(report.generatedAt().toString()))
                .append(" UTC by nudger.</p>\n");
    }

    private void rows(
            String caption,
            List<JsonObject> rows,
            List<String> names,
            List<Function<JsonObject, @Nullable String>> cells) {
        Table table = new Table(page, caption);
        names.forEach(table::text);
        table.begin();
        for (JsonObject row : rows) {
            table.row();
            cells.forEach(cell -> table.cell(Objects.requireNonNullElse(cell.apply(row), "")));
        }
        table.end();
    }

    private void heading(String text) {
        page.append("<h2>").append(escape(text)).append("</h2>\n");
    }

    /** The row of all zones; an empty one when there is none. */
    private JsonObject overall(String table, String target) {
        return report.table(table, target).stream()
                .filter(row -> row.getValue("zone") == null)
                .findFirst()
                .orElseGet(JsonObject::new);
    }

    private @Nullable Double coverage(JsonObject availability) {
        return availability.getDouble(request.maintenanceCounts() ? "coverage" : "coverage_without_maintenance");
    }

    private String downtimeColumn() {
        return request.maintenanceCounts() ? "downtime" : "downtime_without_maintenance";
    }

    private String period() {
        Instant end = request.to();
        boolean wholeDays = end.equals(end.truncatedTo(ChronoUnit.DAYS));
        return day(request.from()) + " to " + day(wholeDays ? end.minus(1, ChronoUnit.DAYS) : end);
    }

    private String id(String target) {
        return "t" + report.targets().indexOf(target);
    }

    private static String style() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("/report/report.css")) {
            return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
