package io.nudger.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and durations in words. */
final class Sentences {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Sentences() {}

    /** The time of day, with the day when it is not the present one. */
    static String time(Instant moment, Instant now) {
        boolean today = moment.atZone(ZoneOffset.UTC)
                .toLocalDate()
                .equals(now.atZone(ZoneOffset.UTC).toLocalDate());
        return (today ? TIME : DATE).format(moment) + " UTC";
    }

    /** In its two largest units: {@code 1 d 4 h}, {@code 4 h}, {@code 12 min 5 s}. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long[] amounts = {seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60};
        String[] units = {"d", "h", "min", "s"};
        for (int i = 0; i < units.length - 1; i++) {
            if (amounts[i] > 0) {
                return amounts[i] + " " + units[i]
                        + (amounts[i + 1] > 0 ? " " + amounts[i + 1] + " " + units[i + 1] : "");
            }
        }
        return seconds + " s";
    }

    static String plural(int count, String one) {
        return count == 1 ? count + " " + one : count + " " + one + "s";
    }
}
