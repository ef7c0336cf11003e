package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Broker;
import io.nudger.testing.Circumstances;
import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.RecordAudit;
import io.nudger.testing.Services;
import io.nudger.testing.SiteTarget;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monitor is killed while Kafka is away: what it had found is in the record all the same, and what it did not see too. */
@Tag("services")
final class OutboxIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Playground site = Playground.start();
    private final List<SiteTarget> targets = IntStream.range(0, 20)
            .mapToObj(i -> SiteTarget.of("site-" + i, site.http("/site/" + i)))
            .toList();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aMonitorThatIsKilledDuringAnOutageLeavesNoHole(@TempDir Path directory) {
        try (Broker kafka = Services.ownKafka();
                Deployment deployment = Deployment.of(
                        directory, kafka.bootstrapServers(), Services.postgres().createDatabase())) {
            deployment.targets(targets);
            Node nudger = deployment.start("monitor", "persister");
            nudger.awaitReady();
            Instant since = Instant.now();
            deployment.awaitNumber(targets.size(), "SELECT count(*) FROM check_results");

            Instant outage = Instant.now();
            kafka.stop();
            nudger.awaitStatus("/health/ready", 503);
            await().atMost(PATIENCE).until(() -> nudger.metrics().sum("nudger_spool_results") >= 5 * targets.size());
            Instant before = Instant.now();
            nudger.kill();
            Circumstances circumstances = Circumstances.ofGoodSites();
            circumstances.killed(before.minusMillis(500), Instant.now());
            await().atMost(PATIENCE).until(() -> Instant.now().isAfter(before.plusSeconds(3)));

            Node again = deployment.start("monitor", "persister");
            again.awaitStatus("/health/ready", 503);
            await().atMost(PATIENCE)
                    .until(() -> again.metrics().sum("nudger_results_waiting", "where=disk") >= 5 * targets.size());
            kafka.start();
            again.awaitReady();
            Instant until = Instant.now();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(RecordAudit.underFaults(
                                    deployment.database(),
                                    Deployment.ZONE,
                                    targets,
                                    since,
                                    until,
                                    site.log(),
                                    circumstances)
                            .problems())
                    .isEmpty());
            assertThat(deployment
                            .database()
                            .number(
                                    """
                    SELECT count(*) FROM check_results
                    WHERE started_at IS NOT NULL AND scheduled_at BETWEEN ? AND ?""",
                                    Timestamp.from(outage),
                                    Timestamp.from(before)))
                    .as("what was found during the outage")
                    .isGreaterThanOrEqualTo(3L * targets.size());
            assertThat(deployment
                            .database()
                            .number(
                                    """
                    SELECT count(DISTINCT target) FROM check_results
                    WHERE outcome = 'missed' AND reason = 'stopped' AND scheduled_at BETWEEN ? AND ?""",
                                    Timestamp.from(before),
                                    Timestamp.from(before.plusSeconds(4))))
                    .as("what was not seen while no monitor ran")
                    .isEqualTo(targets.size());
            await().atMost(PATIENCE).until(() -> again.metrics().sum("nudger_results_waiting") == 0);

            JsonObject sameDirectory = deployment.settings("monitor");
            Node intruder = deployment.start(sameDirectory);
            assertThat(intruder.process().awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(intruder.process().log())
                    .contains("is in use by another process (" + again.process().pid()
                            + "); each monitor needs a directory of its own")
                    .doesNotContain("\tat ");
        }
    }
}
