package io.nudger.share;

import io.nudger.check.Micros;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a share is accounted for, as its owner has committed it: the metadata of an offset.
 *
 * @param share the number of the share
 * @param count how many shares there were
 * @param until every slot of its targets up to and with this moment is in Kafka; microseconds since the epoch
 * @param writtenAt when the owner said so; microseconds since the epoch
 * @param targets the hash of all targets as the owner knew them
 * @param monitor the owner
 * @param checksPerSecond how many checks the share is
 * @param released the owner has given it up
 */
record Watermark(
        int share,
        int count,
        long until,
        long writtenAt,
        String targets,
        String monitor,
        double checksPerSecond,
        boolean released) {
    private static final int VERSION = 1;

    /** As metadata; far less than the 4096 bytes that a broker takes. */
    String toJson() {
        JsonObject json = new JsonObject()
                .put("v", VERSION)
                .put("accounted_until", Micros.toInstant(until).toString())
                .put("written_at", Micros.toInstant(writtenAt).toString())
                .put("shares", count)
                .put("targets", targets)
                .put("monitor", monitor)
                .put("checks_per_second", Math.round(checksPerSecond * 1_000) / 1_000.0);
        return (released ? json.put("released", true) : json).encode();
    }

    /** Reads metadata, also of a later version that has the same keys; null when it is something else. */
    static @Nullable Watermark of(int share, String metadata) {
        try {
            JsonObject json = new JsonObject(metadata);
            int count = json.getInteger("shares");
            if (count <= share) {
                return null;
            }
            return new Watermark(
                    share,
                    count,
                    Micros.of(Instant.parse(json.getString("accounted_until"))),
                    Micros.of(Instant.parse(json.getString("written_at"))),
                    json.getString("targets"),
                    json.getString("monitor"),
                    json.getDouble("checks_per_second", 0.0),
                    json.getBoolean("released", false));
        } catch (DecodeException | DateTimeException | ClassCastException | NullPointerException foreign) {
            return null;
        }
    }
}
