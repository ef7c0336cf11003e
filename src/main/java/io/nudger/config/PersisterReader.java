package io.nudger.config;

import io.nudger.document.Secret;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a persister accepts, and the keys of signatures on either side. */
final class PersisterReader {
    private static final Type<String> KEY = Type.text(
                    "a key of 32 to 1024 characters", Pattern.compile("(?s).{32,1024}"))
            .hidden();
    private static final Type<Duration> TOLERANCE = Type.duration(Duration.ofSeconds(1), Duration.ofHours(1));
    private static final Type<Integer> ZONES = Type.number(1, 32_000);
    private static final Type<Integer> OTHERS = Type.number(1, 1_000_000_000);

    private PersisterReader() {}

    static PersisterSettings read(Section persister) {
        PersisterSettings settings = new PersisterSettings(
                zones(persister),
                persister.read("clock_tolerance", TOLERANCE, PersisterSettings.DEFAULT.clockTolerance()),
                limits(persister.section("limits")),
                signing(persister.section("signing")));
        persister.end();
        return settings;
    }

    /** The key under this name; null when there is none. */
    static @Nullable Secret key(Section section, String name) {
        String key = section.read(name, KEY);
        return key == null ? null : Secret.of(key);
    }

    private static Set<String> zones(Section persister) {
        Set<String> zones = new LinkedHashSet<>();
        persister.forEach("zones", "a list of the names of zones", (node, place) -> {
            String zone = persister.reading().value(node, place, Type.NAME);
            if (zone != null && !zones.add(zone)) {
                persister.reading().problems().add(place.problem("stands twice"));
            }
        });
        return zones;
    }

    private static NameLimits limits(Section limits) {
        NameLimits usual = NameLimits.DEFAULT;
        NameLimits settings = new NameLimits(
                limits.read("zones", ZONES, usual.zones()),
                limits.read("zones_per_minute", ZONES, usual.zonesPerMinute()),
                limits.read("monitors_per_minute", OTHERS, usual.monitorsPerMinute()),
                limits.read("targets", OTHERS, usual.targets()),
                limits.read("targets_per_minute", OTHERS, usual.targetsPerMinute()),
                limits.read("configs_per_target", OTHERS, usual.configsPerTarget()),
                limits.read("configs_per_minute", OTHERS, usual.configsPerMinute()));
        limits.end();
        return settings;
    }

    private static SigningSettings signing(Section signing) {
        Map<String, List<Secret>> keys = new HashMap<>();
        signing.forEach("keys", "a list of {zone, key}", (node, place) -> {
            Section item = signing.reading().section(node, place, "an object with zone and key");
            if (item == null) {
                return;
            }
            String zone = item.require("zone", Type.NAME);
            String key = item.require("key", KEY);
            item.end();
            if (zone != null && key != null) {
                keys.computeIfAbsent(zone, any -> new ArrayList<>()).add(Secret.of(key));
            }
        });
        SigningSettings settings = new SigningSettings(keys, signing.read("required", Type.BOOLEAN, false));
        signing.end();
        return settings;
    }
}
