package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Zone ALONE = new Zone("eu", List.of("eu"));
    private static final long NOW = Micros.of(Instant.parse("2026-11-21T12:00:00Z"));

    @Test
    void slotsAreTheSameWheneverTheyAreAskedFor() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Duration interval = Duration.ofMillis(100 + random.nextInt(3_600_000));
            Schedule schedule = Schedule.of("target-" + i, interval, ALONE);
            long moment = NOW + random.nextInt();

            long next = schedule.slotAfter(moment);
            long last = schedule.slotAtOrBefore(moment);

            assertThat(next).isGreaterThan(moment).isEqualTo(last + schedule.intervalMicros());
            assertThat(last).isLessThanOrEqualTo(moment);
            assertThat(Math.floorMod(next, schedule.intervalMicros())).isEqualTo(schedule.phaseMicros());
            assertThat(schedule.slotAtOrBefore(next)).isEqualTo(next);
            assertThat(schedule.slotAfter(next)).isEqualTo(next + schedule.intervalMicros());
        }
    }

    @Test
    void slotsBeforeTheEpochFollowTheSameRule() {
        Schedule schedule = new Schedule(10, 3);

        assertThat(schedule.slotAtOrBefore(-8)).isEqualTo(-17);
        assertThat(schedule.slotAtOrBefore(-7)).isEqualTo(-7);
        assertThat(schedule.slotAfter(-7)).isEqualTo(3);
    }

    @Test
    void thePhaseOfANameNeverChanges() {
        // History rests on these values: a test that has to be changed here breaks everybody's slots.
        assertThat(Schedule.of("xkcd", Duration.ofSeconds(30), ALONE).phaseMicros())
                .isEqualTo(Schedule.hash("xkcd") % 30_000_000);
        assertThat(Schedule.hash("xkcd")).isEqualTo(4388607518737651910L);
    }

    @Test
    void namesSpreadEvenlyOverTheInterval() {
        int names = 10_000;
        int[] perSecond = new int[10];
        for (int i = 0; i < names; i++) {
            long phase = Schedule.of("site-" + i, Duration.ofSeconds(10), ALONE).phaseMicros();
            perSecond[(int) (phase / Micros.PER_SECOND)]++;
        }

        assertThat(Arrays.stream(perSecond)).allMatch(count -> 900 < count && count < 1_100);
    }

    @Test
    void knownZonesInterleaveEvenly() {
        List<String> zones = List.of("us", "eu", "asia");
        List<Long> phases = zones.stream()
                .map(zone -> Schedule.of("xkcd", Duration.ofSeconds(30), new Zone(zone, zones))
                        .phaseMicros())
                .sorted()
                .toList();

        assertThat(phases.get(1) - phases.get(0)).isEqualTo(10_000_000);
        assertThat(phases.get(2) - phases.get(1)).isEqualTo(10_000_000);
    }

    @Test
    void theOrderInWhichZonesAreListedDoesNotMatter() {
        Schedule one = Schedule.of("xkcd", Duration.ofSeconds(30), new Zone("eu", List.of("eu", "us")));
        Schedule other = Schedule.of("xkcd", Duration.ofSeconds(30), new Zone("eu", List.of("us", "eu")));

        assertThat(one).isEqualTo(other);
    }

    @Test
    void unknownZonesAreSpreadByTheirNames() {
        long distinct = IntStream.range(0, 100)
                .mapToLong(i -> Schedule.of("xkcd", Duration.ofSeconds(30), new Zone("zone-" + i, List.of()))
                        .phaseMicros())
                .distinct()
                .count();

        assertThat(distinct).isGreaterThan(95);
    }

    @Test
    void aZoneMustBeOneOfItsSiblings() {
        assertThatThrownBy(() -> new Zone("eu", List.of("us"))).hasMessage("zone eu is not one of [us]");
    }
}
