package io.nudger.page;

import io.nudger.check.State;
import io.nudger.config.PageGroup.Part;
import io.nudger.page.Selection.Shown;
import io.nudger.query.Counts;
import io.nudger.query.MaintenanceEntry;
import io.nudger.query.OutageEntry;
import io.nudger.query.Recent;
import io.nudger.query.TargetState;
import io.nudger.query.TargetState.Votes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What programs are answered of a page, besides what {@link Statuspage} answers. Pure. */
final class Answers {
    private static final int MOST = 50;
    private static final double GOOD = 0.99;
    private static final double FAIR = 0.95;
    private static final Map<String, Integer> SPANS =
            Map.of("24h", 1, "1d", 1, "7d", 7, "30d", 30, "90d", 90, "365d", 365);
    private static final List<String> VOTES = List.of("up", "down", "suspect", "stale", "unknown");

    private final PublishedPage page;
    private final Selection selection;
    private final Model model;
    private final String origin;
    private final boolean everything;

    /**
     * @param origin where the page is
     * @param everything whether parts that a group does not show are answered all the same
     */
    Answers(PublishedPage page, Selection selection, String origin, boolean everything) {
        this.page = page;
        this.selection = selection;
        this.origin = origin;
        this.everything = everything;
        model = selection.model();
    }

    Selection selection() {
        return selection;
    }

    String url(String path) {
        return origin + page.base() + path;
    }

    JsonObject targets() {
        return list("targets", selection.targets().stream().map(this::target).toList());
    }

    @Nullable JsonObject target(String name) {
        Shown shown = selection.target(name);
        return shown == null ? null : target(shown);
    }

    private boolean shows(Shown shown, Part part) {
        return everything || shown.group().shows(part);
    }

    /** The zones that check its targets, and of how many they say what. */
    JsonObject zones() {
        Map<String, Map<String, Integer>> zones = new TreeMap<>();
        for (Shown shown : selection.targets()) {
            if (shows(shown, Part.ZONES)) {
                Votes votes = model.state(shown.target().id()).zones();
                count(zones, "up", votes.up());
                count(zones, "down", votes.down());
                count(zones, "suspect", votes.suspect());
                count(zones, "stale", votes.stale());
                count(zones, "unknown", votes.unknown());
            }
        }
        List<JsonObject> rows = new ArrayList<>();
        zones.forEach((zone, votes) -> {
            JsonObject row = new JsonObject().put("name", zone);
            VOTES.forEach(vote -> row.put(vote, votes.getOrDefault(vote, 0)));
            rows.add(row);
        });
        return list("zones", rows);
    }

    private static void count(Map<String, Map<String, Integer>> zones, String vote, List<String> names) {
        names.forEach(
                zone -> zones.computeIfAbsent(zone, any -> new HashMap<>()).merge(vote, 1, Integer::sum));
    }

    JsonObject outages(OutageFilter filter) {
        List<JsonObject> rows = new ArrayList<>();
        for (OutageEntry outage : selection.outages()) {
            Shown shown = selection.target(outage.target());
            if (shown != null && filter.wants(outage, shown.target().name())) {
                rows.add(outage(outage, shown));
            }
        }
        return list("outages", rows);
    }

    JsonObject maintenances() {
        return list(
                "maintenances",
                selection.maintenances().stream().map(this::maintenance).toList());
    }

    private JsonObject list(String name, List<JsonObject> rows) {
        return new JsonObject()
                .put("as_of", model.asOf().toString())
                .put("current", !model.away())
                .put(name, PublicApi.array(rows));
    }

    private JsonObject target(Shown shown) {
        int id = shown.target().id();
        TargetState state = model.state(id);
        Instant since = state.since();
        JsonObject spans = new JsonObject();
        for (int days : selection.page().uptime()) {
            Counts counts = shows(shown, Part.UPTIME) ? selection.last(shown.target(), days) : null;
            if (counts != null) {
                spans.put(
                        days + "d",
                        new JsonObject().put("uptime", counts.uptime()).put("coverage", counts.coverage()));
            }
        }
        String group = shown.group().name();
        return new JsonObject()
                .put("name", shown.target().name())
                .put("title", shown.name())
                .put("group", group.isEmpty() ? null : group)
                .put("state", state.state().wireName())
                .put("since", since == null ? null : since.toString())
                .put("maintenance", model.isInMaintenance(id))
                .put("reason", state.reason())
                .put("spans", spans)
                .put("url", url("/targets/" + encoded(shown.target().name())));
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonObject outage(OutageEntry outage, Shown shown) {
        Instant ended = outage.endedAt();
        return new JsonObject()
                .put("id", outage.id())
                .put("target", shown.target().name())
                .put("started_at", outage.startedAt().toString())
                .put("ended_at", ended == null ? null : ended.toString())
                .put("duration", outage.duration(model.asOf()).toMillis() / 1e3)
                .put("worst", outage.worst().wireName())
                .put("reason", outage.reason())
                .put("late", outage.late())
                .put("url", url("/outages/" + outage.id()));
    }

    private JsonObject maintenance(MaintenanceEntry one) {
        JsonArray targets = new JsonArray();
        selection.targetsOf(one).forEach(shown -> targets.add(shown.target().name()));
        return new JsonObject()
                .put("id", one.id())
                .put("name", one.name())
                .put("starts_at", one.startsAt().toString())
                .put("ends_at", one.endsAt().toString())
                .put("under_way", one.isUnderWay(model.asOf()))
                .put("targets", targets);
    }

    /** The newest news first. Its ids never change. */
    String feed() {
        StringBuilder feed = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">");
        String title = Xml.escape(selection.page().look().title());
        feed.append("<title>").append(title).append("</title><id>").append(Xml.escape(tag("feed")));
        feed.append("</id><link rel=\"self\" href=\"").append(Xml.escape(url("/feed.atom")));
        feed.append("\"/><link href=\"")
                .append(Xml.escape(url("/")))
                .append("\"/><author><name>")
                .append(title);
        feed.append("</name></author><updated>").append(updated()).append("</updated>\n");
        selection.outages().stream().limit(MOST).forEach(outage -> {
            Shown shown = selection.target(outage.target());
            String name = shown == null ? "" : shown.name();
            Instant ended = outage.endedAt();
            entry(
                    feed,
                    "outage-" + outage.id(),
                    "/outages/" + outage.id(),
                    name + (ended == null ? " is " : " was ") + words(outage),
                    news(outage),
                    "Since " + outage.startedAt() + (ended == null ? ", and it goes on." : ", until " + ended + "."));
        });
        selection.maintenances().stream()
                .limit(MOST)
                .forEach(one -> entry(
                        feed,
                        "maintenance-" + one.id(),
                        "/maintenance",
                        "Maintenance: " + one.name(),
                        one.startsAt().isBefore(model.asOf()) ? one.startsAt() : model.asOf(),
                        "From " + one.startsAt() + " to " + one.endsAt() + "."));
        return feed.append("</feed>\n").toString();
    }

    private Instant updated() {
        return selection.outages().stream()
                .map(Answers::news)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** When there was last something to say of it. */
    private static Instant news(OutageEntry outage) {
        Instant ended = outage.endedAt();
        return ended == null ? outage.confirmedAt() : ended;
    }

    private void entry(StringBuilder feed, String id, String path, String title, Instant at, String text) {
        feed.append("<entry><id>")
                .append(Xml.escape(tag(id)))
                .append("</id><title>")
                .append(Xml.escape(title));
        feed.append("</title><link href=\"")
                .append(Xml.escape(url(path)))
                .append("\"/><updated>")
                .append(at);
        feed.append("</updated><summary>").append(Xml.escape(text)).append("</summary></entry>\n");
    }

    private String tag(String what) {
        return "tag:nudger,2026:" + selection.page().slug() + "/" + what;
    }

    /** {@code NAME/status.svg}, {@code NAME/uptime/30d.json}, {@code NAME/response_time.svg}. */
    @Nullable Badge badge(List<String> path) {
        Shown shown = path.isEmpty() ? null : selection.target(path.get(0));
        if (shown == null || path.size() < 2 || path.size() > 3) {
            return null;
        }
        String last = path.get(path.size() - 1);
        boolean shields = last.endsWith(".json");
        if (!shields && !last.endsWith(".svg")) {
            return null;
        }
        String word = last.substring(0, last.lastIndexOf('.'));
        if (path.size() == 2) {
            return switch (word) {
                case "status" -> health(shown, shown.name(), shields);
                case "response_time" -> responseTime(shown, shields);
                default -> null;
            };
        }
        return path.get(1).equals("uptime") ? uptime(shown, word, shields) : null;
    }

    /** {@code KEY/health/badge.svg}, {@code KEY/uptimes/7d/badge.svg}, {@code KEY/response-times/24h/badge.shields}. */
    @Nullable Badge gatusBadge(List<String> path) {
        Shown shown = selection.targets().stream()
                .filter(one -> key(one).equals(path.get(0)))
                .findFirst()
                .orElse(null);
        String last = path.get(path.size() - 1);
        if (shown == null || !(last.equals("badge.svg") || last.equals("badge.shields"))) {
            return null;
        }
        boolean shields = last.equals("badge.shields");
        List<String> what = path.subList(1, path.size() - 1);
        if (what.equals(List.of("health"))) {
            return health(shown, "health", shields);
        }
        if (what.size() != 2) {
            return null;
        }
        return switch (what.get(0)) {
            case "uptimes" -> uptime(shown, what.get(1), shields);
            case "response-times" -> responseTime(shown, shields);
            default -> null;
        };
    }

    private Badge health(Shown shown, String label, boolean shields) {
        int id = shown.target().id();
        State state = model.state(id).state();
        if (model.isInMaintenance(id)) {
            return new Badge(label, "maintenance", Badge.GREY, false, shields);
        }
        String colour =
                switch (state) {
                    case UP -> Badge.GREEN;
                    case DEGRADED, PARTIAL -> Badge.AMBER;
                    case DOWN -> Badge.RED;
                    case STALE -> Badge.GREY;
                };
        return new Badge(label, state == State.STALE ? "no data" : state.wireName(), colour, state.isOutage(), shields);
    }

    private @Nullable Badge uptime(Shown shown, String span, boolean shields) {
        Integer days = SPANS.get(span);
        Counts counts = days == null || !shows(shown, Part.UPTIME) ? null : selection.last(shown.target(), days);
        if (counts == null) {
            return null;
        }
        Double uptime = counts.uptime();
        if (uptime == null) {
            return new Badge("uptime " + span, "no data", Badge.GREY, false, shields);
        }
        String colour = uptime >= GOOD ? Badge.GREEN : uptime >= FAIR ? Badge.AMBER : Badge.RED;
        return new Badge("uptime " + span, percent(uptime), colour, false, shields);
    }

    private @Nullable Badge responseTime(Shown shown, boolean shields) {
        if (!shows(shown, Part.RESPONSE_TIME)) {
            return null;
        }
        Double seconds =
                model.recent().getOrDefault(shown.target().id(), Recent.NONE).responseTime();
        return seconds == null
                ? new Badge("response time", "no data", Badge.GREY, false, shields)
                : new Badge("response time", Math.round(seconds * 1_000) + " ms", Badge.GREEN, false, shields);
    }

    /** Cut, not rounded: what is not all is never 100 %. */
    private static String percent(double part) {
        return BigDecimal.valueOf(part)
                        .movePointRight(2)
                        .setScale(2, RoundingMode.FLOOR)
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }

    /** As Gatus has it: of each target the newest that is known. */
    JsonArray gatusStatuses() {
        JsonArray statuses = new JsonArray();
        for (Shown shown : selection.targets()) {
            TargetState state = model.state(shown.target().id());
            Double seconds = shows(shown, Part.RESPONSE_TIME)
                    ? model.recent()
                            .getOrDefault(shown.target().id(), Recent.NONE)
                            .responseTime()
                    : null;
            JsonArray results = new JsonArray();
            if (state.state() != State.STALE) {
                results.add(new JsonObject()
                        .put("success", state.state() != State.DOWN)
                        .put("duration", seconds == null ? 0 : Math.round(seconds * 1e9))
                        .put("conditionResults", new JsonArray())
                        .put("timestamp", model.asOf().toString()));
            }
            statuses.add(new JsonObject()
                    .put("name", shown.name())
                    .put("group", shown.group().name())
                    .put("key", key(shown))
                    .put("results", results));
        }
        return statuses;
    }

    /** As Gatus makes it of group and name. */
    static String key(Shown shown) {
        return sanitized(shown.group().name()) + "_" + sanitized(shown.target().name());
    }

    private static String sanitized(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[/_,.#+& ]", "-");
    }

    static String words(OutageEntry outage) {
        String reason = outage.reason();
        return (outage.worst() == State.DOWN ? "down" : "down in some zones")
                + (reason == null ? "" : " (" + reason + ")");
    }
}
