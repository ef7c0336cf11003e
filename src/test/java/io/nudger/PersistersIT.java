package io.nudger;

import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.SiteTarget;
import io.nudger.testing.TcpProxy;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Persisters share the work, and one that dies in the middle of it takes nothing with it. */
@Tag("services")
final class PersistersIT {
    @Test
    void aKilledPersisterLosesAndDoublesNothing(@TempDir Path directory) {
        try (Playground site = Playground.start();
                Deployment deployment = Deployment.onSharedServices(directory);
                // Slow writes: whenever it is killed, it is in the middle of one.
                TcpProxy slow = TcpProxy.before(deployment.database().settings().port())) {
            slow.delay(Duration.ofMillis(30));
            List<SiteTarget> targets = IntStream.range(0, 100)
                    .mapToObj(i -> SiteTarget.of("site-" + i, site.http("/site/" + i))
                            .every(Duration.ofMillis(500), Duration.ofMillis(400)))
                    .toList();
            deployment.targets(targets);
            Node victim = deployment.start(persister(deployment, slow.port()));
            Node survivor = deployment.start(
                    persister(deployment, deployment.database().settings().port()));
            Node monitor = deployment.start("monitor");
            monitor.awaitReady();
            // The first checks of a new monitor, two hundred a second, may reach the site when they have been given up.
            await().atMost(Duration.ofMinutes(2)).until(() -> hasWritten(victim, 200) && hasWritten(survivor, 200));
            Instant since = Instant.now();
            await().atMost(Duration.ofMinutes(2)).until(() -> hasWritten(victim, 400) && hasWritten(survivor, 400));

            victim.kill();
            Instant killed = Instant.now();
            await().until(() -> Instant.now().isAfter(killed.plusSeconds(2)));
            Instant until = Instant.now();
            monitor.stop();
            deployment.awaitTrueRecord(targets, since, until, site.log());

            // Whatever was committed too early is missing now; whatever is read again must count once.
            survivor.stop();
            deployment.start("persister").awaitReady();
            deployment.awaitTrueRecord(targets, since, until, site.log());
        }
    }

    private static boolean hasWritten(Node persister, int rows) {
        return persister.metrics().sum("nudger_persisted_rows_total") > rows;
    }

    private static JsonObject persister(Deployment deployment, int postgresPort) {
        JsonObject settings = deployment.settings("persister");
        settings.getJsonObject("postgres")
                .put(
                        "uri",
                        "postgresql://127.0.0.1:" + postgresPort + "/"
                                + deployment.database().settings().database());
        // The shortest that brokers allow by default: the others take over that long after the kill.
        settings.getJsonObject("kafka").put("consumer", JsonObject.of("session.timeout.ms", "6000"));
        return settings;
    }
}
