package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Broker;
import io.nudger.testing.DatabaseServer;
import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.Services;
import io.nudger.testing.SiteTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service is away for a while: checks go on, and in the end the record has no gap. */
@Tag("services")
final class OutageIT {
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    private final Playground site = Playground.start();
    private final List<SiteTarget> targets = IntStream.range(0, 20)
            .mapToObj(i -> SiteTarget.of("site-" + i, site.http("/site/" + i)))
            .toList();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void theBrokerIsAway(@TempDir Path directory) {
        try (Broker kafka = Services.ownKafka();
                Deployment deployment = Deployment.of(
                        directory, kafka.bootstrapServers(), Services.postgres().createDatabase())) {
            survives(deployment, kafka::stop, kafka::start, "kafka");
        }
    }

    @Test
    void theDatabaseIsAway(@TempDir Path directory) {
        try (DatabaseServer postgres = Services.ownPostgres();
                Deployment deployment =
                        Deployment.of(directory, Services.kafka().bootstrapServers(), postgres.createDatabase())) {
            survives(deployment, postgres::stop, postgres::start, "postgres");
        }
    }

    private void survives(Deployment deployment, Runnable stop, Runnable start, String reason) {
        deployment.targets(targets);
        Node nudger = deployment.start("monitor", "persister");
        nudger.awaitReady();
        Instant since = Instant.now();
        deployment.awaitNumber(targets.size(), "SELECT count(*) FROM check_results");

        stop.run();
        Instant end = Instant.now().plus(OUTAGE);
        nudger.awaitStatus("/health/ready", 503);
        assertThat(nudger.get("/health/ready").body()).containsIgnoringCase(reason);
        assertThat(nudger.get("/health/live").statusCode()).isEqualTo(200);
        await().atMost(OUTAGE.plusSeconds(5)).until(() -> Instant.now().isAfter(end));
        start.run();

        nudger.awaitReady();
        Instant until = Instant.now();
        deployment.awaitTrueRecord(targets, since, until, site.log());
        // A busy machine may be late at times; what would be wrong is a check that was stopped, or a defect.
        assertThat(
                        deployment
                                .database()
                                .query(
                                        """
                SELECT * FROM check_results
                WHERE reason IN ('stopped', 'internal')"""))
                .isEmpty();
    }
}
