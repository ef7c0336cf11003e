package io.nudger.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, 500000, 500ms",
        "30s, 30000000, 30s",
        "30, 30000000, 30s",
        "0.5, 500000, 500ms",
        "1.5s, 1500000, 1500ms",
        "5m, 300000000, 5m",
        "90s, 90000000, 90s",
        "1h, 3600000000, 1h",
        "24h, 86400000000, 1d",
        "90d, 7776000000000, 90d",
        "0, 0, 0",
        "0.000001, 1, 0.000001",
        "0.1ms, 100, 0.0001",
        "999999999999999d, 9223372036854775807, 9223372036854.775807",
    })
    void durations(String text, long micros, String shown) throws Refusal {
        assertThat(Units.TIME.parse(text)).isEqualTo(micros);
        assertThat(Units.TIME.format(micros)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1023, 1023, 1023",
        "64KiB, 65536, 64KiB",
        "1MiB, 1048576, 1MiB",
        "1.5MiB, 1572864, 1536KiB",
        "1GiB, 1073741824, 1GiB",
        "1024GiB, 1099511627776, 1TiB",
    })
    void sizes(String text, long bytes, String shown) throws Refusal {
        assertThat(Units.SIZE.parse(text)).isEqualTo(bytes);
        assertThat(Units.SIZE.format(bytes)).isEqualTo(shown);
    }
}
