package io.nudger.config;

import java.util.Map;
import java.util.TreeMap;

/**
 * Properties of a Kafka client as they stand in the settings. Any of them may be a secret, so {@link #toString} shows
 * the keys only.
 *
 * @param values the properties; nothing of them is interpreted here
 */
public record ClientProperties(Map<String, String> values) {
    /** No properties. */
    public static final ClientProperties NONE = new ClientProperties(Map.of());

    public ClientProperties {
        values = Map.copyOf(values);
    }

    @Override
    public String toString() {
        return "ClientProperties" + new TreeMap<>(values).keySet();
    }
}
