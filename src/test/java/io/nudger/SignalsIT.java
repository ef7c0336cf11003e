package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.Futures;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operating system may do to the process. */
@Tag("services")
final class SignalsIT {
    private final Playground site = Playground.start();
    private final List<SiteTarget> targets = IntStream.range(0, 20)
            .mapToObj(i -> SiteTarget.of("site-" + i, site.http("/slow?ms=300&site=" + i))
                    .every(Duration.ofSeconds(1), Duration.ofMillis(950)))
            .toList();
    private final Deployment deployment;

    SignalsIT(@TempDir Path directory) {
        deployment = Deployment.onSharedServices(directory);
    }

    @BeforeEach
    void writeTargets() {
        deployment.targets(targets);
    }

    @AfterEach
    void close() {
        deployment.close();
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void stopsInTimeAndDeliversWhatIsInFlight(String signal) {
        Node monitor = deployment.start("monitor");
        Node persister = deployment.start("persister");
        monitor.awaitReady();
        persister.awaitReady();
        Instant since = Instant.now();
        deployment.awaitNumber(100, "SELECT count(*) FROM check_results");

        Instant stopped = Instant.now();
        monitor.process().signal(signal);
        assertThat(monitor.process().awaitExit(Futures.GRACE)).isZero();
        deployment.awaitTrueRecord(targets, since, stopped, site.log());

        persister.process().signal(signal);
        assertThat(persister.process().awaitExit(Futures.GRACE)).isZero();
        assertThat(KafkaProbe.of(Services.kafka()).committed(deployment.topic() + ".persisters"))
                .as("offsets that are committed when the persister has stopped")
                .isEqualTo(deployment.database().number("SELECT count(*) FROM check_results"));
        assertThat(Stream.of(monitor, persister).map(node -> node.process().log()))
                .noneMatch(log -> log.contains(" WARN ") || log.contains(" ERROR "));
    }

    @Test
    void aHangupDuringTheStartIsFollowedByAReload() {
        Node monitor = deployment.start("monitor");
        monitor.process().awaitLog("starting version=");

        monitor.process().signal("HUP");

        monitor.process().awaitLog("targets reloaded by SIGHUP added=0 removed=0 changed=0 unchanged=20");
        assertThat(monitor.process().stop()).isZero();
    }

    @Test
    void aMonitorThatStoodStillBlamesItself() {
        Node nudger = deployment.start("monitor", "persister");
        nudger.awaitReady();
        Instant since = Instant.now();
        deployment.awaitNumber(60, "SELECT count(*) FROM check_results");

        nudger.process().signal("STOP");
        Instant stopped = Instant.now();
        Instant resume = Instant.now().plusSeconds(4);
        await().until(() -> Instant.now().isAfter(resume));
        nudger.process().signal("CONT");
        Instant until = Instant.now().plusSeconds(2);
        await().until(() -> Instant.now().isAfter(until));

        deployment.awaitTrueRecord(targets, since, until, site.log());
        assertThat(deployment
                        .database()
                        .query(
                                """
                                SELECT * FROM check_results WHERE outcome = 'down'
                                    AND started_at < ?::timestamptz
                                    AND started_at + duration * interval '1 s' > ?::timestamptz""",
                                resume.toString(),
                                stopped.toString()))
                .as("sites that are blamed for what happened while the monitor stood still")
                .isEmpty();
        assertThat(count("missed")).isGreaterThanOrEqualTo(40);
        assertThat(deployment
                        .database()
                        .query(
                                """
                                SELECT message FROM check_results WHERE outcome = 'missed'
                                    AND scheduled_at BETWEEN ?::timestamptz AND ?::timestamptz
                                    AND message NOT LIKE '%the process stood still for%'""",
                                stopped.toString(), resume.minusSeconds(1).toString()))
                .as("slots deep in the standstill that blame something else")
                .isEmpty();
        assertThat(count("unknown")).isLessThanOrEqualTo(2L * targets.size());
    }

    private long count(String outcome) {
        return deployment.database().number("SELECT count(*) FROM check_results WHERE outcome = ?", outcome);
    }
}
