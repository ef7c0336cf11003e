package io.nudger.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A target as a test writes it into a targets file, and as {@link RecordAudit} looks for its slots.
 *
 * @param name its name
 * @param url what is requested; when several targets share a playground, a URL of its own
 * @param interval the distance of its slots
 * @param timeout its deadline
 * @param more further keys of the file
 */
public record SiteTarget(String name, URI url, Duration interval, Duration timeout, Map<String, Object> more) {
    /** Checked every second, with a deadline of 800 ms. */
    public static SiteTarget of(String name, URI url) {
        return new SiteTarget(name, url, Duration.ofSeconds(1), Duration.ofMillis(800), Map.of());
    }

    /** The same at another pace. */
    public SiteTarget every(Duration newInterval, Duration newTimeout) {
        return new SiteTarget(name, url, newInterval, newTimeout, more);
    }

    /** The same with one more key. */
    public SiteTarget with(String key, Object value) {
        Map<String, Object> added = new TreeMap<>(more);
        added.put(key, value);
        return new SiteTarget(name, url, interval, timeout, added);
    }

    /** Path and query, as a server sees them. */
    public String requestUri() {
        return url.getRawQuery() == null ? url.getRawPath() : url.getRawPath() + "?" + url.getRawQuery();
    }

    /** What a targets file with these holds: JSON, which is YAML too. */
    public static String fileOf(List<SiteTarget> targets) {
        JsonArray array = new JsonArray();
        targets.forEach(target -> array.add(target.toJson()));
        return new JsonObject().put("targets", array).encodePrettily();
    }

    /** Puts a targets file with these in place, at once and whole. */
    public static void write(Path file, List<SiteTarget> targets) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(next, fileOf(targets));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("name", name)
                .put("url", url.toString())
                .put("interval", interval.toMillis() + "ms")
                .put("timeout", timeout.toMillis() + "ms");
        json.getMap().putAll(more);
        return json;
    }
}
