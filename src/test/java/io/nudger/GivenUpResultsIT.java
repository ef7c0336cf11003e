package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Broker;
import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.RecordAudit;
import io.nudger.testing.Services;
import io.nudger.testing.SiteTarget;
import io.nudger.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka is away for longer than the spool can hold, and the monitor is killed meanwhile: what had to be given up is in the
 * record as such, each slot once.
 */
@Tag("services")
final class GivenUpResultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** With this a spool of a megabyte is soon full. */
    private static final Map<String, String> LONG_LABEL = Map.of("long", "x".repeat(1_000));

    private static final String DROPPED = "nudger_spool_dropped_total";

    private final Playground site = Playground.start();
    private final List<SiteTarget> targets = IntStream.range(0, 60)
            .mapToObj(i -> SiteTarget.of("site-" + i, site.http("/site/" + i))
                    .every(Duration.ofMillis(500), Duration.ofMillis(400))
                    .with("labels", LONG_LABEL))
            .toList();

    @AfterEach
    void close() {
        site.close();
    }

    private static JsonObject settings(Deployment deployment) {
        JsonObject settings = deployment.settings("monitor", "persister");
        settings.getJsonObject("spool").put("max_size", "1MiB");
        settings.getJsonObject("kafka").put("buffer", 50);
        return settings;
    }

    @Test
    void everySlotThatWasGivenUpIsARow(@TempDir Path directory) {
        try (Broker kafka = Services.ownKafka();
                Deployment deployment = Deployment.of(
                        directory, kafka.bootstrapServers(), Services.postgres().createDatabase())) {
            deployment.targets(targets);
            Node nudger = deployment.start(settings(deployment));
            nudger.awaitReady();
            Instant since = Instant.now();
            deployment.awaitNumber(targets.size(), "SELECT count(*) FROM check_results");

            kafka.stop();
            double before = awaitDropped(nudger);
            nudger.kill();
            Node again = deployment.start(settings(deployment));
            again.awaitStatus("/health/live", 200);
            double after = awaitDropped(again);
            List<SiteTarget> fewer = targets.subList(1, targets.size());
            deployment.targets(fewer);
            Instant removed = Instant.now();
            kafka.start();
            again.awaitReady();
            Instant until = Instant.now();

            TestDatabase database = deployment.database();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(RecordAudit.slots(database, Deployment.ZONE, fewer, since, until)
                                    .problems())
                            .isEmpty());
            // Its last slots may not have come to their end before it was removed.
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(RecordAudit.slots(
                                    database, Deployment.ZONE, targets.subList(0, 1), since, removed.minusSeconds(1))
                            .problems())
                    .isEmpty());
            // Most of them as unknown; as missed those that so small an account had no room to tell apart.
            assertThat(database.number("SELECT count(*) FROM check_results WHERE message LIKE '%given up%'"))
                    .isGreaterThanOrEqualTo((long) (before + after) / 2);
            assertThat(database.number(
                            "SELECT count(DISTINCT target) FROM check_results WHERE message LIKE '%given up%'"))
                    .isEqualTo(targets.size());
            assertThat(
                            database.number(
                                    """
                    SELECT count(*) FROM check_results
                    WHERE outcome = 'unknown' AND reason = 'overloaded' AND message LIKE '%spool.max_size%'"""))
                    .isPositive();
            await().atMost(PATIENCE).until(() -> again.metrics().sum("nudger_spool_losses") == 0);
            assertThat(again.metrics().sum("nudger_spool_untold_total")).isZero();
        }
    }

    /** Waits until more was given up than the spool holds. */
    private static double awaitDropped(Node node) {
        await().atMost(PATIENCE).until(() -> node.metrics().sum(DROPPED) > 400);
        return node.metrics().sum(DROPPED);
    }
}
