package io.nudger.record;

import io.vertx.sqlclient.Row;
import java.time.Instant;

/**
 * What the table of targets holds of a target.
 *
 * @param id its number
 * @param config the hash of the stored configuration
 * @param firstSeen the oldest slot
 * @param lastSeen the newest slot, cut to the minute
 */
record KnownTarget(int id, String config, Instant firstSeen, Instant lastSeen) {
    static KnownTarget of(Row row) {
        return new KnownTarget(
                row.getInteger("id"),
                row.getString("config"),
                row.getOffsetDateTime("first_seen").toInstant(),
                row.getOffsetDateTime("last_seen").toInstant());
    }

    /** Whether the table has already from when to when the target was seen. */
    boolean spans(TargetSummary summary) {
        return !summary.oldest().isBefore(firstSeen) && !summary.lastSeen().isAfter(lastSeen);
    }
}
