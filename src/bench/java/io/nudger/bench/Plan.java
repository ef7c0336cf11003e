package io.nudger.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param name what it is called
 * @param runs how often each thing is measured; the median counts
 * @param slice how long one measurement of checks takes
 * @param settling how long a monitor runs before it is watched
 * @param observation how long schedules are watched in each run
 * @param fleets numbers of targets in one monitor, in ascending order
 * @param rates checks per second that are tried as the highest sustainable one, in ascending order
 * @param rows results that are stored in each run
 * @param replayed results that are consumed again although all of them are stored
 * @param dayRows rows of the table whose size is measured
 * @param flows checks per second at which the way to the database is measured
 * @param everyJdk whether starts and memory are measured on each JDK of the machine, or on the newest only
 * @param idleFleets numbers of targets whose memory is measured
 * @param microMillis how long an iteration of a micro-benchmark takes
 * @param evaluated whether it takes long enough to be held against the goals
 */
record Plan(
        String name,
        int runs,
        Duration slice,
        Duration settling,
        Duration observation,
        List<Integer> fleets,
        List<Integer> rates,
        int rows,
        int replayed,
        int dayRows,
        List<Integer> flows,
        boolean everyJdk,
        List<Integer> idleFleets,
        int microMillis,
        boolean evaluated) {
    /** What stands in the documentation. */
    static Plan full(int replayed) {
        return new Plan(
                "full",
                5,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                List.of(1_000, 10_000, 100_000),
                List.of(2_000, 3_000, 4_000, 6_000),
                1_500_000,
                replayed,
                5_760_000,
                List.of(100, 1_000, 5_000),
                true,
                List.of(10, 1_000, 100_000),
                300,
                true);
    }

    /** The same in small: under three minutes. */
    static Plan quick() {
        return new Plan(
                "quick",
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                Duration.ofSeconds(1),
                List.of(2_000),
                List.of(),
                60_000,
                60_000,
                500_000,
                List.of(500),
                false,
                List.of(1_000),
                30,
                false);
    }

    /** Just enough to see that everything works. */
    static Plan smoke() {
        return new Plan(
                "smoke",
                1,
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                List.of(200),
                List.of(),
                5_000,
                5_000,
                5_000,
                List.of(100),
                false,
                List.of(100),
                10,
                false);
    }
}
