package io.nudger.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Micros;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MomentsTest {
    private static final List<Instant> MOMENTS = List.of(
            Instant.parse("2026-11-21T23:59:59.999999Z"),
            Instant.parse("2026-11-22T00:00:00Z"),
            Instant.parse("2026-11-22T00:59:59.999999Z"),
            Instant.parse("2026-11-21T23:00:00Z"),
            Instant.parse("1969-12-31T23:59:59Z"));

    @Test
    void hoursBeginWithTheirFirstMoment() {
        assertThat(Moments.hours(MOMENTS.stream().mapToLong(Micros::of)))
                .containsExactlyInAnyOrder(
                        Instant.parse("2026-11-21T23:00:00Z"),
                        Instant.parse("2026-11-22T00:00:00Z"),
                        Instant.parse("1969-12-31T23:00:00Z"));
    }

    @Test
    void daysBeginAtMidnightInUtc() {
        assertThat(Moments.days(MOMENTS.stream().mapToLong(Micros::of)))
                .containsExactlyInAnyOrder(
                        Instant.parse("2026-11-21T00:00:00Z"),
                        Instant.parse("2026-11-22T00:00:00Z"),
                        Instant.parse("1969-12-31T00:00:00Z"));
    }

    @Test
    void lastHourIsWithinToItsEnd() {
        Instant first = Instant.parse("2026-11-21T10:30:00Z");
        Instant last = Instant.parse("2026-11-21T12:00:00Z");

        assertThat(Moments.isWithin(Micros.of(first), first, last)).isTrue();
        assertThat(Moments.isWithin(Micros.of(first) - 1, first, last)).isFalse();
        assertThat(Moments.isWithin(Micros.of(Instant.parse("2026-11-21T12:59:59.999999Z")), first, last))
                .isTrue();
        assertThat(Moments.isWithin(Micros.of(Instant.parse("2026-11-21T13:00:00Z")), first, last))
                .isFalse();
    }
}
