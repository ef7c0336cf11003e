package io.nudger.page;

import io.nudger.document.Refusal;
import io.nudger.document.Type;
import io.nudger.query.RangeReader;
import io.nudger.query.Span;
import io.nudger.query.StoredResult;
import io.nudger.query.StoredResult.Inside;
import io.nudger.query.TargetEntry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the results of a target, a page at a time. It goes on where the last page ended, by slot and zone; how far the end is
 * costs nothing. It looks at a window after the other, so that neither a long span nor one in which hardly anything is wanted
 * takes long: a page may have fewer results than there is room for, and the next one then.
 */
final class ResultWalk {
    private static final int MAX_WINDOWS = 31;
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration SPAN = Duration.ofDays(400);
    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final Type<String> OUTCOME =
            Type.oneOf(Map.of("up", "up", "down", "down", "missed", "missed", "unknown", "unknown"));
    private static final Type<Cursor> CURSOR =
            Type.of("what next gave, such as 2026-11-21T12:00:00Z/eu", Cursor::parse);

    private final RangeReader reader;
    private final TargetEntry target;
    private final Cursor start;
    private final Instant to;
    private final int limit;
    private final @Nullable String zone;
    private final @Nullable String outcome;
    private final Duration window;

    /** Where a page ended: of this slot, at this zone; with an empty one, before the slot. */
    record Cursor(Instant slot, String zone) {
        private static Cursor parse(String text) throws Refusal {
            int end = text.indexOf('/');
            if (end < 0) {
                throw new Refusal("");
            }
            return new Cursor(Parameters.MOMENT.parser().parse(text.substring(0, end)), text.substring(end + 1));
        }

        @Override
        public String toString() {
            return slot + "/" + zone;
        }
    }

    /** The results of a page, and where the next one begins; null when this is the last. */
    record Page(List<StoredResult> results, @Nullable String next) {
        JsonObject json(String target, boolean details) {
            JsonArray rows = new JsonArray();
            results.forEach(result -> rows.add(row(result, details)));
            return new JsonObject().put("target", target).put("results", rows);
        }

        private static JsonObject row(StoredResult result, boolean details) {
            JsonObject row = new JsonObject()
                    .put("scheduled_at", result.scheduledAt().toString())
                    .put("zone", result.zone())
                    .put("outcome", result.outcome())
                    .put("reason", result.reason())
                    .put("duration", result.duration())
                    .put("degraded", result.degraded())
                    .put("attempts", result.attempts());
            Inside inside = result.inside();
            return !details
                    ? row
                    : row.put(
                            "details",
                            new JsonObject()
                                    .put("monitor", inside.monitor())
                                    .put("delay", inside.delay())
                                    .put("status_code", inside.statusCode())
                                    .put("message", inside.message())
                                    .put("body_bytes", inside.bodyBytes()));
        }
    }

    private ResultWalk(RangeReader reader, TargetEntry target, Parameters parameters, Instant now) {
        this.reader = reader;
        this.target = target;
        Span span = parameters.span(now, LONGEST, SPAN);
        Cursor after = parameters.read("after", CURSOR);
        start = after == null ? new Cursor(span.from(), "") : after;
        to = span.to();
        limit = parameters.read("limit", Type.number(1, MOST), USUAL);
        zone = parameters.read("zone", Type.NAME);
        outcome = parameters.read("outcome", OUTCOME);
        Duration slots = target.interval().multipliedBy(limit);
        boolean few = outcome != null || slots.compareTo(LONGEST) > 0;
        window = few ? LONGEST : slots.compareTo(SHORTEST) < 0 ? SHORTEST : slots;
    }

    static ResultWalk of(RangeReader reader, TargetEntry target, Parameters parameters, Instant now) {
        return new ResultWalk(reader, target, parameters, now);
    }

    /** The page that was asked for. */
    Future<Page> page() {
        return look(start, new ArrayList<>(), MAX_WINDOWS);
    }

    private Future<Page> look(Cursor from, List<StoredResult> found, int windows) {
        if (!from.slot().isBefore(to)) {
            return Future.succeededFuture(new Page(found, null));
        }
        if (windows == 0) {
            return Future.succeededFuture(new Page(found, from.toString()));
        }
        Instant end = from.slot().plus(window).isBefore(to) ? from.slot().plus(window) : to;
        return reader.results(target.name(), from.slot(), from.zone(), end, zone, outcome, limit - found.size())
                .compose(rows -> {
                    found.addAll(rows);
                    if (found.size() == limit) {
                        StoredResult last = found.get(limit - 1);
                        return Future.succeededFuture(
                                new Page(found, new Cursor(last.scheduledAt(), last.zone()).toString()));
                    }
                    return look(new Cursor(end, ""), found, windows - 1);
                });
    }

    /** The path of the page that begins there. */
    String path(String name, String next) {
        StringBuilder path =
                new StringBuilder("/api/v1/targets/").append(encoded(name)).append("/results?after=");
        path.append(encoded(next)).append("&to=").append(to).append("&limit=").append(limit);
        if (zone != null) {
            path.append("&zone=").append(encoded(zone));
        }
        return outcome == null
                ? path.toString()
                : path.append("&outcome=").append(outcome).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
