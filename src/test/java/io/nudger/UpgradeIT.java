package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.Services;
import io.nudger.testing.SiteTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar of an older version, {@code -Dnudger.previous.jar}, and this one beside each other, as in a rolling upgrade and
 * back. A step of each release; {@code make test-upgrade}.
 */
@Tag("services")
@EnabledIfSystemProperty(named = "nudger.previous.jar", matches = ".+", disabledReason = "there is no older jar")
final class UpgradeIT {
    private static final long ROWS = 200;

    @Test
    void noSlotIsLostInEitherOrder(@TempDir Path directory) {
        try (Playground site = Playground.start();
                Deployment deployment = Deployment.onSharedServices(directory)) {
            List<SiteTarget> targets = IntStream.range(0, 20)
                    .mapToObj(i -> SiteTarget.of("site-" + i, site.http(i % 4 == 0 ? "/status/503" : "/site/" + i))
                            .every(Duration.ofMillis(500), Duration.ofMillis(400)))
                    .toList();
            deployment.targets(targets);

            // The old ones, then the new persister: it migrates the schema beneath the old one, and both store.
            Node oldPersister = older(deployment, "persister");
            Node oldMonitor = older(deployment, "monitor");
            oldMonitor.awaitReady();
            awaitRows(deployment, oldPersister, ROWS);
            Instant since = Instant.now();
            Node newPersister = deployment.start("persister");
            newPersister.awaitReady();
            awaitRows(deployment, newPersister, ROWS);
            awaitRows(deployment, oldPersister, ROWS);

            // The old persister is away: the old monitor and the new persister.
            oldPersister.stop();
            awaitRows(deployment, newPersister, 2 * ROWS);

            // The new monitor goes on with what the old one has left on its disk.
            oldMonitor.stop();
            Node newMonitor = deployment.start("monitor");
            newMonitor.awaitReady();

            // And the other way round: the new monitor and the old persister, which finds the newer schema.
            newPersister.stop();
            Node olderAgain = older(deployment, "persister");
            olderAgain.awaitReady();
            awaitRows(deployment, olderAgain, ROWS);
            Instant until = Instant.now();
            newMonitor.stop();

            deployment.awaitCompleteRecord(targets, since, until);
            assertThat(KafkaProbe.of(Services.kafka()).topics()).doesNotContain(deployment.topic() + ".dead");
        }
    }

    private static Node older(Deployment deployment, String role) {
        Path jar = Path.of(System.getProperty("nudger.previous.jar", ""));
        return deployment.start(deployment.settings(role), launch -> launch.jar(jar));
    }

    private static void awaitRows(Deployment deployment, Node persister, long more) {
        double before = rows(persister);
        await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> rows(persister) >= before + more);
        assertThat(deployment.database().number("SELECT count(*) FROM checks")).isPositive();
    }

    private static double rows(Node persister) {
        persister.awaitReady();
        return persister.metrics().sum("nudger_persisted_rows_total");
    }
}
