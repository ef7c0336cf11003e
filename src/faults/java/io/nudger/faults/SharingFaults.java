package io.nudger.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.Node;
import java.time.Duration;
import java.util.List;

/** What may happen to monitors of a zone that share its targets. */
final class SharingFaults {
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
            new Fault("shared zone: broker frozen", SharingFaults::brokerFrozen));

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
}
