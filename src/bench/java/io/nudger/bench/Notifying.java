package io.nudger.bench;

import static org.awaitility.Awaitility.await;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.StateRows;
import io.nudger.testing.TcpProxy;
import io.nudger.testing.TestDatabase;
import io.nudger.testing.WebhookSink;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Row 9: from the end of the check that confirms an outage to the commit of the change of the state, and to the moment when a
 * receiver has accepted the notice; from the beginning of an outage to that moment, when three zones take turns; and how long
 * a sweep takes. Monitor, persister and alerter are processes of their own.
 */
final class Notifying implements Benchmark {
    private static final int RATE = 1_000;
    private static final int SECONDS_BETWEEN_SLOTS = 5;
    /** One of so many targets is behind the network that is cut. */
    private static final int FAILING_OF = 25;

    private static final double GOAL_CHANGE_MILLIS = 1_500;
    private static final double GOAL_ACCEPTED_MILLIS = 3_000;
    private static final double GOAL_OUTAGE_SECONDS = 25 + GOAL_ACCEPTED_MILLIS / 1_000;
    private static final List<String> ZONES = List.of("ap", "eu", "us");
    private static final int WATCHED = 60;
    private static final int SWEEPS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String TIMES =
            """
            SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY stored) AS stored99,
                   percentile_cont(0.99) WITHIN GROUP (ORDER BY decided) AS decided99,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY change) AS change50,
                   percentile_cont(0.99) WITHIN GROUP (ORDER BY change) AS change99,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY accepted) AS accepted50,
                   percentile_cont(0.99) WITHIN GROUP (ORDER BY accepted) AS accepted99
              FROM (SELECT 1000 * extract(epoch FROM pg_xact_commit_timestamp(c.xmin) - k.ended)::float8 AS change,
                           1000 * extract(epoch FROM n.sent_at - k.ended)::float8 AS accepted,
                           1000 * extract(epoch FROM pg_xact_commit_timestamp(k.xmin) - k.ended)::float8 AS stored,
                           1000 * extract(epoch FROM c.decided_at - k.ended)::float8 AS decided
                      FROM state_changes c
                      JOIN notices n ON n.outage_id = c.outage_id AND n.kind = 'down'
                      JOIN (SELECT xmin, target_id, scheduled_at, scheduled_at + (delay + duration) * interval '1 us' AS ended
                              FROM checks) AS k ON k.target_id = c.target_id AND k.scheduled_at = c.slot
                     WHERE c.to_state = 'down' AND c.decided_at >= ?::timestamptz) AS times
            """;

    private static final String FROM_OUTAGE =
            """
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY way) AS p50, max(way) AS longest
              FROM (SELECT extract(epoch FROM sent_at - ?::timestamptz)::float8 AS way FROM notices
                     WHERE kind = 'down' AND created_at >= ?::timestamptz) AS ways
            """;

    @Override
    public int row() {
        return 9;
    }

    @Override
    public String title() {
        return "From a failure to a notice that a receiver has accepted";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        List<Result> results = new ArrayList<>();
        try (Playground playground = Playground.start();
                WebhookSink sink = WebhookSink.start()) {
            // What answers does not matter here, as long as it does.
            String site = lab.nginx()
                    .map(nginx -> nginx.http("/"))
                    .orElse(playground.http("/up").toString());
            try (TcpProxy toSite = TcpProxy.before(URI.create(site).getPort())) {
                int rate = Math.min(RATE, Collections.max(plan.flows()));
                results.addAll(lab.withDeployment(deployment -> {
                    List<String> urls = urls(rate * SECONDS_BETWEEN_SLOTS, site, toSite);
                    return confirmed(plan, deployment, alerts(lab, sink), urls, toSite, rate);
                }));
                results.addAll(lab.withDeployment(
                        deployment -> interleaved(lab, plan, deployment, alerts(lab, sink), toSite)));
            }
        }
        results.add(lab.withDeployment(deployment -> sweeps(plan, deployment)));
        return results;
    }

    private static List<String> urls(int count, String direct, TcpProxy cuttable) {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            urls.add(i % FAILING_OF == 0 ? through(cuttable) : direct);
        }
        return urls;
    }

    private static String through(TcpProxy proxy) {
        return "http://127.0.0.1:" + proxy.port() + "/up";
    }

    private static Path alerts(Lab lab, WebhookSink sink) {
        return write(
                lab.newDirectory().resolve("alerts.yaml"),
                "receivers: [{name: sink, webhook: {url: '" + sink.url() + "'}}]\n"
                        + "routes: [{to: [sink], group_wait: 0s}]\nflapping: {changes: 0}\n");
    }

    private static JsonObject alerter(Deployment deployment, Path alerts) {
        // Published changes are written once more, which would be the commit that is seen.
        return deployment
                .settings("alerter")
                .put("alerts", alerts.toAbsolutePath().toString())
                .put("alerter", JsonObject.of("topic", ""));
    }

    private static void targets(Path file, List<String> urls, String interval, String timeout) {
        StringBuilder text = new StringBuilder("defaults: {interval: " + interval + ", timeout: " + timeout
                + ", failure_threshold: 2, success_threshold: 1, retries: 0}\ntargets:\n");
        for (int i = 0; i < urls.size(); i++) {
            text.append("  - {name: site-" + i + ", url: '" + urls.get(i) + "'}\n");
        }
        Path ignored = write(file, text.toString());
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Result> confirmed(
            Plan plan, Deployment deployment, Path alerts, List<String> urls, TcpProxy toSite, int rate) {
        targets(deployment.targetsFile(), urls, SECONDS_BETWEEN_SLOTS + "s", "4s");
        List<Node> nodes = List.of(
                deployment.start("persister"),
                deployment.start("monitor"),
                deployment.start(alerter(deployment, alerts)));
        nodes.forEach(Node::awaitReady);
        awaitStates(deployment.database(), "up", urls.size());
        Pause.of(plan.settling());
        int failing = (urls.size() + FAILING_OF - 1) / FAILING_OF;
        List<Map<String, ?>> times = new ArrayList<>();
        for (int run = 0; run < plan.runs(); run++) {
            Instant since = Instant.now();
            toSite.refuse();
            awaitStates(deployment.database(), "down", failing);
            awaitSent(deployment.database());
            toSite.accept();
            awaitStates(deployment.database(), "up", urls.size());
            awaitSent(deployment.database());
            times.add(deployment.database().query(TIMES, since.toString()).get(0));
        }
        nodes.forEach(Node::kill);
        String name = String.format(Locale.ROOT, "%,d checks/s, check that confirms to ", rate);
        return List.of(
                line(name + "row of the check, p99", "ms", times, "stored99"),
                line(name + "sweep that sees it, p99", "ms", times, "decided99"),
                line(name + "change, p50", "ms", times, "change50"),
                line(name + "change, p99", "ms", times, "change99").with(Goal.atMost(GOAL_CHANGE_MILLIS)),
                line(name + "notice accepted, p50", "ms", times, "accepted50"),
                line(name + "notice accepted, p99", "ms", times, "accepted99").with(Goal.atMost(GOAL_ACCEPTED_MILLIS)));
    }

    private Result line(String name, String unit, List<Map<String, ?>> rows, String column) {
        List<Double> values = rows.stream()
                .map(row -> row.get(column) instanceof Number number ? number.doubleValue() : Double.NaN)
                .toList();
        return Result.of(row(), name, unit, values, Reference.absent(""));
    }

    private static void awaitStates(TestDatabase database, String state, int count) {
        awaitNumber(database, "SELECT count(*) FROM target_states WHERE state = '" + state + "'", count);
    }

    private static void awaitSent(TestDatabase database) {
        awaitNumber(
                database,
                "SELECT count(*) FROM notices WHERE sent_at IS NULL AND cancelled_at IS NULL AND given_up_at IS NULL",
                0);
    }

    private static void awaitNumber(TestDatabase database, String sql, int wanted) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> database.number(sql) == wanted);
    }

    /** The site answers no more, without a word, so that each check waits for its timeout. */
    private List<Result> interleaved(Lab lab, Plan plan, Deployment deployment, Path alerts, TcpProxy toSite) {
        int seconds = plan.evaluated() ? 30 : 6;
        targets(
                deployment.targetsFile(),
                Collections.nCopies(WATCHED, through(toSite)),
                seconds + "s",
                plan.evaluated() ? "5s" : "1s");
        List<Node> nodes = new ArrayList<>();
        nodes.add(deployment.start("persister"));
        for (String zone : ZONES) {
            JsonObject settings =
                    deployment.settings("monitor").put("zone", zone).put("zones", new JsonArray(ZONES));
            settings.getJsonObject("spool").put("directory", lab.newDirectory().toString());
            nodes.add(deployment.start(settings));
        }
        nodes.add(deployment.start(alerter(deployment, alerts)));
        nodes.forEach(Node::awaitReady);
        TestDatabase database = deployment.database();
        List<Map<String, ?>> times = new ArrayList<>();
        for (int run = 0; run < Math.min(3, plan.runs()); run++) {
            awaitNumber(database, "SELECT count(*) FROM target_statuses WHERE outcome = 1", WATCHED * ZONES.size());
            awaitStates(database, "up", WATCHED);
            String begin = Instant.now().toString();
            toSite.freeze();
            awaitStates(database, "down", WATCHED);
            awaitSent(database);
            toSite.thaw();
            toSite.cut();
            times.add(database.query(FROM_OUTAGE, begin, begin).get(0));
        }
        nodes.forEach(Node::kill);
        String name =
                String.format(Locale.ROOT, "three zones every %d s, threshold 2, outage to notice accepted, ", seconds);
        return List.of(
                line(name + "p50", "s", times, "p50"),
                line(name + "longest", "s", times, "longest").with(Goal.atMost(GOAL_OUTAGE_SECONDS)));
    }

    /** Everything is up: what is measured is the reading and the looking, which comes each time. */
    private Result sweeps(Plan plan, Deployment deployment) {
        int count = Collections.max(plan.fleets());
        StateRows rows = new StateRows(deployment.database())
                .zones(ZONES.toArray(String[]::new))
                .targets("shop-", count, "https://host-#.example/");
        rows.database.execute("UPDATE targets SET interval = '1 hour'");
        rows.up("%");
        rows.database.execute("ANALYZE");
        Node alerter = deployment.start(deployment.settings("alerter").put("alerter", JsonObject.of("topic", "")));
        alerter.awaitReady();
        awaitStates(rows.database, "up", count);
        List<Double> seconds = new ArrayList<>();
        for (int sweep = 0; sweep < SWEEPS + plan.runs(); sweep++) {
            double before = alerter.metrics().sum("nudger_sweep_seconds_count");
            double sum = alerter.metrics().sum("nudger_sweep_seconds_sum");
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> alerter.metrics().sum("nudger_sweep_seconds_count") > before);
            double swept = alerter.metrics().sum("nudger_sweep_seconds_count") - before;
            seconds.add((alerter.metrics().sum("nudger_sweep_seconds_sum") - sum) / swept);
        }
        alerter.kill();
        String name =
                String.format(Locale.ROOT, "a sweep of %,d targets in %d zones, nothing new", count, ZONES.size());
        return Result.of(row(), name, "s", seconds.subList(SWEEPS, seconds.size()), Reference.absent(""))
                .with(
                        "a sweep takes at most a third of the time: the next one begins later when the quickest of ten takes longer");
    }
}
