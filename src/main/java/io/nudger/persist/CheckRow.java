package io.nudger.persist;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result and the numbers that stand for its names. Rows are ordered by their key, so that two persisters that write the
 * same rows never wait for each other in a circle; of rows with the same key the one that counts comes first.
 */
record CheckRow(CheckResult result, int target, short zone, @Nullable Short monitor) implements Comparable<CheckRow> {
    Instant slot() {
        return result.scheduledAt();
    }

    short outcome() {
        return result.verdict().outcome().code();
    }

    @Nullable Short reason() {
        FailureReason reason = result.verdict().reason();
        return reason == null ? null : reason.code();
    }

    boolean sameKey(CheckRow other) {
        return samePair(other) && slot().equals(other.slot());
    }

    boolean samePair(CheckRow other) {
        return target == other.target && zone == other.zone;
    }

    /** Microseconds; null when the check did not run. */
    @Nullable Integer delay() {
        Instant started = result.startedAt();
        return started == null ? null : clamp(Micros.of(started) - Micros.of(slot()));
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
        int order = slot().compareTo(other.slot());
        return order == 0 ? Precedence.ORDER.compare(this, other) : order;
    }
}
