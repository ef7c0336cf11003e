package io.nudger.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** How long things stay wrong: a random time within bounds, so that a fault meets everybody in the middle of something else. */
final class Pauses {
    private final RandomGenerator random;
    private final Duration shortest;
    private final Duration longest;

    Pauses(RandomGenerator random, Duration shortest, Duration longest) {
        this.random = random;
        this.shortest = shortest;
        this.longest = longest;
    }

    /** Waits. */
    void pause() {
        sleep(Duration.ofMillis(random.nextLong(shortest.toMillis(), longest.toMillis() + 1)));
    }

    /** Waits so long. */
    static void sleep(Duration time) {
        until(Instant.now().plus(time));
    }

    /** Waits until then. */
    static void until(Instant end) {
        await().atMost(Duration.between(Instant.now(), end).abs().plusSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Instant.now().isAfter(end));
    }
}
