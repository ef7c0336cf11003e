package io.nudger.record;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result and the numbers that stand for its names. Rows are ordered by their key, so that two persisters that write the
 * same rows never wait for each other in a circle; of rows with the same key the one that counts comes first.
 *
 * @param codes the numbers of its outcome and its reasons
 * @param micros the slot, microseconds since the epoch: here, because it is compared more often than all else
 */
record CheckRow(CheckResult result, VerdictCodes codes, long micros, int target, short zone, @Nullable Short monitor)
        implements Comparable<CheckRow> {
    /** The row of a result. */
    static CheckRow of(CheckResult result, VerdictCodes codes, int target, short zone, @Nullable Short monitor) {
        return new CheckRow(result, codes, Micros.of(result.scheduledAt()), target, zone, monitor);
    }

    Instant slot() {
        return result.scheduledAt();
    }

    short outcome() {
        return codes.outcome(result.verdict());
    }

    @Nullable Short reason() {
        FailureReason reason = result.verdict().reason();
        return reason == null ? null : codes.reason(reason);
    }

    boolean sameKey(CheckRow other) {
        return micros == other.micros && samePair(other);
    }

    boolean samePair(CheckRow other) {
        return target == other.target && zone == other.zone;
    }

    /** Microseconds; null when the check did not run. */
    @Nullable Integer delay() {
        Instant started = result.startedAt();
        return started == null ? null : clamp(Micros.of(started) - micros);
    }

    /** Microseconds; null when it was not measured. */
    @Nullable Integer duration() {
        return micros(result.observation().duration());
    }

    /** Microseconds; null when it was not measured. */
    static @Nullable Integer micros(@Nullable Duration duration) {
        return duration == null ? null : clamp(Micros.of(duration));
    }

    /** The nearest number that the column holds. */
    static int clamp(long number) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
    }

    @Override
    public int compareTo(CheckRow other) {
        if (target != other.target) {
            return Integer.compare(target, other.target);
        }
        if (zone != other.zone) {
            return Short.compare(zone, other.zone);
        }
        int order = Long.compare(micros, other.micros);
        return order == 0 ? Precedence.ORDER.compare(this, other) : order;
    }
}
