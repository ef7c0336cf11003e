package io.nudger.config;

import io.nudger.document.FileText;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Properties of a Kafka client as they stand in the settings. Any of them may be a secret, so {@link #toString} shows
 * the keys only.
 *
 * @param values the properties as they were at the start; nothing of them is interpreted here
 * @param files those of them that hold the content of files
 */
public record ClientProperties(Map<String, String> values, Map<String, FileText> files) {
    /** No properties. */
    public static final ClientProperties NONE = new ClientProperties(Map.of());

    public ClientProperties {
        values = Map.copyOf(values);
        files = Map.copyOf(files);
    }

    /** Properties that come from no file. */
    public ClientProperties(Map<String, String> values) {
        this(values, Map.of());
    }

    /**
     * The properties with the files as they are now: passwords and certificates may have been renewed. Blocks when there
     * are files.
     *
     * @throws IllegalStateException when a file cannot be read; the message names it
     */
    public Map<String, String> renewed() {
        Map<String, String> renewed = new HashMap<>(values);
        files.forEach((key, file) -> renewed.put(key, file.read()));
        return renewed;
    }

    @Override
    public String toString() {
        return "ClientProperties" + new TreeMap<>(values).keySet();
    }
}
