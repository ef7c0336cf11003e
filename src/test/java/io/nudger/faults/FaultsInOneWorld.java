package io.nudger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults, each once, one after the other in the same world; the record of all that time is complete and true. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class FaultsInOneWorld {
    private final Pauses pauses = new Pauses(new Random(), Duration.ofMillis(300), Duration.ofMillis(1_500));
    private final World world;
    private final Instant since;

    FaultsInOneWorld(@TempDir Path directory) {
        world = World.start(directory, 20);
        since = Instant.now();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @MethodSource("faults")
    @Order(1)
    void isSurvived(Fault fault) {
        fault.strike().on(world, pauses);
    }

    abstract List<Fault> faults();

    @Test
    @Order(2)
    void everySlotOfThatTimeIsOneTrueRow() {
        Instant until = Instant.now().minus(World.INTERVAL);
        await().pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(world.audit(since, until).problems()).isEmpty());
    }

    /** An audit of nothing, or of slots that were all missed, would find nothing wrong. */
    @Test
    @Order(3)
    void everyTargetIsCheckedAgain() {
        Instant healed = Instant.now();
        await().untilAsserted(() -> assertThat(world.database()
                        .number(
                                "SELECT count(DISTINCT target) FROM check_results"
                                        + " WHERE outcome = 'up' AND scheduled_at >= ?::timestamptz",
                                healed.toString()))
                .as("targets that are up after the last fault")
                .isEqualTo(world.targets().size()));
    }
}
