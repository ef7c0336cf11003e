package io.nudger.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happens, at a glance: one calm line, written over once a second on a terminal and now and then elsewhere; and a
 * line that stays for each change of a target's state. The states come from the database: what is shown has gone the
 * whole way.
 */
final class LiveView {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final String CHECKS = "nudger_checks_total";
    private static final String ROWS = "nudger_persisted_rows_total";
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final String STATUSES =
            """
            SELECT t.name || CASE z.name WHEN ? THEN '' ELSE ' in ' || z.name END AS target,
                   outcome_name(s.outcome) AS outcome,
                   (SELECT ': ' || message FROM check_failures f WHERE f.target_id = s.target_id
                        AND f.zone_id = s.zone_id AND f.scheduled_at = s.scheduled_at) AS message
            FROM target_statuses s JOIN targets t ON t.id = s.target_id JOIN zones z ON z.id = s.zone_id
            WHERE s.scheduled_at > now() - 3 * t.interval - interval '10 seconds'
            ORDER BY 1
            """;

    private final PrintStream out;
    private final boolean terminal;
    private final TestDatabase database;
    private final String zone;
    private final URI metrics;
    private final long rowsBefore;
    private Map<String, String> known = Map.of();
    private Map<String, String> troubles = Map.of();
    private double checksBefore;
    private Instant checksAt;
    private Instant nextLine = Instant.MIN;

    private LiveView(PrintStream out, boolean terminal, TestDatabase database, String zone, URI metrics)
            throws IOException, InterruptedException {
        this.out = out;
        this.terminal = terminal;
        this.database = database;
        this.zone = zone;
        this.metrics = metrics;
        MetricsPage page = MetricsPage.fetch(metrics);
        this.checksBefore = page.sum(CHECKS);
        this.checksAt = Instant.now();
        this.rowsBefore = database.number("SELECT count(*) FROM checks") - (long) page.sum(ROWS);
    }

    /** A view of the record in this database; targets of other zones than this one are shown with their zone. */
    static LiveView on(PrintStream out, TestDatabase database, String zone, URI metrics)
            throws IOException, InterruptedException {
        // System.console() is no answer: from JDK 22 on it is there without a terminal, too.
        boolean terminal =
                new ProcessBuilder("test", "-t", "1").inheritIO().start().waitFor() == 0;
        return new LiveView(out, terminal, database, zone, metrics);
    }

    /** Looks once, and shows what it sees. */
    void show() {
        try {
            showTroubles(HealthPage.troubles(metrics));
            Map<String, String> outcomes = showChanges(database.query(STATUSES, zone));
            if (terminal || Instant.now().isAfter(nextLine)) {
                showLine(outcomes, MetricsPage.fetch(metrics));
                nextLine = Instant.now().plus(BETWEEN_LINES);
            }
        } catch (IOException | InterruptedException | IllegalStateException starting) {
            // The next look shows more.
        }
    }

    /** Each trouble once, and once when it is over. */
    private void showTroubles(Map<String, String> now) {
        now.forEach((check, trouble) -> {
            if (!trouble.equals(troubles.get(check))) {
                say("%s  %s: %s".formatted(CLOCK.format(Instant.now()), check, trouble));
            }
        });
        troubles.keySet().stream()
                .filter(check -> !now.containsKey(check))
                .forEach(check -> say("%s  %s: well again".formatted(CLOCK.format(Instant.now()), check)));
        troubles = now;
    }

    private Map<String, String> showChanges(List<Map<String, @Nullable Object>> statuses) {
        Map<String, String> outcomes = new HashMap<>();
        for (Map<String, @Nullable Object> status : statuses) {
            String target = String.valueOf(status.get("target"));
            String outcome = String.valueOf(status.get("outcome"));
            outcomes.put(target, outcome);
            if (!outcome.equals(known.get(target))) {
                String message = status.get("message") == null ? "" : String.valueOf(status.get("message"));
                say("%s  %-12s %s%s".formatted(CLOCK.format(Instant.now()), target, outcome, message));
            }
        }
        known = outcomes;
        return outcomes;
    }

    private void showLine(Map<String, String> outcomes, MetricsPage page) {
        double checks = page.sum(CHECKS);
        Instant now = Instant.now();
        double perSecond = (checks - checksBefore)
                / Math.max(0.001, Duration.between(checksAt, now).toMillis() / 1e3);
        checksBefore = checks;
        checksAt = now;
        long up = outcomes.values().stream().filter("up"::equals).count();
        long down = outcomes.values().stream().filter("down"::equals).count();
        long rows = rowsBefore + (long) page.sum(ROWS);
        String line = "%s  %d up, %d down  %.1f checks/s  %,d rows stored"
                .formatted(CLOCK.format(now), up, down, perSecond, rows);
        out.print(terminal ? CLEAR_LINE + line : line + System.lineSeparator());
        out.flush();
    }

    /** Says that somebody was notified. */
    void notified(WebhookSink.Post post) {
        JsonObject notice = new JsonObject(post.body());
        say("%s  %-12s %s".formatted(CLOCK.format(Instant.now()), "the webhook", notice.getString("headline")));
    }

    private synchronized void say(String line) {
        out.println((terminal ? CLEAR_LINE : "") + line);
    }
}
