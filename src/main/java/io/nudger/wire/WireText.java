package io.nudger.wire;

import io.nudger.check.Micros;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Instants and lengths of time in the form in which results are written, by hand: what the Java library does for every
 * form costs more than all the rest of a record. What has another form is left to the library.
 */
final class WireText {
    /** Not in the usual form. */
    static final long OTHER = Long.MIN_VALUE;

    private static final String INSTANT = "0000-00-00T00:00:00.000000Z";
    /** Of an instant in the usual form. */
    static final int INSTANT_LENGTH = INSTANT.length();

    private static final int DATE = 10;
    private static final int YEARS = 10_000;
    private static final int DECIMALS = 6;
    /** With the six decimals, within 63 bits whatever the digits are. */
    private static final int MAX_WHOLE_DIGITS = 12;

    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    private WireText() {}

    /** The microseconds since the epoch of {@code 2026-11-21T12:00:00.123456Z}; {@link #OTHER} when it looks otherwise. */
    static long instant(byte[] text, int from) {
        if (text.length - from < INSTANT_LENGTH || !hasMarks(text, from)) {
            return OTHER;
        }
        int year = number(text, from, 4);
        int month = number(text, from + 5, 2);
        int day = number(text, from + 8, 2);
        int hour = number(text, from + 11, 2);
        int minute = number(text, from + 14, 2);
        int second = number(text, from + 17, 2);
        int micros = number(text, from + 20, DECIMALS);
        if ((year | month | day | hour | minute | second | micros) < 0
                || hour >= 24
                || minute >= MINUTE
                || second >= MINUTE) {
            return OTHER;
        }
        try {
            return LocalDate.of(year, month, day).toEpochDay() * Micros.PER_DAY
                    + (hour * HOUR + minute * MINUTE + second) * Micros.PER_SECOND
                    + micros;
        } catch (DateTimeException noSuchDay) {
            return OTHER;
        }
    }

    /** As {@link #instant(byte[], int)}, of a text of that length. */
    static long instant(char[] text, int from, int length) {
        if (length != INSTANT_LENGTH) {
            return OTHER;
        }
        byte[] ascii = new byte[length];
        for (int i = 0; i < length; i++) {
            char character = text[from + i];
            ascii[i] = (byte) (character > Byte.MAX_VALUE ? 0 : character);
        }
        return instant(ascii, 0);
    }

    private static boolean hasMarks(byte[] text, int from) {
        return text[from + 4] == '-'
                && text[from + 7] == '-'
                && text[from + 10] == 'T'
                && text[from + 13] == ':'
                && text[from + 16] == ':'
                && text[from + 19] == '.'
                && text[from + 26] == 'Z';
    }

    /** This instant in the form of {@link #instant}; null when its year has not four digits. */
    static char @Nullable [] ofInstant(long micros) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(micros, Micros.PER_DAY));
        if (date.getYear() < 0 || date.getYear() >= YEARS) {
            return null;
        }
        char[] text = INSTANT.toCharArray();
        put(text, 0, 4, date.getYear());
        put(text, 5, 2, date.getMonthValue());
        put(text, 8, 2, date.getDayOfMonth());
        long ofDay = Math.floorMod(micros, Micros.PER_DAY);
        long seconds = ofDay / Micros.PER_SECOND;
        put(text, DATE + 1, 2, seconds / HOUR);
        put(text, DATE + 4, 2, seconds % HOUR / MINUTE);
        put(text, DATE + 7, 2, seconds % MINUTE);
        put(text, DATE + 10, DECIMALS, ofDay % Micros.PER_SECOND);
        return text;
    }

    /** The microseconds of seconds such as {@code 0.25}; {@link #OTHER} when it looks otherwise. */
    static long seconds(char[] text, int from, int length) {
        int point = 0;
        while (point < length && text[from + point] != '.') {
            point++;
        }
        int decimals = Math.max(0, length - point - 1);
        if (point == 0 || point > MAX_WHOLE_DIGITS || decimals > DECIMALS || point == length - 1) {
            return OTHER;
        }
        long micros = 0;
        for (int i = 0; i < point + 1 + DECIMALS; i++) {
            if (i == point) {
                continue;
            }
            int digit = i < length ? text[from + i] - '0' : 0;
            if (digit < 0 || digit > 9) {
                return OTHER;
            }
            micros = 10 * micros + digit;
        }
        return micros;
    }

    /** These microseconds as seconds, with as many decimals as they need; null when they are negative. */
    static @Nullable String ofSeconds(long micros) {
        if (micros < 0) {
            return null;
        }
        String whole = Long.toString(micros / Micros.PER_SECOND);
        long rest = micros % Micros.PER_SECOND;
        if (rest == 0) {
            return whole;
        }
        int decimals = DECIMALS;
        while (rest % 10 == 0) {
            rest /= 10;
            decimals--;
        }
        char[] text = new char[whole.length() + 1 + decimals];
        whole.getChars(0, whole.length(), text, 0);
        text[whole.length()] = '.';
        put(text, whole.length() + 1, decimals, rest);
        return new String(text);
    }

    /** Negative when not all are digits. */
    private static int number(byte[] text, int from, int digits) {
        int number = 0;
        int odd = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = text[i] - '0';
            odd |= digit | 9 - digit;
            number = 10 * number + digit;
        }
        return odd < 0 ? -1 : number;
    }

    private static void put(char[] text, int from, int digits, long number) {
        long rest = number;
        for (int i = from + digits - 1; i >= from; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
