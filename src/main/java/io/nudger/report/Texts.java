package io.nudger.report;

import io.nudger.check.Printable;
import io.vertx.core.json.JsonArray;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Numbers and times as people read them. */
final class Texts {
    static final String NONE = "–";

    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int DIGITS = 3;

    private Texts() {}

    /** Cut, not rounded: what is not all is never 100 %. */
    static String percent(@Nullable Double part) {
        if (part == null) {
            return NONE;
        }
        BigDecimal percent = BigDecimal.valueOf(part).movePointRight(2).setScale(DIGITS, RoundingMode.FLOOR);
        return percent.stripTrailingZeros().toPlainString() + " %";
    }

    /** With a narrow space between thousands. */
    static String number(@Nullable Object value) {
        if (!(value instanceof Number number)) {
            return "0";
        }
        return String.format(Locale.ROOT, "%,d", number.longValue()).replace(',', '\u202f');
    }

    static String milliseconds(@Nullable Double seconds) {
        return seconds == null ? NONE : number(Math.round(seconds * 1_000)) + " ms";
    }

    /** The two largest units. */
    static String length(@Nullable Double seconds) {
        if (seconds == null) {
            return NONE;
        }
        if (seconds > 0 && seconds < 1) {
            return milliseconds(seconds);
        }
        Duration length = Duration.ofSeconds(Math.round(seconds));
        if (length.toDays() > 0) {
            return length.toDays() + " d" + rest(length.toHoursPart(), "h");
        }
        if (length.toHours() > 0) {
            return length.toHours() + " h" + rest(length.toMinutesPart(), "min");
        }
        return length.toMinutes() > 0
                ? length.toMinutes() + " min" + rest(length.toSecondsPart(), "s")
                : length.toSeconds() + " s";
    }

    private static String rest(int part, String unit) {
        return part == 0 ? "" : " " + part + " " + unit;
    }

    /** A time of the database or of a report, to the second. */
    static String moment(String time) {
        return SECOND.format(OffsetDateTime.parse(time).withOffsetSameInstant(ZoneOffset.UTC));
    }

    static String moments(JsonArray times) {
        return times.stream().map(time -> moment(String.valueOf(time))).collect(Collectors.joining(", "));
    }

    /** For HTML, in an element or a quoted attribute. What is not printable is not there. */
    static String escape(String text) {
        return Printable.lines(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
