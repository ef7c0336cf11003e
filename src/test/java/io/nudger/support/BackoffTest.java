package io.nudger.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));

    @Test
    void waitsDoubleUpToTheCap() {
        for (long longest : new long[] {100, 200, 400, 800, 1_000, 1_000, 1_000}) {
            assertThat(backoff.nextMillis()).isBetween(longest / 2, longest);
        }
    }

    @Test
    void successMakesTheNextWaitShort() {
        for (int i = 0; i < 5; i++) {
            assertThat(backoff.nextMillis()).isPositive();
        }
        backoff.reset();

        assertThat(backoff.nextMillis()).isBetween(50L, 100L);
    }
}
