package io.nudger.record;

import io.nudger.check.Micros;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * The beginnings of the hours and days in UTC in which very many moments lie, most of them beside one another. A moment is
 * given in microseconds since the epoch.
 */
final class Moments {
    private static final long HOUR = 3_600 * Micros.PER_SECOND;

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
        return beginnings(moments, Micros.PER_DAY);
    }

    private static Set<Instant> beginnings(LongStream moments, long length) {
        Beginnings beginnings = new Beginnings(length);
        moments.forEach(beginnings);
        return beginnings.found;
    }

    /** Looks only at those that do not lie with the one before. */
    private static final class Beginnings implements LongConsumer {
        private final Set<Instant> found = new HashSet<>();
        private final long length;
        private long from = Long.MAX_VALUE;

        Beginnings(long length) {
            this.length = length;
        }

        @Override
        public void accept(long moment) {
            if (moment < from || moment >= from + length) {
                from = moment - Math.floorMod(moment, length);
                found.add(Micros.toInstant(from));
            }
        }
    }
}
