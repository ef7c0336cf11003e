package io.nudger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Micros;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By hand it comes to the same as by the library. */
final class WireTextTest {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final long FIRST = Micros.of(Instant.parse("0000-01-01T00:00:00Z"));
    private static final long LAST = Micros.of(Instant.parse("9999-12-31T23:59:59.999999Z"));

    private final Random random = new Random(11);

    @Test
    void instantsAreThoseOfTheLibrary() {
        for (long micros : random.longs(20_000, FIRST, LAST).toArray()) {
            String text = FORM.format(Micros.toInstant(micros));

            assertThat(WireText.ofInstant(micros)).isEqualTo(text.toCharArray());
            assertThat(instant(text)).isEqualTo(micros);
        }
    }

    @Test
    void firstAndLastInstantOfFourDigitsAreWritten() {
        assertThat(WireText.ofInstant(FIRST)).isEqualTo("0000-01-01T00:00:00.000000Z".toCharArray());
        assertThat(WireText.ofInstant(LAST)).isEqualTo("9999-12-31T23:59:59.999999Z".toCharArray());
        assertThat(WireText.ofInstant(FIRST - 1)).isNull();
        assertThat(WireText.ofInstant(LAST + 1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T12:00:00Z",
                "2026-11-21T12:00:00.123456789Z",
                "2026-11-21T12:00:00.123456+",
                "2026-13-21T12:00:00.123456Z",
                "2026-02-29T12:00:00.123456Z",
                "2026-11-21T24:00:00.000000Z",
                "2026-11-21T23:60:00.000000Z",
                "2026-11-21T23:59:60.000000Z",
                "2026-11-21 12:00:00.123456Z",
                "2026-11-21T12:00:00.12345aZ",
                "-026-11-21T12:00:00.123456Z",
                ""
            })
    void whatIsNoInstantOfTheUsualFormIsLeftToTheLibrary(String text) {
        assertThat(instant(text)).isEqualTo(WireText.OTHER);
    }

    @Test
    void secondsAreThoseOfTheLibrary() {
        for (int i = 0; i < 20_000; i++) {
            long micros = random.nextLong(1L << (1 + random.nextInt(58)));
            String text = BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();

            assertThat(WireText.ofSeconds(micros)).isEqualTo(text);
            assertThat(seconds(text)).isEqualTo(micros);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "1.500000", "00.25", "999999999999.999999"})
    void otherSpellingsOfTheSameSecondsAreRead(String text) {
        assertThat(seconds(text))
                .isEqualTo(new BigDecimal(text)
                        .movePointRight(6)
                        .setScale(0, RoundingMode.DOWN)
                        .longValueExact());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e3", "1.", ".5", "0.1234567", "1234567890123", "1.2.3", "1,5", ""})
    void whatIsNoUsualNumberOfSecondsIsLeftToTheLibrary(String text) {
        assertThat(seconds(text)).isEqualTo(WireText.OTHER);
    }

    @Test
    void negativeSecondsAreLeftToTheLibrary() {
        assertThat(WireText.ofSeconds(-1)).isNull();
    }

    private static long instant(String text) {
        return WireText.instant(("x" + text).toCharArray(), 1, text.length());
    }

    private static long seconds(String text) {
        return WireText.seconds(("x" + text).toCharArray(), 1, text.length());
    }
}
