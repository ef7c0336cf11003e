package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a result says about the target it belongs to: enough to keep the table of targets without asking the monitor.
 *
 * @param name the identity; history follows it; 1 to 128 printable characters
 * @param url the URL as configured, without what is {@linkplain HiddenQuery hidden}
 * @param interval the distance of two slots
 * @param labels free key-value pairs, in key order
 * @param regexp the regular expression that the body must match; null when none is configured
 * @param thresholds when a state of the target counts as confirmed
 * @param alerting what states and alerts need to know of it
 * @param config a short hash of the target as configured, after the version of its format; it changes when anything of
 *     the target changes
 */
public record TargetInfo(
        String name,
        String url,
        Duration interval,
        Map<String, String> labels,
        @Nullable String regexp,
        Thresholds thresholds,
        Alerting alerting,
        String config) {
    public TargetInfo {
        name = Text.name("target", name);
        url = Text.clean(url);
        interval = requireNonNull(Micros.truncate(interval), "interval");
        labels = clean(labels);
        regexp = regexp == null ? null : Text.clean(regexp);
        requireNonNull(thresholds, "thresholds");
        requireNonNull(alerting, "alerting");
        config = Text.clean(config);
    }

    /** A target of which alerts need to know nothing. */
    public TargetInfo(
            String name,
            String url,
            Duration interval,
            Map<String, String> labels,
            @Nullable String regexp,
            Thresholds thresholds,
            String config) {
        this(name, url, interval, labels, regexp, thresholds, Alerting.DEFAULT, config);
    }

    /** A target whose first check decides. */
    public TargetInfo(
            String name,
            String url,
            Duration interval,
            Map<String, String> labels,
            @Nullable String regexp,
            String config) {
        this(name, url, interval, labels, regexp, Thresholds.ONE, config);
    }

    /** The same, as it was with another distance of its slots. */
    public TargetInfo withInterval(Duration other) {
        return other.equals(interval)
                ? this
                : new TargetInfo(name, url, other, labels, regexp, thresholds, alerting, config);
    }

    private static SortedMap<String, String> clean(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, String> clean = new TreeMap<>();
        labels.forEach((key, value) -> clean.put(Text.clean(key), Text.clean(value)));
        return Collections.unmodifiableSortedMap(clean);
    }
}
