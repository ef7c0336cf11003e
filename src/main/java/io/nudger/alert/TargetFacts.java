package io.nudger.alert;

import io.nudger.check.Micros;
import io.nudger.check.Quorum;
import io.nudger.check.Thresholds;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is configured of each target. It changes seldom, and there may be very many: so it is read again only after some
 * seconds, or when a target is seen that is not known. Belongs to one event loop.
 */
final class TargetFacts {
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

    /** Results do not say how long their check might have taken, but for this. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    private static final String SELECT =
            """
            SELECT id, name, title, url, (extract(epoch FROM interval) * 1000000)::int8 AS micros, failure_threshold,
                   success_threshold, labels, group_name, depends_on, quorum, maintenance
              FROM targets
             WHERE last_seen >= now() - interval '2 days'""";

    private final Database database;
    private final LongSupplier nanoTime;
    private Map<Integer, Subject> known = Map.of();
    private long readAt;
    private boolean read;

    TargetFacts(Database database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
    }

    /** What is known of these targets; those that the table does not have any more are left out. */
    Future<Map<Integer, Subject>> of(Iterable<Integer> ids) {
        boolean complete = read && nanoTime.getAsLong() - readAt < FRESH_NANOS;
        for (Integer id : ids) {
            complete &= known.containsKey(id);
        }
        return complete ? Future.succeededFuture(known) : read();
    }

    private Future<Map<Integer, Subject>> read() {
        long asked = nanoTime.getAsLong();
        return database.query(SELECT, Tuple.tuple()).map(rows -> {
            Map<Integer, Subject> facts = new HashMap<>(rows.size() * 2);
            rows.forEach(row -> facts.put(row.getInteger("id"), subject(row)));
            known = facts;
            read = true;
            readAt = asked;
            return facts;
        });
    }

    /** Without anything that is known of its checks. */
    private static Subject subject(Row row) {
        Map<String, String> labels = new HashMap<>();
        JsonObject json = row.getJsonObject("labels");
        json.forEach(label -> labels.put(label.getKey(), String.valueOf(label.getValue())));
        String url = row.getString("url");
        Duration interval = Micros.toDuration(row.getLong("micros"));
        return new Subject(
                row.getInteger("id"),
                row.getString("name"),
                row.getString("title"),
                url,
                host(url),
                interval,
                interval.compareTo(LONGEST_TIMEOUT) < 0 ? interval : LONGEST_TIMEOUT,
                new Thresholds(row.getInteger("failure_threshold"), row.getInteger("success_threshold")),
                labels,
                row.getString("group_name"),
                Arrays.asList(row.getArrayOfStrings("depends_on")),
                quorum(row.getString("quorum")),
                Arrays.asList(row.getArrayOfStrings("maintenance")),
                List.of(),
                null,
                null,
                List.of());
    }

    /** What cannot be read as a URL is a host of its own. */
    private static String host(String url) {
        try {
            String host = new URI(url).getHost();
            return host == null ? url : host.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return url;
        }
    }

    /** A monitor of a later version may know more of them. */
    private static Quorum quorum(@Nullable String text) {
        Quorum quorum = text == null ? null : Quorum.parse(text);
        return quorum == null ? Quorum.MAJORITY : quorum;
    }
}
