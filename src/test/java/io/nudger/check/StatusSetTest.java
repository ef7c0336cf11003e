package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusSetTest {
    @ParameterizedTest
    @CsvSource({
        "2xx, 200, true",
        "2xx, 299, true",
        "2xx, 300, false",
        "404, 404, true",
        "404, 405, false",
        "400-404, 402, true",
        "400-404, 405, false",
        "'2xx, 301', 301, true",
        "'200,201', 202, false",
    })
    void codesRangesAndClassesAreUnderstood(String text, int code, boolean contained) {
        assertThat(StatusSet.parse(text).contains(code)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2xx", "200", "200-204", "2xx,301,400-404"})
    void aSetIsWrittenAsItIsRead(String text) {
        assertThat(StatusSet.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2x", "6xx", "99", "1000", "200-", "abc", "200,,201", "200;201"})
    void everythingElseIsRefusedWithWhatIsWanted(String text) {
        assertThatThrownBy(() -> StatusSet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wanted a status code (200), a range (200-204) or a class (2xx)");
    }

    @Test
    void aRangeRunsUpwardsWithinTheCodesOfHttp() {
        assertThatThrownBy(() -> StatusSet.parse("204-200"))
                .hasMessage("status codes lie between 100 and 599, the lower one first");
        assertThatThrownBy(() -> StatusSet.parse("600")).isInstanceOf(IllegalArgumentException.class);
    }
}
