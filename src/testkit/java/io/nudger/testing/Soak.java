package io.nudger.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code make soak}: a thousand targets, checked every second for a minute by the shipped jar in all its roles, with the
 * broker, the database and the sites on the same machine. Ends with status 0 when every slot is one row and every row is
 * a request that the site saw, and with 1 otherwise.
 */
public final class Soak {
    private static final int TARGETS = 1_000;
    private static final Duration TIME = Duration.ofMinutes(1);
    private static final String OUTCOMES =
            """
            SELECT format('%-16s %s, slot delay in ms: median %s, p99 %s, max %s', outcome,
                       to_char(count(*), 'FM999,999,999'),
                       round((1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY delay))::numeric, 1),
                       round((1000 * percentile_cont(0.99) WITHIN GROUP (ORDER BY delay))::numeric, 1),
                       round((1000 * max(delay))::numeric, 1)) AS line
            FROM check_results WHERE scheduled_at >= ?::timestamptz AND scheduled_at < ?::timestamptz
            GROUP BY outcome ORDER BY count(*) DESC
            """;

    private final Deployment deployment;
    private final Playground site;
    private final List<SiteTarget> targets;

    private Soak(Deployment deployment, Playground site) {
        this.deployment = deployment;
        this.site = site;
        this.targets = IntStream.range(0, TARGETS)
                .mapToObj(i -> SiteTarget.of("site-" + i, site.http("/site/" + i)))
                .toList();
    }

    /** Runs, reports, and ends the JVM. */
    public static void main(String... arguments) throws IOException {
        boolean complete;
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary();
                EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
                Playground site = Playground.start();
                Deployment deployment = Deployment.of(
                        Files.createTempDirectory("nudger-soak"),
                        kafka.bootstrapServers(),
                        postgres.createDatabase())) {
            complete = new Soak(deployment, site).run();
        }
        System.exit(complete ? 0 : 1);
    }

    private boolean run() {
        deployment.targets(targets);
        Node nudger = deployment.start("monitor", "persister");
        nudger.awaitReady();
        Instant since = Instant.now();
        Instant until = since.plus(TIME);
        System.out.printf("%,d targets, each every second, until %s ...%n", TARGETS, until);
        await().atMost(TIME.plusSeconds(10)).until(() -> Instant.now().isAfter(until));
        // The last slot needs its deadline, and the way to the database.
        Instant late = until.plusSeconds(30);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Instant.now().isAfter(late)
                        || RecordAudit.slots(deployment.database(), Deployment.ZONE, targets, since, until)
                                .problems()
                                .isEmpty());
        RecordAudit.Evaluations evaluations =
                RecordAudit.slotsAndVisits(deployment.database(), Deployment.ZONE, targets, since, until, site.log());
        report(evaluations, since, until, nudger.metrics());
        nudger.stop();
        return evaluations.problems().isEmpty() && evaluations.slots() == TARGETS * TIME.toSeconds();
    }

    private void report(RecordAudit.Evaluations evaluations, Instant since, Instant until, MetricsPage metrics) {
        System.out.printf("slots            %,d%n", evaluations.slots());
        System.out.printf("rows             %,d%n", evaluations.rows());
        System.out.printf("problems         %,d%n", evaluations.problems().size());
        evaluations.problems().forEach(problem -> System.out.println("  " + problem));
        deployment.database().query(OUTCOMES, since.toString(), until.toString()).stream()
                .map(row -> row.get("line"))
                .forEach(System.out::println);
        System.out.printf(
                "slot delay p99   at most %.0f ms by the histogram at /metrics, which includes the start%n",
                1_000 * metrics.quantile("nudger_slot_delay_seconds", 0.99));
    }
}
