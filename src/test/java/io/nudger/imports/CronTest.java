package io.nudger.imports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules of cron and the distance of their runs; nothing where there is not one. */
final class CronTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    @every 1m30s          | 90s
                    @every soon           |
                    @hourly               | 1h
                    @daily                | 1d
                    @weekly               |
                    * * * * *             | 1m
                    */5 * * * *           | 5m
                    */0 * * * *           |
                    7,27,47 * * * *       | 20m
                    0,15,30,50 * * * *    |
                    0 * * * *             | 1h
                    30 */6 * * *          | 6h
                    0 0 * * *             | 1d
                    */5 * * * 1-5         |
                    */5 8-18 * * *        |
                    0 0 1 * *             |
                    */10 * * * * *        | 10m
                    */10 * * * * 2030     |
                    */10 * * * * * *      | 10s
                    0 */2 * * * * *       | 2m
                    0 0 0 ? * * *         | 1d
                    * * * *               |
                    every five minutes    |
                    """)
    void isTheDistanceOfItsRuns(String schedule, String wanted) {
        assertThat(Cron.interval(schedule)).isEqualTo(wanted == null ? null : Durations.parse(wanted));
    }
}
