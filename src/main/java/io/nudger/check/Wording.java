package io.nudger.check;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How things are written for people. */
public final class Wording {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double HUNDRED_MILLIS = 100;
    private static final double TEN_MILLIS = 10;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

    private Wording() {}

    /** The day, in UTC. */
    public static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** With about three digits: {@code 0.42 ms}, {@code 12.3 ms}, {@code 345 ms}, {@code 1.23 s}. */
    public static String time(Duration duration) {
        return time(duration.toNanos());
    }

    /** As {@link #time(Duration)}, of nanoseconds. */
    public static String time(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        if (nanos >= NANOS_PER_SECOND) {
            String seconds = String.format(Locale.ROOT, "%.2f", nanos / NANOS_PER_SECOND);
            return (seconds.endsWith(".00") ? seconds.substring(0, seconds.length() - 3) : seconds) + " s";
        }
        String format = millis >= HUNDRED_MILLIS ? "%.0f ms" : millis >= TEN_MILLIS ? "%.1f ms" : "%.2f ms";
        return String.format(Locale.ROOT, format, millis);
    }

    /** The beginning of a text that came from a stranger, as one line that plays no tricks on its reader. */
    public static String excerpt(String text, int maxLength) {
        return Printable.line(Printable.beginning(text, maxLength));
    }

    /** As {@link #excerpt}, but line feeds and tabs stay. */
    public static String passage(String text, int maxLength) {
        return Printable.lines(Printable.beginning(text, maxLength));
    }
}
