package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricsPageTest {
    private static final MetricsPage PAGE = MetricsPage.parse(
            """
            # HELP checks_total Checks "made"
            # TYPE checks_total counter
            checks_total{outcome="up",zone="a"} 3.0
            checks_total{outcome="up",zone="b"} 4.0
            checks_total{outcome="down",zone="a, \\"}b"} 1e1
            # TYPE delay_seconds histogram
            delay_seconds_bucket{le="0.001"} 90
            delay_seconds_bucket{le="0.01"} 99
            delay_seconds_bucket{le="+Inf"} 100
            delay_seconds_count 100
            delay_seconds_sum 0.5

            plain NaN
            """);

    @Test
    void sumsWhatTheLabelsSelect() {
        assertThat(PAGE.sum("checks_total")).isEqualTo(17);
        assertThat(PAGE.sum("checks_total", "outcome=up")).isEqualTo(7);
        assertThat(PAGE.sum("checks_total", "outcome=up", "zone=b")).isEqualTo(4);
        assertThat(PAGE.sum("no_such_metric")).isZero();
        assertThat(PAGE.types()).containsEntry("delay_seconds", "histogram");
    }

    @Test
    void quantileIsTheBoundOfABucket() {
        assertThat(PAGE.quantile("delay_seconds", 0.9)).isEqualTo(0.001);
        assertThat(PAGE.quantile("delay_seconds", 0.99)).isEqualTo(0.01);
        assertThat(PAGE.quantile("delay_seconds", 0.999)).isInfinite();
        assertThat(PAGE.quantile("no_such_histogram", 0.5)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a{b=c} 1", "a{b=\"c\" 1", "a b", "1a 2", "a{b=\"c\",d} 1"})
    void refusesWhatPrometheusRefuses(String line) {
        assertThatThrownBy(() -> MetricsPage.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }
}
