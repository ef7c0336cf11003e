package io.nudger.alert;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The payload of a notice as JSON. What a later version adds is passed over, what an earlier one lacks is empty. */
public final class NewsJson {
    private NewsJson() {}

    /** The news as JSON. */
    public static JsonObject toJson(News news) {
        JsonObject json = new JsonObject()
                .put("target", news.target())
                .put("title", news.title())
                .put("host", news.host())
                .put("of_host", news.ofHost())
                .put("group", news.group())
                .put("depends_on", new JsonArray(news.dependsOn()))
                .put("state", news.state())
                .put("since", news.since().toString())
                .put("zones", zones(news.zones()))
                .put("url", news.url())
                .put("labels", new JsonObject(new TreeMap<>(news.labels())))
                .put("thread", news.thread())
                .put("note", news.note());
        Instant startedAt = news.startedAt();
        if (startedAt != null) {
            json.put("started_at", startedAt.toString());
        }
        Failure failure = news.failure();
        if (failure != null) {
            json.put("reason", failure.reason())
                    .put("message", failure.message())
                    .put("status_code", failure.statusCode());
        }
        return json;
    }

    /** The zones of a state as JSON. */
    public static JsonObject zones(Zones zones) {
        return new JsonObject()
                .put("up", new JsonArray(zones.up()))
                .put("down", new JsonArray(zones.down()))
                .put("suspect", new JsonArray(zones.suspect()))
                .put("stale", new JsonArray(zones.stale()))
                .put("unknown", new JsonArray(zones.unknown()));
    }

    /** The zones that were written as JSON. */
    public static Zones zonesOf(JsonObject json) {
        return new Zones(
                texts(json, "up"),
                texts(json, "down"),
                texts(json, "suspect"),
                texts(json, "stale"),
                texts(json, "unknown"));
    }

    /** The news that was written as JSON. */
    public static News ofJson(JsonObject json) {
        String startedAt = json.getString("started_at");
        String reason = json.getString("reason");
        return new News(
                json.getString("target"),
                json.getString("title"),
                json.getString("host", ""),
                json.getInteger("of_host", 0),
                json.getString("group"),
                texts(json, "depends_on"),
                json.getString("state"),
                Instant.parse(json.getString("since")),
                startedAt == null ? null : Instant.parse(startedAt),
                zonesOf(json.getJsonObject("zones", new JsonObject())),
                reason == null ? null : new Failure(reason, json.getString("message"), json.getInteger("status_code")),
                json.getString("url", ""),
                labels(json.getJsonObject("labels")),
                json.getString("thread"),
                json.getString("note"));
    }

    private static List<String> texts(JsonObject json, String key) {
        JsonArray array = json.getJsonArray(key, new JsonArray());
        return array.stream().map(String.class::cast).toList();
    }

    private static Map<String, String> labels(@Nullable JsonObject json) {
        Map<String, String> labels = new TreeMap<>();
        if (json != null) {
            json.forEach(label -> labels.put(label.getKey(), String.valueOf(label.getValue())));
        }
        return labels;
    }
}
