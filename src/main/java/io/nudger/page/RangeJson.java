package io.nudger.page;

import io.nudger.query.Availability;
import io.nudger.query.Counts;
import io.nudger.query.DurationRow;
import io.nudger.query.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** What the record says of a span, in the shape of the API. Pure. */
final class RangeJson {
    private RangeJson() {}

    /** How available a target was: over all zones, and by zone when they are shown. */
    static JsonObject availability(
            String name, Span span, List<Availability> rows, List<Instant> undivided, boolean zones, boolean counts) {
        JsonObject json = of(name, span);
        JsonArray byZone = new JsonArray();
        Availability all = new Availability(null, Counts.NONE, Counts.NONE);
        for (Availability row : rows) {
            if (row.zone() == null) {
                all = row;
            } else {
                byZone.add(new JsonObject()
                        .put("zone", row.zone())
                        .put("all", json(row.all()))
                        .put("without_maintenance", json(row.rest())));
            }
        }
        Counts ruling = counts ? all.all() : all.rest();
        json.put("uptime", ruling.uptime())
                .put("coverage", ruling.coverage())
                .put("maintenance_counts", counts)
                .put("all", json(all.all()))
                .put("without_maintenance", json(all.rest()))
                .put(
                        "undivided_days",
                        new JsonArray(undivided.stream().map(Instant::toString).toList()));
        return zones ? json.put("zones", byZone) : json;
    }

    private static JsonObject json(Counts counts) {
        return new JsonObject()
                .put("uptime", counts.uptime())
                .put("coverage", counts.coverage())
                .put("expected", counts.expected())
                .put("up", counts.up())
                .put("down", counts.down())
                .put("unknown", counts.unknown())
                .put("missed", counts.missed())
                .put("absent", counts.absent());
    }

    private static JsonObject of(String name, Span span) {
        return new JsonObject()
                .put("target", name)
                .put("from", span.from().toString())
                .put("to", span.to().toString());
    }

    /** How long its checks took. */
    static JsonObject durations(String name, Span span, List<DurationRow> rows) {
        JsonArray json = new JsonArray();
        rows.forEach(row -> json.add(new JsonObject()
                .put("at", row.at().toString())
                .put("zone", row.zone())
                .put("up", row.up())
                .put("mean", row.mean())
                .put("p50", row.p50())
                .put("p95", row.p95())
                .put("p99", row.p99())));
        return of(name, span).put("durations", json);
    }
}
