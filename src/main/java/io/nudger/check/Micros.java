package io.nudger.check;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Time in whole microseconds: what PostgreSQL stores and the wire carries. */
public final class Micros {
    /** Microseconds in a second. */
    public static final long PER_SECOND = 1_000_000;

    /** Microseconds in a day. */
    public static final long PER_DAY = 86_400 * PER_SECOND;

    private Micros() {}

    /** Microseconds since the epoch; what is finer is cut off towards the past. */
    public static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / 1_000);
    }

    /** The length in microseconds; what is finer is cut off. */
    public static long of(Duration duration) {
        return Math.addExact(Math.multiplyExact(duration.getSeconds(), PER_SECOND), duration.getNano() / 1_000);
    }

    /** The instant that is so many microseconds after the epoch. */
    public static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
    }

    /** The duration of so many microseconds. */
    public static Duration toDuration(long micros) {
        return Duration.ofSeconds(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
    }

    @SuppressWarnings("JavaDurationGetSecondsGetNano") // Only what is finer than a microsecond is looked at.
    static @Nullable Duration truncate(@Nullable Duration duration) {
        return duration == null || duration.getNano() % 1_000 == 0 ? duration : duration.truncatedTo(ChronoUnit.MICROS);
    }

    @SuppressWarnings("JavaInstantGetSecondsGetNano")
    static @Nullable Instant truncate(@Nullable Instant instant) {
        return instant == null || instant.getNano() % 1_000 == 0 ? instant : instant.truncatedTo(ChronoUnit.MICROS);
    }
}
