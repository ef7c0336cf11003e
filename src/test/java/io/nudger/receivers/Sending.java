package io.nudger.receivers;

import static java.util.Objects.requireNonNull;

import io.nudger.config.AddressRules;
import io.nudger.config.Alerts;
import io.nudger.config.AlertsLoader;
import io.nudger.document.InvalidConfigException;
import io.nudger.testing.Futures;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Receivers made of a file of alerts, as a user would write it. */
final class Sending {
    static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final Item SHOP = new Item(
            "shop",
            null,
            "down",
            Instant.parse("2026-11-30T11:47:30Z"),
            List.of("eu", "us"),
            "timeout",
            "No complete response within 5 s.",
            "https://shop.example/",
            "https://status.example/shop",
            Map.of("team", "web"),
            "shop/2026-11-30T11:47:30Z");

    private Sending() {}

    /** The receiver that stands under {@code name: x} in this. */
    static Receiver receiver(Vertx vertx, String yaml) {
        return requireNonNull(receivers(vertx, "receivers: [{name: x, " + yaml + "}]", AddressRules.DEFAULT)
                .get("x"));
    }

    static Receivers receivers(Vertx vertx, String yaml, AddressRules addresses) {
        return Receivers.of(vertx, alerts(yaml), addresses, CLOCK);
    }

    static Alerts alerts(String yaml) {
        try {
            Path file = Files.createTempFile("alerts", ".yaml");
            try {
                Files.writeString(file, yaml);
                return new AlertsLoader(file, name -> null).load(null).alerts();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidConfigException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    static Delivery send(@Nullable Receiver receiver, Notice notice) {
        return Futures.get(requireNonNull(receiver).send(notice));
    }

    /** The same, where it does not matter what becomes of it. */
    static void deliver(@Nullable Receiver receiver, Notice notice) {
        Delivery ignored = send(receiver, notice);
    }

    static Notice notice(Kind kind, String headline, Item... items) {
        return new Notice(
                "shop/2026-11-30T11:47:30Z/" + kind + "/1",
                kind,
                headline,
                List.of(items),
                0,
                NOW,
                null,
                new Notice.Links("https://status.example/", null),
                false);
    }

    static Notice down() {
        return notice(Kind.DOWN, "shop is down (timeout)", SHOP);
    }

    /** The same, of another target. */
    static Item of(String target, String state, Instant since) {
        return new Item(
                target,
                null,
                state,
                since,
                SHOP.zones(),
                SHOP.reason(),
                SHOP.message(),
                SHOP.url(),
                SHOP.link(),
                SHOP.labels(),
                target + "/2026-11-30T11:47:30Z");
    }
}
