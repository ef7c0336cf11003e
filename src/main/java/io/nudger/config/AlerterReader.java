package io.nudger.config;

import io.nudger.document.Section;
import io.nudger.document.Type;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads how an alerter decides. */
final class AlerterReader {
    private static final Type<String> TOPIC = Type.text(
            "the name of a topic, or \"\" for none: up to 249 of a-z, A-Z, 0-9, ., _ and -",
            Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{0,249}"));
    private static final Type<Duration> TICK = Type.duration(Duration.ofMillis(100), Duration.ofMinutes(1));
    private static final Type<Duration> LEASE = Type.duration(Duration.ofSeconds(2), Duration.ofMinutes(5));
    private static final Type<Boolean> CONFIRM = Type.oneOf(Map.of("across_zones", true, "each_zone", false));

    private static final Type<Boolean> ZONE_HEALTH = Type.oneOf(Map.of("on", true, "off", false));

    private static final Type<String> URL = Type.<String>of(
                    UrlType.URL.wanted(),
                    text -> UrlType.URL.parser().parse(text).toString())
            .textOnly();

    private AlerterReader() {}

    /** @param publishes whether the process knows of a Kafka to publish to */
    static AlerterSettings read(Section alerter, boolean publishes) {
        AlerterSettings usual = AlerterSettings.DEFAULT;
        String topic = alerter.read("topic", TOPIC, String.valueOf(usual.topic()));
        AlerterSettings settings = new AlerterSettings(
                alerter.read("tick", TICK, usual.tick()),
                alerter.read("lease", LEASE, usual.lease()),
                alerter.read("confirm", CONFIRM, usual.acrossZones()),
                alerter.read("zone_health", ZONE_HEALTH, usual.zoneHealth()),
                topic.isEmpty() || !publishes ? null : topic,
                links(alerter.section("links")));
        alerter.end();
        return settings;
    }

    private static MessageLinks links(Section section) {
        String acknowledge = section.read("acknowledge", URL);
        MessageLinks links = new MessageLinks(
                section.read("page", URL),
                acknowledge == null || !acknowledge.endsWith("/")
                        ? acknowledge
                        : acknowledge.substring(0, acknowledge.length() - 1),
                PersisterReader.key(section, "secret"),
                PersisterReader.key(section, "token"));
        if (acknowledge != null && !section.has("secret")) {
            section.problem("secret", "wanted one, which the links are signed with, found none");
        }
        section.end();
        return links;
    }
}
