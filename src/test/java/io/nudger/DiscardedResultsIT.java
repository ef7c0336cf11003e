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
 * Kafka is away for longer than the spool can hold, and the monitor is killed meanwhile: what had to be discarded is in the
 * record as such, each slot once.
 */
@Tag("services")
final class DiscardedResultsIT {
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
    void everySlotThatWasDiscardedIsARow(@TempDir Path directory) {
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
            await().untilAsserted(() -> assertThat(RecordAudit.slots(database, Deployment.ZONE, fewer, since, until)
                            .problems())
                    .isEmpty());
            // Its last slots may not have come to their end before it was removed.
            await().untilAsserted(() -> assertThat(RecordAudit.slots(
                                    database, Deployment.ZONE, targets.subList(0, 1), since, removed.minusSeconds(1))
                            .problems())
                    .isEmpty());
            // What the first process had discarded, the second one found as a gap; what the second discarded, it
            // reported.
            assertThat(
                            database.number(
                                    """
                    SELECT count(*) FROM check_results
                    WHERE outcome = 'unknown' AND reason = 'overloaded' AND message LIKE '%spool.max_size%'"""))
                    .isGreaterThanOrEqualTo((long) after);
            assertThat(
                            database.number(
                                    """
                    SELECT count(*) FROM check_results
                    WHERE outcome <> 'up' AND outcome <> 'down'"""))
                    .isGreaterThanOrEqualTo((long) (before + after));
            await().until(() -> again.metrics().sum("nudger_spool_losses") == 0);
            assertThat(again.metrics().sum("nudger_spool_untold_total")).isZero();
        }
    }

    /** Waits until much was discarded. */
    private static double awaitDropped(Node node) {
        await().until(() -> node.metrics().sum(DROPPED) > 400);
        return node.metrics().sum(DROPPED);
    }
}
