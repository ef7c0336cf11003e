package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Slots of a target that follow each other, and of which nothing is known for one and the same reason: they did not run,
 * or they did, and what came of it was given up. A slot within it of which there is a result all the same, as of another
 * monitor of the zone, stays what it is there.
 *
 * @param target the target; its interval is the distance of these slots
 * @param origin the zone and the monitor
 * @param first the first slot
 * @param last the last slot; a whole number of intervals later
 * @param verdict why; its outcome is {@link Outcome#MISSED} or {@link Outcome#UNKNOWN}
 */
public record SlotGap(TargetInfo target, Origin origin, Instant first, Instant last, Verdict verdict) {
    /** Gaps up to this many slots become a result for each slot; longer ones are reported as a whole. */
    public static final int MAX_RESULTS = 256;

    public SlotGap {
        requireNonNull(target, "target");
        requireNonNull(origin, "origin");
        first = requireNonNull(Micros.truncate(first), "first");
        last = requireNonNull(Micros.truncate(last), "last");
        if (!saysNothing(verdict.outcome()) || !fits(first, last, target.interval())) {
            throw new IllegalArgumentException("not a gap: " + verdict.outcome() + ", " + first + " to " + last);
        }
    }

    /** Whether a gap may end so. */
    public static boolean saysNothing(Outcome outcome) {
        return outcome == Outcome.MISSED || outcome == Outcome.UNKNOWN;
    }

    /** Whether the last slot is a whole number of intervals after the first. */
    public static boolean fits(Instant first, Instant last, Duration interval) {
        long length = Micros.of(last) - Micros.of(first);
        return length >= 0 && length % Micros.of(interval) == 0;
    }

    /** How many slots it has; at least one. */
    public long slots() {
        return (Micros.of(last) - Micros.of(first)) / Micros.of(target.interval()) + 1;
    }

    /** Whether each slot is to become a result of its own. */
    public boolean isShort() {
        return slots() <= MAX_RESULTS;
    }

    /** A result for each slot, in order. */
    public List<CheckResult> results() {
        long from = Micros.of(first);
        long interval = Micros.of(target.interval());
        return LongStream.range(0, slots())
                .mapToObj(number -> result(Micros.toInstant(from + number * interval)))
                .toList();
    }

    /** The result of one of its slots. */
    public CheckResult result(Instant slot) {
        return new CheckResult(target, origin, slot, null, verdict, Observation.NONE);
    }
}
