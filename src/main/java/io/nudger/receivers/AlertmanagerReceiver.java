package io.nudger.receivers;

import io.nudger.check.StatusSet;
import io.nudger.config.AlertmanagerSpec;
import io.nudger.config.HttpReceiverSpec;
import io.nudger.document.Secret;
import io.nudger.receivers.Delivery.Result;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Posts alerts to every member of a cluster of Alertmanagers. One member that takes them is enough: they tell each other what
 * they have sent. What an alert is known by, its labels, stays the same while an outage lasts.
 */
final class AlertmanagerReceiver implements Receiver {
    /** Firing alerts resolve by themselves when they are not posted again: four times the distance of two posts. */
    static final Duration EXPIRY = Duration.ofMinutes(2);

    private static final String PATH = "/api/v2/alerts";

    private final AlertmanagerSpec spec;
    private final HttpCaller caller;
    private final Clock clock;

    AlertmanagerReceiver(AlertmanagerSpec spec, HttpCaller caller, Clock clock) {
        this.spec = spec;
        this.caller = caller;
        this.clock = clock;
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public boolean wantsEverything() {
        return true;
    }

    @Override
    public Future<Delivery> send(Notice notice) {
        String body = body(notice);
        List<Future<Delivery>> sent =
                spec.urls().stream().map(url -> sendTo(url.reveal(), body)).toList();
        return Future.all(sent).map(all -> together(all.list()));
    }

    private Future<Delivery> sendTo(String url, String body) {
        Masks masks = Masks.of(
                url, spec.headers().values().stream().map(Secret::reveal).toList());
        Answers answers = new Answers(masks, clock);
        return caller.send(request(url, body, Secret::reveal), spec.calling())
                .map(response -> answers.of(response, StatusSet.SUCCESS))
                .recover(failure -> Future.succeededFuture(answers.of(failure, spec.calling())));
    }

    private Request request(String url, String body, Function<Secret, String> shown) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", HttpReceiverSpec.JSON);
        spec.headers().forEach((name, value) -> headers.put(name, shown.apply(value)));
        return new Request("POST", url + PATH, headers, body);
    }

    private Delivery together(List<Delivery> deliveries) {
        List<String> others = new ArrayList<>();
        Delivery best = deliveries.get(0);
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery each = deliveries.get(i);
            best = each.result().compareTo(best.result()) < 0 ? each : best;
            if (each.result() != Result.ACCEPTED) {
                others.add(Masks.url(spec.urls().get(i).reveal()) + ": " + each.detail());
            }
        }
        return best.result() == Result.ACCEPTED && !others.isEmpty()
                ? Delivery.accepted(best.detail() + "; not accepted by " + String.join("; ", others))
                : best;
    }

    private String body(Notice notice) {
        JsonArray alerts = new JsonArray();
        if (notice.items().isEmpty()) {
            Instant now = clock.instant();
            alerts.add(alert(labels(notice, null), notice.at(), now.plus(EXPIRY), notice.link())
                    .put("annotations", new JsonObject().put("summary", Model.title(notice))));
        }
        notice.items().forEach(item -> alerts.add(alert(notice, item)));
        return alerts.encode();
    }

    private JsonObject alert(Notice notice, Item item) {
        boolean firing = Model.isFiring(notice, item);
        Instant start = start(item);
        Instant end = firing ? clock.instant().plus(EXPIRY) : item.since();
        JsonObject annotations =
                new JsonObject().put("summary", Texts.line(item)).put("state", item.state());
        put(annotations, "description", item.message());
        put(annotations, "reason", item.reason());
        put(annotations, "zones", item.zones().isEmpty() ? null : String.join(", ", item.zones()));
        put(annotations, "url", item.url());
        return alert(labels(notice, item), start, end.isBefore(start) ? start : end, item.link())
                .put("annotations", annotations);
    }

    private static JsonObject alert(Map<String, String> labels, Instant start, Instant end, @Nullable String link) {
        JsonObject alert = new JsonObject()
                .put("labels", new JsonObject(new TreeMap<>(labels)))
                .put("startsAt", start.toString())
                .put("endsAt", end.toString());
        put(alert, "generatorURL", link);
        return alert;
    }

    private static void put(JsonObject object, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            object.put(key, value);
        }
    }

    /** Those of the target, in names that every Alertmanager takes; what nudger and the file say wins. */
    private Map<String, String> labels(Notice notice, @Nullable Item item) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("severity", severity(notice.kind()));
        if (item != null) {
            item.labels().forEach((name, value) -> labels.put(labelName(name), value));
            boolean zone = notice.kind() == Kind.ZONE || notice.kind() == Kind.ZONE_OK;
            labels.put(zone ? "zone" : "target", item.target());
        }
        labels.put("alertname", alertName(notice.kind()));
        labels.putAll(spec.labels());
        labels.values().removeIf(String::isEmpty);
        return labels;
    }

    private static String labelName(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9_]", "_");
        return Character.isDigit(clean.charAt(0)) ? "_" + clean : clean;
    }

    /** One name for all that an outage goes through, or it would be several alerts. */
    private static String alertName(Kind kind) {
        return switch (kind) {
            case DOWN, PARTIAL, UP, STALE, REMINDER, LATE -> "SiteDown";
            case FLAPPING -> "SiteFlapping";
            case CERTIFICATE -> "CertificateExpires";
            case ZONE, ZONE_OK -> "ZoneSuspect";
            case WATCHDOG -> "Watchdog";
            case TEST -> "NudgerTest";
        };
    }

    private static String severity(Kind kind) {
        return switch (kind) {
            case DOWN, PARTIAL, UP, STALE, REMINDER, LATE -> "critical";
            case FLAPPING, CERTIFICATE, ZONE, ZONE_OK -> "warning";
            case WATCHDOG, TEST -> "none";
        };
    }

    /** When the outage began: its id ends in that. */
    private static Instant start(Item item) {
        String outage = Texts.orEmpty(item.outage());
        try {
            return Instant.parse(outage.substring(outage.lastIndexOf('/') + 1));
        } catch (DateTimeParseException e) {
            return item.since();
        }
    }

    @Override
    public String preview(Notice notice) {
        String body = Request.readable(HttpReceiverSpec.JSON, body(notice));
        return spec.urls().stream()
                .map(url -> request(Masks.url(url.reveal()), body, secret -> Masks.HIDDEN))
                .map(Request::text)
                .collect(Collectors.joining("\n\n"));
    }

    @Override
    public void close() {}
}
