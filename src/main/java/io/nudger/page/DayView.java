package io.nudger.page;

import io.nudger.query.Counts;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;

/**
 * A day of a target.
 *
 * @param date the day, in UTC
 * @param look what is seen at a glance
 * @param counts how its slots ended
 * @param downtime how long outages lasted on it
 * @param maintenance whether somebody worked on it
 */
public record DayView(LocalDate date, Kind look, Counts counts, Duration downtime, boolean maintenance) {
    /** What a day was like. */
    public enum Kind {
        /** No outage, and hardly a check that failed. */
        UP,
        /** No outage, but more than one check in a hundred failed. */
        SOME,
        /** An outage from some zones, or one of less than a quarter of an hour. */
        PARTIAL,
        /** Outages of a quarter of an hour or more. */
        DOWN,
        /** Nothing was measured although it should have been. */
        UNMEASURED,
        /** Nothing was to be measured. */
        NONE;

        /** Its class in the style, and the end of its keys in the words. */
        public String css() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final double NEARLY_ALL = 0.9;

    /** The part that was not measured; 0 when that is so little that it could not be seen. */
    public double gap() {
        Double coverage = counts.coverage();
        return coverage == null || coverage >= NEARLY_ALL ? 0 : 1 - coverage;
    }
}
