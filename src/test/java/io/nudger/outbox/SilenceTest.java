package io.nudger.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SilenceTest {
    private final Silence silence = new Silence();
    private long now = -1_000;

    private boolean lookAfter(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        return silence.look(now);
    }

    @Test
    void threeSecondsWithoutAWordAreTooLong() {
        silence.begin(now);
        for (int i = 0; i < 6; i++) {
            assertThat(lookAfter(500)).isFalse();
        }
        assertThat(lookAfter(500)).isTrue();
        silence.heard();
        assertThat(lookAfter(500)).isFalse();
        assertThat(silence.excuses(now)).isFalse();
    }

    @Test
    void aProcessThatStoodStillIsOneLookOlder() {
        silence.begin(now);
        for (int i = 0; i < 6; i++) {
            assertThat(lookAfter(30_000)).isFalse();
        }
        assertThat(lookAfter(500)).as("heard nothing since, either").isTrue();
    }

    @Test
    void whatExpiredWhileTheProcessStoodStillIsExcusedForAMoment() {
        silence.begin(now);
        assertThat(lookAfter(500)).isFalse();
        now += TimeUnit.SECONDS.toNanos(40);
        assertThat(silence.excuses(now)).as("before the next look").isTrue();
        assertThat(lookAfter(100)).isFalse();
        assertThat(lookAfter(1_000)).isFalse();
        assertThat(silence.excuses(now)).isTrue();
        for (int i = 0; i < 4; i++) {
            silence.heard();
            assertThat(lookAfter(1_000)).isFalse();
        }
        assertThat(silence.excuses(now)).isFalse();
    }
}
