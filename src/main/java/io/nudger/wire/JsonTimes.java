package io.nudger.wire;

import com.fasterxml.jackson.core.JsonParser;
import io.nudger.check.Micros;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads instants and lengths of time. In the form in which they are written here they are read by hand, because the
 * library, which reads every form, takes longer for them than for all the rest of a record.
 */
final class JsonTimes {
    private static final String USUAL = "0000-00-00T00:00:00.000000Z";
    private static final int MAX_DIGITS = 18;
    private static final int DECIMALS = 6;
    private static final int MAX_EXPONENT = 32;
    private static final long OTHER = Long.MIN_VALUE;

    private JsonTimes() {}

    /**
     * The microseconds of the seconds that the parser is at.
     *
     * @throws ArithmeticException when they are too many
     */
    static long micros(JsonParser in) throws IOException {
        long usual = micros(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
        if (usual != OTHER) {
            return usual;
        }
        BigDecimal seconds = in.getDecimalValue();
        // Before any arithmetic: a number such as 1e999999999 is short to write and endless to compute.
        if (Math.abs((long) seconds.scale()) > MAX_EXPONENT) {
            throw new ArithmeticException();
        }
        return seconds.movePointRight(DECIMALS).setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /** Of digits with a point and up to six decimals; the parser has seen that it is a number. */
    private static long micros(char[] text, int from, int length) {
        long micros = 0;
        int decimals = -1;
        for (int i = from; i < from + length; i++) {
            char character = text[i];
            if (character == '.') {
                decimals = 0;
            } else if (character < '0' || character > '9') {
                return OTHER;
            } else {
                micros = 10 * micros + character - '0';
                decimals += decimals < 0 ? 0 : 1;
            }
        }
        if (decimals > DECIMALS || length > MAX_DIGITS - DECIMALS) {
            return OTHER;
        }
        for (int i = Math.max(decimals, 0); i < DECIMALS; i++) {
            micros *= 10;
        }
        return micros;
    }

    /**
     * The microseconds since the epoch of the instant that the parser is at.
     *
     * @throws java.time.DateTimeException when it is none
     * @throws ArithmeticException when it is too far away
     */
    static long instant(JsonParser in) throws IOException {
        long usual = instant(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
        return usual == OTHER ? Micros.of(Instant.parse(in.getText())) : usual;
    }

    private static long instant(char[] text, int from, int length) {
        if (length != USUAL.length()) {
            return OTHER;
        }
        int[] parts = new int[7];
        int part = 0;
        for (int i = 0; i < length; i++) {
            char character = text[from + i];
            if (USUAL.charAt(i) != '0') {
                if (character != USUAL.charAt(i)) {
                    return OTHER;
                }
                part++;
            } else if (character < '0' || character > '9') {
                return OTHER;
            } else {
                parts[part] = 10 * parts[part] + character - '0';
            }
        }
        int hour = parts[3];
        int minute = parts[4];
        int second = parts[5];
        if (hour > 23 || minute > 59 || second > 59) {
            return OTHER;
        }
        return LocalDate.of(parts[0], parts[1], parts[2]).toEpochDay() * Micros.PER_DAY
                + (hour * 3_600 + minute * 60 + second) * Micros.PER_SECOND
                + parts[6];
    }
}
