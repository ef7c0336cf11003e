package io.nudger.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RangeLimitTest {
    private long now = Long.MAX_VALUE - 10;
    private final RangeLimit limit = new RangeLimit(() -> now);

    @Test
    void soManyAtOnceAndThenOneASecond() {
        Caller some = new Caller(true, Set.of(), "some");
        assertThat(limit.take(some, RangeLimit.BURST)).isZero();
        assertThat(limit.take(some, 1)).isEqualTo(1);
        assertThat(limit.take(some, 10)).isEqualTo(10);
        assertThat(limit.take(new Caller(true, Set.of(), "others"), 1)).isZero();
        now += Duration.ofMillis(1_500).toNanos();
        assertThat(limit.take(some, 1)).isZero();
        assertThat(limit.take(some, 1)).isEqualTo(1);
        now += Duration.ofDays(1).toNanos();
        assertThat(limit.take(some, RangeLimit.BURST)).isZero();
        assertThat(limit.take(some, 1))
                .as("a quiet day is worth no more than a quiet minute")
                .isEqualTo(1);
    }
}
