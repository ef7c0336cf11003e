package io.nudger.wire;

import io.nudger.check.Micros;
import java.time.Instant;

/** What the values of a result may be: wide, and yet what lies within fits the database. */
final class Bounds {
    static final int MIN_STATUS = 100;
    static final int MAX_STATUS = 999;

    private static final long FIRST_INSTANT = Micros.of(Instant.parse("0000-01-01T00:00:00Z"));
    private static final long LAST_INSTANT = Micros.of(Instant.parse("9999-12-31T23:59:59.999999Z"));

    private Bounds() {}

    /** Of microseconds since the epoch: a year from 0 to 9999. */
    static boolean isInstant(long micros) {
        return micros >= FIRST_INSTANT && micros <= LAST_INSTANT;
    }

    /** Of a length of time in microseconds: at most a day. */
    static boolean isSpan(long micros) {
        return micros >= 0 && micros <= Micros.PER_DAY;
    }

    /** Of a status code of HTTP. */
    static boolean isStatusCode(long code) {
        return code >= MIN_STATUS && code <= MAX_STATUS;
    }
}
