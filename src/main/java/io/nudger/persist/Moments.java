package io.nudger.persist;

import io.nudger.check.Micros;
import java.time.Instant;
import java.util.HashSet;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The beginnings of the hours and days in UTC in which very many moments lie, most of them beside one another. A moment is
 * given in microseconds since the epoch.
 */
final class Moments {
    private static final long HOUR = 3_600 * Micros.PER_SECOND;
    private static final long DAY = 24 * HOUR;

    private Moments() {}

    /** Whether it lies between, where {@code lastHour} is the beginning of the last hour. */
    static boolean isWithin(long moment, Instant first, Instant lastHour) {
        return moment >= Micros.of(first) && moment < Micros.of(lastHour) + HOUR;
    }

    /** The hours. */
    static Set<Instant> hours(LongStream moments) {
        return beginnings(moments, HOUR);
    }

    /** The days. */
    static Set<Instant> days(LongStream moments) {
        return beginnings(moments, DAY);
    }

    private static Set<Instant> beginnings(LongStream moments, long length) {
        Set<Instant> beginnings = new HashSet<>();
        long from = Long.MAX_VALUE;
        for (PrimitiveIterator.OfLong all = moments.iterator(); all.hasNext(); ) {
            long moment = all.nextLong();
            if (moment < from || moment >= from + length) {
                from = moment - Math.floorMod(moment, length);
                beginnings.add(Micros.toInstant(from));
            }
        }
        return beginnings;
    }
}
