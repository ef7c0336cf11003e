package io.nudger.query;

import static io.nudger.query.Mapping.instant;
import static io.nudger.query.Mapping.number;
import static io.nudger.query.Mapping.real;

import io.nudger.config.PostgresSettings;
import io.nudger.query.StoredResult.Inside;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads spans of the record, each of which may be long: on connections of its own, so that nothing else waits for them. Belongs to
 * one event loop; whatever is asked is answered, or fails, within eight seconds.
 */
public final class RangeReader {
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private static final String RESULTS =
            """
            SELECT r.scheduled_at, r.zone, r.outcome, r.reason, r.duration, r.degraded, r.attempts, r.monitor, r.delay,
                   r.status_code, r.message, r.body_bytes
              FROM kept_results($1, $2, $3) r
             WHERE (r.scheduled_at, r.zone) > ($2, $4::text) AND ($5::text IS NULL OR r.zone = $5)
               AND ($6::text IS NULL OR r.outcome = $6)
             ORDER BY r.scheduled_at, r.zone
             LIMIT $7""";

    private static final String AVAILABILITY = "SELECT a.* FROM availability($1, $2, $3) a";

    private static final String UNDIVIDED = "SELECT d.day FROM undivided_days(ARRAY[$1], $2, $3) d";

    private static final String DURATIONS =
            """
            SELECT d.%1$s AS at, d.zone, d.up, d.duration_mean, d.duration_p50, d.duration_p95, d.duration_p99
              FROM %2$s d
             WHERE d.target = $1 AND d.%1$s >= $2 AND d.%1$s < $3
             ORDER BY 1, 2""";

    private static final String HOURS = DURATIONS.formatted("hour", "hourly_results");
    private static final String DAYS = DURATIONS.formatted("day", "daily_results");

    private static final String CHANGES =
            """
            SELECT c.id, c.target_id, c.from_state, c.to_state, c.since, c.decided_at, c.cause, c.late
              FROM state_changes c
             WHERE c.id > $1 AND c.decided_at >= $2 AND c.target_id = ANY ($3)
             ORDER BY c.id
             LIMIT $4""";

    private final Database database;

    private RangeReader(Database database) {
        this.database = database;
    }

    /** A reader with connections of its own. */
    public static RangeReader open(Vertx vertx, PostgresSettings settings) {
        return new RangeReader(new Database(vertx, settings, DEADLINE));
    }

    /** Closes the connections. */
    public Future<Void> close() {
        return database.close();
    }

    /**
     * The results of a target in the order of their slots and zones, as rows or from the archive.
     *
     * @param target its name
     * @param from the first slot
     * @param afterZone of the first slot those after this zone alone; empty for all
     * @param to before which
     * @param zone of this zone; null for all
     * @param outcome with this outcome; null for all
     * @param most how many
     */
    public Future<List<StoredResult>> results(
            String target,
            Instant from,
            String afterZone,
            Instant to,
            @Nullable String zone,
            @Nullable String outcome,
            int most) {
        return database.query(RESULTS, Tuple.of(target, utc(from), utc(to), afterZone, zone, outcome, most))
                .map(rows -> Mapping.list(rows, RangeReader::result));
    }

    private static StoredResult result(Row row) {
        return new StoredResult(
                instant(row, "scheduled_at"),
                row.getString("zone"),
                row.getString("outcome"),
                row.getString("reason"),
                real(row, "duration"),
                row.getBoolean("degraded"),
                row.getInteger("attempts"),
                new Inside(
                        row.getString("monitor"),
                        real(row, "delay"),
                        row.getInteger("status_code"),
                        row.getString("message"),
                        row.getInteger("body_bytes")));
    }

    /** How available a target was, by zone and over all of them, which comes last; empty when nothing was expected. */
    public Future<List<Availability>> availability(String target, Instant from, Instant to) {
        return database.query(AVAILABILITY, Tuple.of(target, utc(from), utc(to)))
                .map(rows -> Mapping.list(rows, Mapping::availability));
    }

    /** The days of which a span has a part, while only the sum of the whole day is kept: that part counts as absent. */
    public Future<List<Instant>> undividedDays(String target, Instant from, Instant to) {
        return database.query(UNDIVIDED, Tuple.of(target, utc(from), utc(to)))
                .map(rows -> Mapping.list(rows, row -> instant(row, "day")));
    }

    /** How long the checks of a target took, by hour or by day, as far as these are over and summed up. */
    public Future<List<DurationRow>> durations(String target, Instant from, Instant to, boolean hours) {
        return database.query(hours ? HOURS : DAYS, Tuple.of(target, utc(from), utc(to)))
                .map(rows -> Mapping.list(
                        rows,
                        row -> new DurationRow(
                                instant(row, "at"),
                                row.getString("zone"),
                                number(row, "up"),
                                real(row, "duration_mean"),
                                real(row, "duration_p50"),
                                real(row, "duration_p95"),
                                real(row, "duration_p99"))));
    }

    /** The changes of these targets with a greater id that were decided since, in their order. */
    public Future<List<Change>> changes(long after, Instant since, Collection<Integer> targets, int most) {
        return database.query(CHANGES, Tuple.of(after, utc(since), targets.toArray(Integer[]::new), most))
                .map(rows -> Mapping.list(rows, RecordReader::change));
    }

    private static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
