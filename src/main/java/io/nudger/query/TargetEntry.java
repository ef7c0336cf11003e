package io.nudger.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target as the record knows it.
 *
 * @param id its number in the record
 * @param name its name
 * @param title what people are shown instead of the name; null for the name itself
 * @param url as configured
 * @param group as configured; null for none
 * @param labels as configured
 * @param interval the distance of two slots
 * @param firstSeen its oldest slot
 * @param lastSeen its newest slot, cut to the minute
 */
public record TargetEntry(
        int id,
        String name,
        @Nullable String title,
        String url,
        @Nullable String group,
        Map<String, String> labels,
        Duration interval,
        Instant firstSeen,
        Instant lastSeen) {
    public TargetEntry {
        labels = Map.copyOf(labels);
    }
}
