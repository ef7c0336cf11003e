package io.nudger.alert;

import io.nudger.config.Glob;
import io.nudger.config.Match;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which targets a maintenance or a silence holds for, as it stands in its row. */
final class Selectors {
    private static final String BY_NAME = "named_by_targets";

    private Selectors() {}

    /** The row's form; null selects those targets alone that name the window themselves. */
    static JsonObject toJson(@Nullable Match match) {
        JsonObject json = new JsonObject();
        if (match == null) {
            return json.put(BY_NAME, true);
        }
        if (!match.labels().isEmpty()) {
            JsonObject labels = new JsonObject();
            new TreeMap<>(match.labels()).forEach((name, form) -> labels.put(name, form.toString()));
            json.put("labels", labels);
        }
        put(json, "names", match.names());
        put(json, "groups", match.groups());
        put(json, "zones", match.zones());
        return json;
    }

    /** What a row selects; null for those targets alone that name the window themselves. */
    static @Nullable Match ofJson(JsonObject json) {
        if (json.getBoolean(BY_NAME, false)) {
            return null;
        }
        Map<String, Glob> labels = json.getJsonObject("labels", new JsonObject()).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, label -> Glob.of(String.valueOf(label.getValue()))));
        return new Match(
                labels,
                texts(json, "names").stream().map(Glob::of).toList(),
                texts(json, "groups").stream().map(Glob::of).toList(),
                texts(json, "zones"));
    }

    /** What a row selects, as people write it. */
    static String describe(JsonObject json) {
        Match match = ofJson(json);
        if (match == null) {
            return "those that name it";
        }
        List<String> conditions = match.conditions();
        return conditions.isEmpty() ? "all" : String.join(",", conditions);
    }

    private static void put(JsonObject json, String key, List<?> forms) {
        if (!forms.isEmpty()) {
            json.put(key, new JsonArray(forms.stream().map(Object::toString).toList()));
        }
    }

    private static List<String> texts(JsonObject json, String key) {
        return json.getJsonArray(key, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }
}
