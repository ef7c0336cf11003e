package io.nudger.testing;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether every outage is a row, and whether each receiver was notified of it once, and once of its end. It reads the tables
 * from outside and the posts that the receivers have accepted, which have to be in the JSON of nudger.
 */
public final class NoticeAudit {
    private static final String HOLES = "SELECT count(*) FROM (SELECT 1 FROM state_changes GROUP BY target_id"
            + " HAVING max(sequence) <> count(*) OR min(sequence) <> 1) AS holes";

    private static final String NOT_LAST = "SELECT count(*) FROM current_states s WHERE NOT EXISTS"
            + " (SELECT FROM changes c WHERE c.target = s.target AND c.sequence = s.sequence AND c.state = s.state)";

    private static final String REPEATED =
            "SELECT count(*) FROM (SELECT to_state, lag(to_state) OVER (PARTITION BY target_id"
                    + " ORDER BY sequence) AS before FROM state_changes) AS changes WHERE to_state = before";

    private static final String UNSENT =
            "SELECT count(*) FROM notices WHERE sent_at IS NULL AND cancelled_at IS NULL OR given_up_at IS NOT NULL";

    private static final String UNNOTICED =
            "SELECT count(*) FROM outages o, unnest(string_to_array(?, ',')) AS r (name)"
                    + " WHERE NOT EXISTS (SELECT FROM notices n WHERE n.outage_id = o.id AND n.receiver = r.name"
                    + " AND n.kind IN ('down', 'partial'))";

    private static final String CANCELLED = "SELECT count(*) FROM notices WHERE cancelled_at IS NOT NULL";

    private static final String OUTAGES = "SELECT t.name AS target, count(o.id) AS outages FROM targets t"
            + " JOIN outages o ON o.target_id = t.id GROUP BY t.name";

    private static final String NOTICES =
            """
            SELECT n.receiver, CASE n.kind WHEN 'up' THEN 'up' ELSE 'down' END AS kind, t.name AS target, o.started_at,
                   n.sent_at IS NOT NULL AS sent, o.ended_at IS NOT NULL AS ended
              FROM notices n JOIN targets t ON t.id = n.target_id JOIN outages o ON o.id = n.outage_id
             WHERE n.kind IN ('down', 'partial', 'up')""";

    private final TestDatabase database;
    private final List<String> problems = new ArrayList<>();

    private NoticeAudit(TestDatabase database) {
        this.database = database;
    }

    /**
     * What was found.
     *
     * @param problems what is wrong; empty when nothing is
     * @param outages how many there were
     * @param cancelled how many notices were not sent because the outage was over before it was their turn
     * @param messages how many each receiver has accepted
     * @param doubles how many of these it had accepted before: under the same key, or, where it has none, with the same news
     */
    public record Findings(
            List<String> problems,
            long outages,
            long cancelled,
            Map<String, Integer> messages,
            Map<String, Integer> doubles) {}

    /** One end of an outage, as a receiver hears of it. */
    private record News(String kind, String target, Instant start) {}

    /**
     * Looks at all of it; nothing may be under way.
     *
     * @param outages how often each target went down
     * @param sinks the receivers by their names
     */
    public static Findings of(TestDatabase database, Map<String, Integer> outages, Map<String, WebhookSink> sinks) {
        NoticeAudit audit = new NoticeAudit(database);
        audit.rows(outages);
        audit.none(UNNOTICED, "outages that nobody was to be notified of", String.join(",", sinks.keySet()));
        Map<String, Integer> messages = new TreeMap<>();
        Map<String, Integer> doubles = new TreeMap<>();
        sinks.forEach((name, sink) -> {
            messages.put(name, sink.accepted().size());
            doubles.put(name, audit.posts(name, sink.accepted()));
        });
        return new Findings(
                List.copyOf(audit.problems),
                database.number("SELECT count(*) FROM outages"),
                database.number(CANCELLED),
                messages,
                doubles);
    }

    private void rows(Map<String, Integer> outages) {
        none(HOLES, "targets whose changes have holes");
        none(REPEATED, "changes to the state that was there already");
        none(NOT_LAST, "states that are not what their last change says");
        none(UNSENT, "notices that were never accepted");
        Map<String, Integer> found = new HashMap<>();
        database.query(OUTAGES)
                .forEach(row -> found.put((String) value(row, "target"), ((Number) value(row, "outages")).intValue()));
        if (!found.equals(outages)) {
            Set<Map.Entry<String, Integer>> differing = new HashSet<>(outages.entrySet());
            differing.removeAll(found.entrySet());
            problems.add(
                    "outages that are not those that happened: " + differing + ", found " + found.size() + " targets");
        }
    }

    private static Object value(Map<String, @Nullable Object> row, String column) {
        return requireNonNull(row.get(column), column);
    }

    private void none(String sql, String what, Object... parameters) {
        long count = database.number(sql, parameters);
        if (count > 0) {
            problems.add(count + " " + what);
        }
    }

    /** Gives how many posts repeat an earlier one. */
    private int posts(String receiver, List<WebhookSink.Post> posts) {
        Map<String, Set<News>> byKey = new HashMap<>();
        Map<News, Integer> heard = new HashMap<>();
        int repeated = 0;
        for (WebhookSink.Post post : posts) {
            Set<News> news = news(post);
            Set<News> before = post.key().isEmpty() ? null : byKey.putIfAbsent(post.key(), news);
            if (before != null && !before.equals(news)) {
                problems.add(receiver + " got " + before + " and " + news + " under the same key");
            }
            boolean again =
                    before != null || (post.key().isEmpty() && heard.keySet().containsAll(news));
            repeated += again ? 1 : 0;
            news.forEach(each -> heard.merge(each, before == null ? 1 : 0, Integer::sum));
            if (!post.key().isEmpty() && news.stream().anyMatch(each -> heard.getOrDefault(each, 0) > 1)) {
                problems.add(receiver + " got " + news + " under two keys");
            }
        }
        hold(receiver, heard.keySet());
        return repeated;
    }

    private static Set<News> news(WebhookSink.Post post) {
        JsonObject notice = new JsonObject(post.body());
        String kind = notice.getString("kind").equals("up") ? "up" : "down";
        Set<News> news = new HashSet<>();
        for (Object item : notice.getJsonArray("items", new JsonArray())) {
            JsonObject each = (JsonObject) item;
            String outage = each.getString("outage");
            Instant start = Instant.parse(outage.substring(outage.lastIndexOf('/') + 1));
            news.add(new News(kind, each.getString("target"), start));
        }
        return news;
    }

    /** What was accepted is what was sent, and whoever was notified of an outage that is over was notified of that. */
    private void hold(String receiver, Set<News> heard) {
        Set<News> sent = new HashSet<>();
        database.query(NOTICES).stream()
                .filter(row -> receiver.equals(row.get("receiver")))
                .forEach(row -> {
                    Instant start = ((Timestamp) value(row, "started_at")).toInstant();
                    News news = new News((String) value(row, "kind"), (String) value(row, "target"), start);
                    if (Boolean.TRUE.equals(row.get("sent")) && !sent.add(news)) {
                        problems.add("two notices for " + receiver + " of " + news);
                    }
                    News end = new News("up", news.target(), start);
                    if (Boolean.TRUE.equals(row.get("ended")) && heard.contains(news) && !heard.contains(end)) {
                        problems.add(receiver + " was never notified of the end of " + news);
                    }
                });
        differing(sent, heard, receiver + " never got ");
        differing(heard, sent, receiver + " got what was not sent: ");
    }

    private void differing(Set<News> wanted, Set<News> found, String what) {
        Set<News> missing = new HashSet<>(wanted);
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            problems.add(
                    what + missing.size() + ", such as " + missing.iterator().next());
        }
    }
}
