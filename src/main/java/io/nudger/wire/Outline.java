package io.nudger.wire;

import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Phases;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record cut in two without being decoded: the values that differ from check to check, and the bytes around them, which
 * are the same in nearly all results of a target. It knows only the form in which this program writes a result that is
 * up; whatever looks otherwise has no outline, and is left to the codec. Times are microseconds.
 */
abstract class Outline {
    /** The field is not there. */
    static final long ABSENT = Long.MIN_VALUE;

    private static final int MAX_RANGES = 16;

    long scheduledAt = ABSENT;
    long startedAt = ABSENT;
    long statusCode = ABSENT;
    long duration = ABSENT;
    long resolve = ABSENT;
    long connect = ABSENT;
    long tls = ABSENT;
    long processing = ABSENT;
    long transfer = ABSENT;
    long bodyBytes = ABSENT;

    @Nullable Boolean regexpMatched;

    @Nullable Boolean degraded;

    final byte[] bytes;
    /** Where the other bytes lie: beginnings and ends. */
    private final int[] ranges = new int[2 * MAX_RANGES];

    private int ends;

    Outline(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether the record has an outline; without one nothing else here means anything. */
    abstract boolean trace();

    /** These bytes are none of the values. Beside the last ones they belong to them. */
    final boolean keep(int from, int to) {
        if (ends > 0 && ranges[ends - 1] == from) {
            ranges[ends - 1] = to;
            return true;
        }
        if (ends == ranges.length) {
            return false;
        }
        ranges[ends++] = from;
        ranges[ends++] = to;
        return true;
    }

    /** Whether the values lie in their bounds; of those that do not, the codec tells what is wrong. */
    final boolean isFit() {
        return Bounds.isInstant(scheduledAt)
                && (startedAt == ABSENT || Bounds.isInstant(startedAt))
                && (statusCode == ABSENT || Bounds.isStatusCode(statusCode))
                && (bodyBytes == ABSENT || bodyBytes >= 0)
                && isSpan(duration)
                && isSpan(resolve)
                && isSpan(connect)
                && isSpan(tls)
                && isSpan(processing)
                && isSpan(transfer);
    }

    private static boolean isSpan(long micros) {
        return micros == ABSENT || Bounds.isSpan(micros);
    }

    /** How many bytes are around the values. */
    final int keptLength() {
        int length = 0;
        for (int i = 0; i < ends; i += 2) {
            length += ranges[i + 1] - ranges[i];
        }
        return length;
    }

    /** How many of them lie before the first value. */
    final int boundary() {
        return ranges[1] - ranges[0];
    }

    /** A hash of the bytes around the values. */
    final int hash() {
        CRC32C hash = new CRC32C();
        for (int i = 0; i < ends; i += 2) {
            hash.update(bytes, ranges[i], ranges[i + 1] - ranges[i]);
        }
        return (int) hash.getValue();
    }

    /** The bytes around the values, beside one another. */
    final byte[] kept() {
        byte[] kept = new byte[keptLength()];
        int length = 0;
        for (int i = 0; i < ends; i += 2) {
            System.arraycopy(bytes, ranges[i], kept, length, ranges[i + 1] - ranges[i]);
            length += ranges[i + 1] - ranges[i];
        }
        return kept;
    }

    /** Whether these are the bytes around the values. */
    final boolean isKept(byte[] others) {
        if (keptLength() != others.length) {
            return false;
        }
        int length = 0;
        for (int i = 0; i < ends; i += 2) {
            int next = length + ranges[i + 1] - ranges[i];
            if (!Arrays.equals(bytes, ranges[i], ranges[i + 1], others, length, next)) {
                return false;
            }
            length = next;
        }
        return true;
    }

    /** The values of this record, with all else from a result whose record has the same bytes around its own. */
    final CheckResult with(CheckResult like) {
        Observation seen = like.observation();
        return new CheckResult(
                like.target(),
                like.origin(),
                Micros.toInstant(scheduledAt),
                startedAt == ABSENT ? null : Micros.toInstant(startedAt),
                like.verdict(),
                new Observation(
                        seen.attempts(),
                        statusCode == ABSENT ? null : (int) statusCode,
                        span(duration),
                        new Phases(span(resolve), span(connect), span(tls), span(processing), span(transfer)),
                        regexpMatched,
                        seen.match(),
                        seen.bodyExcerpt(),
                        bodyBytes == ABSENT ? null : bodyBytes,
                        seen.remoteAddress(),
                        seen.protocol(),
                        seen.certificate(),
                        degraded,
                        seen.firstFailure(),
                        seen.headers()));
    }

    private static @Nullable Duration span(long micros) {
        return micros == ABSENT ? null : Micros.toDuration(micros);
    }
}
