package io.nudger.web;

import io.nudger.check.Printable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Runs groups of health checks and answers 200 when all are up, 503 otherwise, with every check and its reason as JSON:
 * {@code {"status": "UP", "checks": [{"id": "kafka", "status": "UP"}]}}.
 */
final class HealthHandler implements Handler<RoutingContext> {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final List<HealthChecks> groups;

    HealthHandler(List<HealthChecks> groups) {
        this.groups = groups;
    }

    @Override
    public void handle(RoutingContext context) {
        Future.all(groups.stream().map(HealthChecks::checkStatus).toList())
                .onSuccess(results -> answer(context, results.list()))
                .onFailure(context::fail);
    }

    private static void answer(RoutingContext context, List<CheckResult> results) {
        boolean up = results.stream().allMatch(CheckResult::isUp);
        JsonArray checks = new JsonArray();
        results.forEach(group -> group.getChecks().forEach(check -> checks.add(describe(check))));
        JsonObject body = new JsonObject().put("status", up ? "UP" : "DOWN").put("checks", checks);
        context.response()
                .setStatusCode(up ? OK : UNAVAILABLE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        PacedResponse.send(context, Buffer.buffer(Printable.json(body.encode())));
    }

    private static JsonObject describe(CheckResult check) {
        JsonObject description = new JsonObject().put("id", check.getId()).put("status", check.getUp() ? "UP" : "DOWN");
        JsonObject data = check.getData();
        if (data != null) {
            description.put("data", data);
        }
        return description;
    }
}
