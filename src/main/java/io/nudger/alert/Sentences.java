package io.nudger.alert;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and numbers in words. */
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

    static String plural(int count, String one) {
        return count == 1 ? count + " " + one : count + " " + one + "s";
    }
}
