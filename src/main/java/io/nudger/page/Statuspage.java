package io.nudger.page;

import io.nudger.check.State;
import io.nudger.config.PageGroup;
import io.nudger.page.Selection.Shown;
import io.nudger.query.MaintenanceEntry;
import io.nudger.query.OutageEntry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A page as Statuspage's API has it, version 2, so that whatever reads those reads it. Pure. */
final class Statuspage {
    private static final String PAGE_ID = "nudger";

    private final Answers answers;
    private final Selection selection;
    private final Model model;

    Statuspage(Answers answers) {
        this.answers = answers;
        selection = answers.selection();
        model = selection.model();
    }

    JsonObject summary() {
        return status().put("components", components().getJsonArray("components"))
                .put("incidents", incidents(true).getJsonArray("incidents"))
                .put("scheduled_maintenances", maintenances(true).getJsonArray("scheduled_maintenances"));
    }

    JsonObject status() {
        return page().put(
                        "status", new JsonObject().put("indicator", indicator()).put("description", description()));
    }

    JsonObject components() {
        JsonArray components = new JsonArray();
        int position = 1;
        int number = 1;
        for (Map.Entry<PageGroup, List<Shown>> group : selection.groups().entrySet()) {
            String name = group.getKey().name();
            String groupId = name.isEmpty() ? null : "group-" + number;
            number++;
            if (groupId != null) {
                JsonArray members = new JsonArray();
                group.getValue().forEach(shown -> members.add(id(shown)));
                String worst = worst(group.getValue());
                components.add(component(groupId, name, worst, position, null, model.asOf())
                        .put("group", true)
                        .put("components", members));
                position++;
            }
            for (Shown shown : group.getValue()) {
                components.add(component(shown, position, groupId));
                position++;
            }
        }
        return page().put("components", components);
    }

    JsonObject incidents(boolean unresolved) {
        List<JsonObject> incidents = selection.outages().stream()
                .filter(outage -> !unresolved || outage.endedAt() == null)
                .limit(50)
                .map(this::incident)
                .toList();
        return page().put("incidents", PublicApi.array(incidents));
    }

    JsonObject maintenances(boolean upcoming) {
        List<JsonObject> maintenances = selection.maintenances().stream()
                .filter(one -> !upcoming || one.endsAt().isAfter(model.asOf()))
                .map(this::maintenance)
                .toList();
        return page().put("scheduled_maintenances", PublicApi.array(maintenances));
    }

    private JsonObject page() {
        return new JsonObject()
                .put(
                        "page",
                        new JsonObject()
                                .put("id", PAGE_ID)
                                .put("name", selection.page().look().title())
                                .put("url", answers.url(""))
                                .put("time_zone", "Etc/UTC")
                                .put("updated_at", model.asOf().toString()));
    }

    private JsonObject component(Shown shown, int position, @Nullable String groupId) {
        String status = status(shown);
        Instant since = model.state(shown.target().id()).since();
        return component(id(shown), shown.name(), status, position, groupId, since == null ? model.asOf() : since);
    }

    private static JsonObject component(
            String id, String name, String status, int position, @Nullable String groupId, Instant updated) {
        return new JsonObject()
                .put("id", id)
                .put("name", name)
                .put("status", status)
                .put("created_at", updated.toString())
                .put("updated_at", updated.toString())
                .put("position", position)
                .putNull("description")
                .put("showcase", true)
                .putNull("start_date")
                .put("group_id", groupId)
                .put("page_id", PAGE_ID)
                .put("group", false)
                .put("only_show_if_degraded", false);
    }

    /** Of a target of which nothing is known nobody may say that it works: there is no word for that, so it is a lesser one. */
    private String status(Shown shown) {
        int id = shown.target().id();
        if (model.isInMaintenance(id)) {
            return "under_maintenance";
        }
        return switch (model.state(id).state()) {
            case UP -> "operational";
            case DEGRADED, STALE -> "degraded_performance";
            case PARTIAL -> "partial_outage";
            case DOWN -> "major_outage";
        };
    }

    private String worst(List<Shown> group) {
        List<String> order =
                List.of("major_outage", "partial_outage", "degraded_performance", "under_maintenance", "operational");
        return group.stream()
                .map(this::status)
                .min((one, other) -> Integer.compare(order.indexOf(one), order.indexOf(other)))
                .orElse("operational");
    }

    private String indicator() {
        long down = count(State.DOWN);
        if (down * 2 >= selection.targets().size() && down > 0) {
            return "critical";
        }
        if (down > 0) {
            return "major";
        }
        return count(State.PARTIAL) + count(State.DEGRADED) + count(State.STALE) > 0 ? "minor" : "none";
    }

    private String description() {
        return switch (indicator()) {
            case "critical" -> "Major System Outage";
            case "major" -> "Partial System Outage";
            case "minor" ->
                count(State.PARTIAL) > 0
                        ? "Partial System Outage"
                        : count(State.STALE) > 0 ? "Some Systems Are Not Being Measured" : "Partially Degraded Service";
            default ->
                selection.targets().stream()
                                .anyMatch(shown ->
                                        model.isInMaintenance(shown.target().id()))
                        ? "Service Under Maintenance"
                        : "All Systems Operational";
        };
    }

    /** Work that was announced is not counted against the page. */
    private long count(State state) {
        return selection.targets().stream()
                .filter(shown -> !model.isInMaintenance(shown.target().id()))
                .filter(shown -> model.state(shown.target().id()).state() == state)
                .count();
    }

    private JsonObject incident(OutageEntry outage) {
        String id = Long.toString(outage.id());
        Instant ended = outage.endedAt();
        Shown shown = selection.target(outage.target());
        String name = shown == null ? "" : shown.name();
        JsonArray updates = new JsonArray();
        if (ended != null) {
            updates.add(update(id, "resolved", name + " is up again.", ended));
        }
        updates.add(update(id, "investigating", name + " is " + Answers.words(outage) + ".", outage.confirmedAt()));
        return new JsonObject()
                .put("id", id)
                .put("name", name + ": " + Answers.words(outage))
                .put("status", ended == null ? "investigating" : "resolved")
                .put("created_at", outage.confirmedAt().toString())
                .put("updated_at", (ended == null ? outage.confirmedAt() : ended).toString())
                .putNull("monitoring_at")
                .put("resolved_at", ended == null ? null : ended.toString())
                .put("impact", outage.worst() == State.DOWN ? "major" : "minor")
                .put("shortlink", answers.url("/outages/" + id))
                .put("started_at", outage.startedAt().toString())
                .put("page_id", PAGE_ID)
                .put("incident_updates", updates)
                .put("components", shown == null ? new JsonArray() : new JsonArray().add(component(shown, 1, null)));
    }

    private static JsonObject update(String incident, String status, String body, Instant at) {
        return new JsonObject()
                .put("id", incident + "-" + status)
                .put("status", status)
                .put("body", body)
                .put("incident_id", incident)
                .put("created_at", at.toString())
                .put("updated_at", at.toString())
                .put("display_at", at.toString());
    }

    private JsonObject maintenance(MaintenanceEntry one) {
        String id = "m" + one.id();
        String status = one.isUnderWay(model.asOf())
                ? "in_progress"
                : one.startsAt().isAfter(model.asOf()) ? "scheduled" : "completed";
        JsonArray components = new JsonArray();
        selection.targetsOf(one).forEach(shown -> components.add(component(shown, 1, null)));
        return new JsonObject()
                .put("id", id)
                .put("name", one.name())
                .put("status", status)
                .put("created_at", one.startsAt().toString())
                .put("updated_at", one.startsAt().toString())
                .put("impact", "maintenance")
                .put("shortlink", answers.url("/maintenance"))
                .put("started_at", one.startsAt().toString())
                .put("page_id", PAGE_ID)
                .put("scheduled_for", one.startsAt().toString())
                .put("scheduled_until", one.endsAt().toString())
                .put("incident_updates", new JsonArray().add(update(id, status, one.name(), one.startsAt())))
                .put("components", components);
    }

    private static String id(Shown shown) {
        return Integer.toString(shown.target().id());
    }
}
