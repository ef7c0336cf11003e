package io.nudger.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The slots of a target in a zone: fixed points in time, {@code k × interval + phase} since the epoch. The phase comes
 * from the target's name, so starts spread evenly, and a restart, a reload or a second monitor of the zone finds the
 * same slots.
 *
 * @param intervalMicros the distance of two slots, in microseconds; positive
 * @param phaseMicros the offset of every slot, in microseconds; at least 0, less than the interval
 */
public record Schedule(long intervalMicros, long phaseMicros) {
    public Schedule {
        if (intervalMicros <= 0 || phaseMicros < 0 || phaseMicros >= intervalMicros) {
            throw new IllegalArgumentException(
                    "interval must be positive and phase within it: " + intervalMicros + ", " + phaseMicros);
        }
    }

    /** The slots of the target with this name and interval, seen from this zone. */
    public static Schedule of(String targetName, Duration interval, Zone zone) {
        long micros = Micros.of(interval);
        return new Schedule(micros, (hash(targetName) % micros + zone.shift(micros)) % micros);
    }

    /** The first slot strictly after this moment; both in microseconds since the epoch. */
    public long slotAfter(long micros) {
        return slotAtOrBefore(micros) + intervalMicros;
    }

    /** The last slot not after this moment; both in microseconds since the epoch. */
    public long slotAtOrBefore(long micros) {
        return Math.floorDiv(micros - phaseMicros, intervalMicros) * intervalMicros + phaseMicros;
    }

    /**
     * A stable hash that spreads names evenly: the first 63 bits of their SHA-256. Not negative. It can be recomputed in
     * SQL, and never changes: history rests on it.
     */
    static long hash(String name) {
        byte[] digest = Sha256.digest(name.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getLong() >>> 1;
    }
}
