package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a result tells of the target it belongs to: enough to keep the table of targets without asking the monitor.
 *
 * @param name the identity; history follows it
 * @param url the URL as configured
 * @param interval the distance of two slots
 * @param labels free key-value pairs, in key order
 * @param regexp the regular expression that the body must match; null when none is configured
 * @param config a short hash of the target as configured; it changes when anything of the target changes
 */
public record TargetInfo(
        String name,
        String url,
        Duration interval,
        Map<String, String> labels,
        @Nullable String regexp,
        String config) {
    public TargetInfo {
        requireNonNull(name, "name");
        requireNonNull(url, "url");
        requireNonNull(interval, "interval");
        requireNonNull(config, "config");
        labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
