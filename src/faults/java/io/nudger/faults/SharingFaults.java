package io.nudger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.KafkaCluster;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.KafkaProcess;
import io.nudger.testing.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What may happen to monitors of a zone that share its targets. */
final class SharingFaults {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** For every run of the tests. */
    static final List<Fault> FEW =
            List.of(new Fault("shared zone: killed, frozen, stopped", SharingFaults::oneOfThree));

    /** For long runs. */
    static final List<Fault> MORE = List.of(
            new Fault("shared zone: rolling restart", SharingFaults::rollingRestart),
            new Fault("shared zone: network member–broker cut", SharingFaults::cutFromKafka),
            new Fault("shared zone: clocks two seconds apart", SharingFaults::clocksApart),
            new Fault("shared zone: a member in a crash loop", SharingFaults::crashLoop),
            new Fault("shared zone: broker killed", SharingFaults::brokerKilled),
            new Fault("shared zone: broker frozen", SharingFaults::brokerFrozen),
            new Fault("shared zone: coordinator moved", SharingFaults::coordinatorMoved),
            new Fault("shared zone: files that differ", SharingFaults::filesDiffer));

    private SharingFaults() {}

    private static void oneOfThree(World world, Pauses pauses) {
        try (SharedZone zone = SharedZone.start(world, 3)) {
            pauses.pause();
            System.out.printf("%56s %s s%n", "taken over after", zone.kill(0).toMillis() / 1_000.0);
            zone.freeze(1);
            zone.stop(2);
            zone.awaitShared();
            pauses.pause();
            zone.audit();
        }
    }

    private static void rollingRestart(World world, Pauses pauses) {
        try (SharedZone zone = SharedZone.start(world, 5)) {
            for (int member = 0; member < 5; member++) {
                zone.stop(member);
                pauses.pause();
                zone.launch(member);
                zone.awaitShared();
            }
            zone.audit();
        }
    }

    /** Where a library that fakes a clock is installed. Whoever takes a share over goes on behind the last slot of the other clock. */
    private static void clocksApart(World world, Pauses pauses) {
        if (!WrongClock.isPossible()) {
            return;
        }
        try (SharedZone zone = SharedZone.start(world, 2)) {
            zone.launchAhead(2, Duration.ofSeconds(2));
            zone.awaitShared();
            pauses.pause();
            zone.stop(2);
            zone.awaitShared();
            zone.launchAhead(2, Duration.ofSeconds(2));
            zone.awaitShared();
            System.out.printf("%56s %s s%n", "taken over after", zone.kill(2).toMillis() / 1_000.0);
            zone.awaitShared();
            pauses.pause();
            zone.audit();
        }
    }

    /** Those who own a share now and the one who did before check it side by side, until that one hears of it. */
    private static void cutFromKafka(World world, Pauses pauses) {
        try (SharedZone zone = SharedZone.start(world, 3)) {
            pauses.pause();
            zone.cutFromKafka();
            pauses.pause();
            zone.audit();
        }
    }

    /** It takes nothing from the others before it has run for a while. */
    private static void crashLoop(World world, Pauses pauses) {
        try (SharedZone zone = SharedZone.start(world, 2)) {
            double moved = zone.handovers();
            for (int crash = 0; crash < 3; crash++) {
                Node member = zone.launchForAMoment();
                member.awaitStatus("/health/live", 200);
                pauses.pause();
                member.kill();
            }
            assertThat(zone.handovers()).isEqualTo(moved);
            zone.audit();
        }
    }

    /** Everybody keeps what it has. */
    private static void brokerKilled(World world, Pauses pauses) {
        try (SharedZone zone = SharedZone.start(world, 2)) {
            double moved = zone.handovers();
            world.kafka.kill();
            pauses.pause();
            assertThat(zone.handovers()).isEqualTo(moved);
            world.kafka.start();
            world.awaitReady();
            zone.awaitShared();
            zone.audit();
        }
    }

    private static void brokerFrozen(World world, Pauses pauses) {
        try (SharedZone zone = SharedZone.start(world, 2)) {
            double moved = zone.handovers();
            world.kafka.suspend();
            pauses.pause();
            assertThat(zone.handovers()).isEqualTo(moved);
            world.kafka.resume();
            world.awaitReady();
            zone.awaitShared();
            zone.audit();
        }
    }

    /** Three brokers; the one that coordinates the group is killed, and the next stops in order. Everybody keeps what it has. */
    private static void coordinatorMoved(World world, Pauses pauses) {
        try (KafkaCluster kafka = KafkaCluster.start(directory(world), 3);
                Deployment deployment = Deployment.of(directory(world), kafka, world.postgres.createDatabase())) {
            // It waits for the topic, which a monitor makes.
            Node persister = deployment.start("persister");
            try (SharedZone zone = SharedZone.start(world, deployment, 3)) {
                persister.awaitReady();
                double moved = zone.handovers();
                moveCoordinator(kafka, KafkaProcess::kill);
                pauses.pause();
                moveCoordinator(kafka, KafkaProcess::stop);
                zone.awaitShared();
                pauses.pause();
                assertThat(zone.handovers()).isEqualTo(moved);
                zone.audit();
            }
        }
    }

    private static void moveCoordinator(KafkaCluster kafka, Consumer<KafkaProcess> end) {
        KafkaProbe probe = KafkaProbe.at(kafka.bootstrapServers());
        int coordinator = probe.coordinator(SharedZone.GROUP);
        KafkaProcess broker = kafka.broker(coordinator);
        end.accept(broker);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> probe.coordinator(SharedZone.GROUP) != coordinator);
        broker.start();
    }

    private static Path directory(World world) {
        try {
            return Files.createTempDirectory(world.directory(), "cluster");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everybody says so, and all that is in both files is checked; what is in one is, once it is in both. */
    private static void filesDiffer(World world, Pauses pauses) {
        List<String> more = List.of("odd-1", "odd-2", "odd-3", "odd-4", "odd-5", "odd-6", "odd-7", "odd-8");
        try (SharedZone zone = SharedZone.start(world, 1)) {
            zone.launchWith(1, more);
            zone.awaitShared();
            zone.awaitDiffering(true);
            pauses.pause();
            zone.addTargets(more);
            zone.awaitDiffering(false);
            Instant now = Instant.now();
            await().atMost(PATIENCE)
                    .until(() -> world.database()
                                    .number(
                                            "SELECT count(DISTINCT target) FROM check_results WHERE outcome = 'up'"
                                                    + " AND target LIKE 'odd-%' AND scheduled_at >= ?::timestamptz",
                                            now.toString())
                            == more.size());
            zone.audit();
        }
    }
}
