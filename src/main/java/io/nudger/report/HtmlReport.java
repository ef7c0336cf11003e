package io.nudger.report;

import static io.nudger.report.Texts.escape;
import static io.nudger.report.Texts.length;
import static io.nudger.report.Texts.milliseconds;
import static io.nudger.report.Texts.moment;
import static io.nudger.report.Texts.number;

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
    private final Wording words;
    private final StringBuilder page = new StringBuilder(1 << 16);

    HtmlReport(Report report, Wording words) {
        this.report = report;
        this.words = words;
        request = report.request();
    }

    String html() {
        page.append("<!DOCTYPE html>\n<html lang=\"" + words.language() + "\">\n<head>\n<meta charset=\"utf-8\">\n")
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
        page.append("<header>\n<p class=\"kind\">" + escape(words.say("Availability report")) + "</p>\n<h1>")
                .append(escape(request.title()))
                .append("</h1>\n<p class=\"period\">")
                .append(escape(period()))
                .append("</p>\n<dl class=\"figures\">\n");
        figure(words.say("Uptime"), words.percent(report.uptime(total)), maintenanceNote(total));
        figure(
                words.say("Coverage"),
                words.percent(coverage(total)),
                words.say("{0} checks were due", number(total.getValue("expected"))));
        double downtime = report.table("times").stream()
                .mapToDouble(row -> row.getDouble(downtimeColumn()))
                .sum();
        figure(words.say("Downtime"), length(downtime), words.say("all targets together"));
        Double objective = request.objective();
        if (objective != null) {
            figure(
                    words.say("Objective {0}", words.percent(objective)),
                    words.say("{0} of {1}", number(total.getValue("met")), number(total.getValue("targets"))),
                    words.say("targets met it"));
        }
        page.append("</dl>\n");
        gaps();
        page.append("<p class=\"note\">")
                .append(escape(words.say("Uptime is the part of the checks that were up, of those that were up or down."
                        + " Coverage is the part of all checks that were due of which it is known how they ended:"
                        + " a check that did not run counts neither as up nor as down.")))
                .append("</p>\n</header>\n");
    }

    /** What is not kept any more. */
    private void gaps() {
        Instant kept = report.keptSince();
        if (kept != null) {
            gap("Of the time before {0} nothing is kept any more. It counts as checks that did not run.", kept);
        }
        for (Instant day : report.undividedDays()) {
            gap(
                    "Of {0} only the sum of the whole day is kept. The part of it that belongs to this span counts as"
                            + " checks that did not run.",
                    day);
        }
    }

    private void gap(String sentence, Instant day) {
        page.append("<p class=\"gone\">")
                .append(escape(words.say(sentence, words.day(day))))
                .append("</p>\n");
    }

    private void figure(String name, String value, String note) {
        page.append("<div><dt>").append(escape(name)).append("</dt><dd>").append(escape(value));
        page.append("<small>").append(escape(note)).append("</small></dd></div>\n");
    }

    private String maintenanceNote(JsonObject total) {
        if (number(total.getValue("maintenance_expected")).equals("0")) {
            return words.say("no maintenance that is left out");
        }
        return words.say(request.maintenanceCounts() ? "maintenance counts" : "maintenance left out");
    }

    private void overview() {
        heading("Targets");
        Table table = new Table(page, words.say("Each target over all its zones"));
        table.text(words.say("Target"));
        table.text(words.say("Days"));
        List.of("Uptime", "Coverage", "Downtime", "Outages", "p95").forEach(name -> table.number(words.say(name)));
        boolean budget = request.objective() != null;
        if (budget) {
            table.number(words.say("Budget left"));
        }
        table.begin();
        for (String target : report.targets()) {
            JsonObject all = overall("availability", target);
            JsonObject times = overall("times", target);
            table.row();
            table.html("<a href=\"#" + id(target) + "\">" + escape(target) + "</a>");
            table.html(DayStrip.of(report.table("days", target), request, words));
            table.cell(words.percent(report.uptime(all)));
            table.cell(words.percent(coverage(all)));
            table.cell(length(times.getDouble(downtimeColumn())));
            table.cell(number(times.getValue("outages")));
            table.cell(milliseconds(overall("durations", target).getDouble("p95")));
            if (budget) {
                table.cell(words.percent(all.getDouble("budget_left")));
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
        page.append(" · ").append(escape(words.say("every {0}", length(facts.getDouble("interval")))));
        JsonObject labels = facts.getJsonObject("labels", new JsonObject());
        labels.forEach(label -> page.append(" · ").append(escape(label.getKey() + "=" + label.getValue())));
        page.append("</p>\n");
        zones(target);
        page.append("<p>")
                .append(escape(words.say(
                        "Downtime {0}, without maintenance {1}; down in some zones only {2}. Mean time to repair {3},"
                                + " between failures {4}.",
                        length(times.getDouble("downtime")),
                        length(times.getDouble("downtime_without_maintenance")),
                        length(times.getDouble("partial_time")),
                        length(times.getDouble("mttr")),
                        length(times.getDouble("mtbf")))))
                .append("</p>\n</section>\n");
    }

    private void zones(String target) {
        Table table = new Table(page, words.say("Checks of {0} by zone", target));
        table.text(words.say("Zone"));
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
                .forEach(name -> table.number(words.say(name)));
        table.begin();
        for (JsonObject row : report.table("availability", target)) {
            @Nullable String zone = row.getString("zone");
            JsonObject lasted = report.table("durations", target).stream()
                    .filter(duration -> Objects.equals(zone, duration.getString("zone")))
                    .findFirst()
                    .orElseGet(JsonObject::new);
            table.row(zone == null ? "sum" : "");
            table.cell(zone == null ? words.say("all") : zone);
            List.of("uptime", "uptime_without_maintenance", "coverage")
                    .forEach(column -> table.cell(words.percent(row.getDouble(column))));
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
            paragraph("There were none.");
            return;
        }
        rows(
                "Every outage that went on within the span",
                outages,
                List.of("Target", "From", "To", "Length", "State", "Reason"),
                List.of(
                        row -> row.getString("target"),
                        row -> moment(row.getString("started_at")),
                        row -> row.getString("ended_at") == null
                                ? words.say("goes on")
                                : moment(row.getString("ended_at")),
                        row -> length(row.getDouble("duration")),
                        row -> words.word(row.getString("state")),
                        this::reason));
    }

    private String reason(JsonObject outage) {
        Object status = outage.getValue("status_code");
        return words.word(outage.getString("reason")) + (status == null ? "" : " " + status);
    }

    private void maintenances() {
        List<JsonObject> maintenances = report.table("maintenances");
        heading("Maintenance");
        if (maintenances.isEmpty()) {
            paragraph("None was announced.");
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
                        row -> words.say(row.getBoolean("counts") ? "yes" : "no"),
                        row -> row.getJsonArray("undivided_hours").isEmpty()
                                ? ""
                                : words.say("the hours from {0}", Texts.moments(row.getJsonArray("undivided_hours")))));
    }

    private void configurations() {
        List<JsonObject> changes = report.table("configurations");
        heading("Changes of configuration");
        if (changes.isEmpty()) {
            paragraph("There were none.");
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
        paragraph(
                "A zone whose own network was in trouble had no vote on the states of targets. Its checks are counted.");
        rows(
                "Spans in which a zone was suspect",
                spans,
                List.of("Zone", "From", "To", "Hosts that others saw up"),
                List.of(
                        row -> row.getString("zone"),
                        row -> moment(row.getString("since")),
                        row -> row.getString("until") == null ? words.say("goes on") : moment(row.getString("until")),
                        row -> words.say("{0} of {1}", row.getValue("dissenting"), row.getValue("hosts"))));
    }

    private void rules() {
        heading("How it was counted");
        page.append("<ul>\n");
        rule("All times are UTC.");
        rule(
                "Uptime and coverage count checks: one for each target, zone and slot. Absent are checks of which nothing was"
                        + " reported, missed those that did not run, unknown those that the monitor itself was in trouble for.");
        boolean incidents =
                report.table("outages").stream().anyMatch(row -> "incidents".equals(row.getString("decided_by")));
        rule(
                incidents
                        ? "An outage is a span in which a target was down by its quorum over its zones; where no alerter decided"
                                + " it, in most of them."
                        : "An outage is a span in which a target was down by its quorum over its zones.");
        report.table("targets").stream()
                .map(row -> row.getString("quorum"))
                .distinct()
                .forEach(quorum -> rule("Quorum {0}: {1}.", quorum, words.list(withQuorum(quorum))));
        rule(
                request.maintenanceCounts()
                        ? "Maintenance that was announced as not counting is counted in the uptime above and the error budget;"
                                + " both numbers stand in the tables."
                        : "Maintenance that was announced as not counting is left out of the uptime above and the error budget;"
                                + " both numbers stand in the tables.");
        rule("Durations are of checks that were up; percentiles are 2.5 % off at most.");
        page.append("</ul>\n");
    }

    private List<String> withQuorum(String quorum) {
        return report.table("targets").stream()
                .filter(row -> quorum.equals(row.getString("quorum")))
                .map(row -> row.getString("target"))
                .toList();
    }

    private void rule(String english, Object... values) {
        page.append("<li>").append(escape(words.say(english, values))).append("</li>\n");
    }

    private void paragraph(String english) {
        page.append("<p>").append(escape(words.say(english))).append("</p>\n");
    }

    private void seals() {
        heading("Seals");
        page.append("<p>")
                .append(escape(words.say(
                                "When a day is over, the checks of each target and zone are sealed by a SHA-256."
                                        + " {0} with the JSON form of this report computes all of them again."))
                        .replace("{0}", "<code>nudger verify</code>"))
                .append("</p>\n");
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
        paragraph("Each table above is the answer of one of these; whoever may read the record can ask again.");
        report.sql().forEach(query -> page.append("<h3>")
                .append(escape(query.getKey().replace('_', ' ')))
                .append("</h3>\n<pre>")
                .append(escape(String.valueOf(query.getValue())))
                .append("</pre>\n"));
        page.append("<p class=\"made\">")
                .append(escape(words.say(
                        "Made {0} UTC by nudger.", moment(report.generatedAt().toString()))))
                .append("</p>\n");
    }

    private void rows(
            String caption,
            List<JsonObject> rows,
            List<String> names,
            List<Function<JsonObject, @Nullable String>> cells) {
        Table table = new Table(page, words.say(caption));
        names.forEach(name -> table.text(words.say(name)));
        table.begin();
        for (JsonObject row : rows) {
            table.row();
            cells.forEach(cell -> table.cell(Objects.requireNonNullElse(cell.apply(row), "")));
        }
        table.end();
    }

    private void heading(String english) {
        page.append("<h2>").append(escape(words.say(english))).append("</h2>\n");
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
        return words.say(
                "{0} to {1}", words.day(request.from()), words.day(wholeDays ? end.minus(1, ChronoUnit.DAYS) : end));
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
