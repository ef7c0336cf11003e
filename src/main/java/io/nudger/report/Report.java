package io.nudger.report;

import io.nudger.config.Match;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A report: a JSON document with the form version 1. Its tables are the answers of its queries, row by row.
 */
public final class Report {
    private static final int VERSION = 1;

    private final ReportRequest request;
    private final JsonObject json;

    /**
     * What is not kept any more of its span.
     *
     * @param kept where the record begins by now, when that is later than the span; null when all of it is kept
     * @param undivided days of which it has a part, and only the sum of the whole day is kept
     */
    record Gaps(@Nullable Instant kept, List<String> undivided) {}

    private Report(ReportRequest request, JsonObject json) {
        this.request = request;
        this.json = json;
    }

    static Report of(
            ReportRequest request,
            List<String> targets,
            Instant generatedAt,
            Gaps gaps,
            JsonObject tables,
            JsonObject sql) {
        JsonObject json = new JsonObject()
                .put("v", VERSION)
                .put("title", request.title())
                .put("from", request.from().toString())
                .put("to", request.to().toString())
                .put("generated_at", generatedAt.toString())
                .put("objective", request.objective())
                .put("maintenance", request.maintenanceCounts() ? "counts" : "left_out")
                .put("selected", new JsonArray(targets))
                .put("tables", tables)
                .put("sql", sql);
        if (gaps.kept != null) {
            json.put("kept_since", gaps.kept.toString());
        }
        if (!gaps.undivided.isEmpty()) {
            json.put("undivided_days", new JsonArray(gaps.undivided));
        }
        return new Report(request, json);
    }

    /**
     * A report that was written before.
     *
     * @throws IllegalArgumentException when this is none, with what is wrong
     */
    public static Report parse(String text) {
        try {
            JsonObject json = new JsonObject(text);
            if (!Integer.valueOf(VERSION).equals(json.getValue("v"))) {
                throw new IllegalArgumentException(
                        "wanted a report of version " + VERSION + ", found " + json.getValue("v"));
            }
            if (!(json.getValue("tables") instanceof JsonObject)
                    || !(json.getValue("selected") instanceof JsonArray names)
                    || names.stream().anyMatch(name -> !(name instanceof String))) {
                throw new IllegalArgumentException("this is no report: \"tables\" or \"selected\" is missing");
            }
            ReportRequest request = new ReportRequest(
                    text(json, "title"),
                    Instant.parse(text(json, "from")),
                    Instant.parse(text(json, "to")),
                    Match.ALL,
                    json.getDouble("objective"),
                    "counts".equals(text(json, "maintenance")));
            return new Report(request, json);
        } catch (DecodeException | ClassCastException | DateTimeException e) {
            throw new IllegalArgumentException("this is no report: " + e.getMessage(), e);
        }
    }

    private static String text(JsonObject json, String key) {
        if (json.getValue(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("this is no report: \"" + key + "\" is missing");
    }

    ReportRequest request() {
        return request;
    }

    /** Whether it is about no target. */
    public boolean isEmpty() {
        return json.getJsonArray("selected").isEmpty();
    }

    /** Where the record began when it was made, when that is later than its span; null when all of it was kept. */
    @Nullable Instant keptSince() {
        String kept = json.getString("kept_since");
        return kept == null ? null : Instant.parse(kept);
    }

    /** The days of which it has a part, and of which only the sum of the whole day was kept when it was made. */
    List<Instant> undividedDays() {
        return json.getJsonArray("undivided_days", new JsonArray()).stream()
                .map(day -> Instant.parse(String.valueOf(day)))
                .toList();
    }

    /** Whether nothing of its span is kept any more. */
    public boolean isGone() {
        Instant kept = keptSince();
        return kept != null && !kept.isBefore(request.to());
    }

    /** The names of its targets. */
    List<String> targets() {
        return json.getJsonArray("selected").stream().map(String::valueOf).toList();
    }

    /** The rows of one of its tables. */
    List<JsonObject> table(String name) {
        return json.getJsonObject("tables").getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** The rows of one of its tables that are of a target. */
    List<JsonObject> table(String name, String target) {
        return table(name).stream()
                .filter(row -> target.equals(row.getString("target")))
                .toList();
    }

    /** The names of its tables, with their queries. */
    JsonObject sql() {
        return json.getJsonObject("sql");
    }

    Instant generatedAt() {
        return Instant.parse(json.getString("generated_at"));
    }

    /** What the objective is held against. */
    @Nullable Double uptime(JsonObject availability) {
        return availability.getDouble(request.maintenanceCounts() ? "uptime" : "uptime_without_maintenance");
    }

    /** Each day of which it has a seal. */
    List<String> sealedDays() {
        TreeSet<String> days = new TreeSet<>();
        table("seals").forEach(row -> days.addAll(row.getJsonObject("digests").fieldNames()));
        return new ArrayList<>(days);
    }

    /** As JSON, to be read again. */
    public String toJson() {
        return json.encodePrettily();
    }

    /** The languages of {@link #toHtml}. */
    public static Set<String> languages() {
        return Wording.LANGUAGES;
    }

    /** As a page that is complete by itself, in one of the languages there are. */
    public String toHtml(String language) {
        return new HtmlReport(this, Wording.of(language)).html();
    }

    /** As a table, one line for each target and zone. */
    public String toCsv() {
        return CsvReport.of(this);
    }
}
