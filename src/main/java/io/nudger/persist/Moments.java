package io.nudger.persist;

import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;

/** The beginnings of the hours and days in UTC in which very many moments lie, most of them beside one another. */
final class Moments {
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;

    private Moments() {}

    /** Whether it lies between, where {@code lastHour} is the beginning of the last hour. */
    static boolean isWithin(Instant moment, Instant first, Instant lastHour) {
        return !moment.isBefore(first) && moment.getEpochSecond() < lastHour.getEpochSecond() + HOUR;
    }

    /** The hours. */
    static Set<Instant> hours(Stream<Instant> moments) {
        return beginnings(moments, HOUR);
    }

    /** The days. */
    static Set<Instant> days(Stream<Instant> moments) {
        return beginnings(moments, DAY);
    }

    private static Set<Instant> beginnings(Stream<Instant> moments, long seconds) {
        Set<Instant> beginnings = new HashSet<>();
        long from = Long.MAX_VALUE;
        for (Iterator<Instant> all = moments.iterator(); all.hasNext(); ) {
            long second = all.next().getEpochSecond();
            if (second < from || second >= from + seconds) {
                from = second - Math.floorMod(second, seconds);
                beginnings.add(Instant.ofEpochSecond(from));
            }
        }
        return beginnings;
    }
}
