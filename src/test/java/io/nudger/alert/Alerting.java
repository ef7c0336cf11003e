package io.nudger.alert;

import io.nudger.config.Configuration;
import io.nudger.config.MessageLinks;
import io.nudger.config.SettingsLoader;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Secret;
import io.nudger.testing.OneVerticle;
import io.nudger.testing.TestDatabase;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** An alerter on a database, with a file of alerts; it looks ten times a second. */
final class Alerting extends OneVerticle {
    private Alerting(TestDatabase database, Path alerts, MessageLinks links) {
        super(new VertxOptions().setEventLoopPoolSize(1));
        JsonObject settings = new JsonObject()
                .put("roles", new JsonArray().add("alerter"))
                .put("alerts", alerts.toString())
                .put(
                        "alerter",
                        new JsonObject()
                                .put("tick", "100ms")
                                .put("lease", "10s")
                                .put("links", json(links)))
                .put(
                        "postgres",
                        new JsonObject()
                                .put("uri", database.uri())
                                .put("user", database.settings().user())
                                .put("password", password(database)));
        try {
            Configuration configuration = new SettingsLoader(name -> null).load(settings.encode());
            deploy(new AlerterVerticle(
                    configuration.settings(),
                    configuration.alerts(),
                    name -> null,
                    readiness,
                    HealthChecks.create(vertx),
                    registry,
                    Clock.systemUTC()));
        } catch (InvalidConfigException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Starts one; the file is followed. */
    static Alerting start(TestDatabase database, Path alerts) {
        return start(database, alerts, MessageLinks.NONE);
    }

    /** Starts one whose messages have these links. */
    static Alerting start(TestDatabase database, Path alerts, MessageLinks links) {
        return new Alerting(database, alerts, links);
    }

    private static JsonObject json(MessageLinks links) {
        Secret secret = links.secret();
        return secret == null
                ? new JsonObject()
                : new JsonObject().put("acknowledge", links.acknowledge()).put("secret", secret.reveal());
    }

    /** Puts this into the file. */
    static Path alerts(Path directory, String yaml) {
        try {
            return Files.writeString(directory.resolve("alerts.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String password(TestDatabase database) {
        var password = database.settings().password();
        return password == null ? "any" : password.reveal();
    }
}
