package io.nudger.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What stands at {@code /health}: the checks that are down, each with its reason. */
final class HealthPage {
    private HealthPage() {}

    /** The troubles by the name of their check; empty when all is well. */
    static Map<String, String> troubles(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/health"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return troubles(new JsonObject(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body()));
    }

    static Map<String, String> troubles(JsonObject health) {
        Map<String, String> troubles = new TreeMap<>();
        for (Object each : health.getJsonArray("checks", new JsonArray())) {
            JsonObject check = (JsonObject) each;
            if (check.getString("status").equals("DOWN")) {
                troubles.put(check.getString("id"), text(check.getJsonObject("data", new JsonObject())));
            }
        }
        return troubles;
    }

    private static String text(JsonObject data) {
        String problems = data.getJsonArray("problems", new JsonArray()).stream()
                .map(problem -> "\n          " + problem)
                .collect(Collectors.joining());
        return data.getString("reason", data.encode()) + problems;
    }
}
