package io.nudger.web;

import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.HealthChecks;

/**
 * The health checks of a process, by what their failure asks for.
 *
 * @param live a restart helps: {@code /health/live}
 * @param ready the process waits for a service that it depends on: {@code /health/ready}
 * @param detail the process does its work, but somebody should look: only in {@code /health}
 */
public record Health(HealthChecks live, HealthChecks ready, HealthChecks detail) {
    /** Three groups without checks. */
    public static Health create(Vertx vertx) {
        return new Health(HealthChecks.create(vertx), HealthChecks.create(vertx), HealthChecks.create(vertx));
    }
}
