package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The status of a target in one zone.
 *
 * @param zone the name of the zone
 * @param newest the newest slot, whatever its outcome
 * @param knownAt the newest slot that was up or down; null when there is none
 * @param down whether that one was down; null when there is none
 * @param runSince the first slot of the run of that outcome, missed and unknown ones passed over; null when there is none
 * @param runLength how many checks are in that run, capped at 100
 * @param slowRun how many checks in a row, up to the newest known one, were up and slow
 * @param confirmedDown whether the zone by itself has confirmed that it is down
 * @param failure of the newest check that was down, while the run is down; else null
 */
public record Pair(
        String zone,
        Instant newest,
        @Nullable Instant knownAt,
        @Nullable Boolean down,
        @Nullable Instant runSince,
        int runLength,
        int slowRun,
        boolean confirmedDown,
        @Nullable Failure failure) {
    public Pair {
        requireNonNull(zone, "zone");
        requireNonNull(newest, "newest");
        if ((knownAt == null) != (down == null) || (knownAt == null) != (runSince == null)) {
            throw new IllegalArgumentException("a run has an outcome, a beginning and a newest slot, or none of them");
        }
    }

    /** Whether its newest known check was down. */
    boolean isDown() {
        return down != null && down;
    }

    /** Whether its newest known check is not older than this. */
    boolean isKnownSince(Instant moment) {
        return knownAt != null && !knownAt.isBefore(moment);
    }

    /** Whether its newest known check is later; of two at the same time, that of the first zone by its name is. */
    boolean isLaterThan(Pair other) {
        int order = Comparator.nullsFirst(Comparator.<Instant>naturalOrder()).compare(knownAt, other.knownAt);
        return order > 0 || (order == 0 && zone.compareTo(other.zone) < 0);
    }
}
