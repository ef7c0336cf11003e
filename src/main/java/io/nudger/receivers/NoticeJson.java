package io.nudger.receivers;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;

/** A notice in the JSON of nudger, which a webhook without a body of its own gets. The form is a contract (docs/alerts.md). */
final class NoticeJson {
    private static final int VERSION = 1;

    private NoticeJson() {}

    static String of(Notice notice) {
        JsonArray items = new JsonArray();
        notice.items().forEach(item -> items.add(item(item)));
        Duration lasted = notice.lasted();
        return new JsonObject()
                .put("v", VERSION)
                .put("key", notice.key())
                .put("kind", notice.kind().name().toLowerCase(Locale.ROOT))
                .put("severity", notice.kind().severity().word())
                .put("headline", notice.headline())
                .put("test", notice.test())
                .put("at", notice.at().toString())
                .put("lasted_seconds", lasted == null ? null : lasted.toSeconds())
                .put("link", notice.link())
                .put("acknowledge", notice.links().acknowledge())
                .put("more", notice.more())
                .put("items", items)
                .encode();
    }

    private static JsonObject item(Item item) {
        JsonObject labels = new JsonObject();
        new TreeMap<>(item.labels()).forEach(labels::put);
        return new JsonObject()
                .put("target", item.target())
                .put("title", item.title())
                .put("state", item.state())
                .put("since", item.since().toString())
                .put("zones", new JsonArray(item.zones()))
                .put("reason", item.reason())
                .put("message", item.message())
                .put("url", item.url())
                .put("link", item.link())
                .put("labels", labels)
                .put("outage", item.outage());
    }
}
