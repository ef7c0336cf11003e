package io.nudger.persist;

import io.nudger.check.CheckResult;
import io.nudger.check.TargetInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a batch tells of a target.
 *
 * @param info the target as its newest result tells it; of two results with the same slot, the one with the greater
 *     configuration hash, so that their order does not matter
 * @param oldest the oldest slot
 * @param newest the newest slot
 */
record TargetSummary(TargetInfo info, Instant oldest, Instant newest) {
    /** By name of the target. */
    static Map<String, TargetSummary> of(Collection<CheckResult> results) {
        Map<String, TargetSummary> summaries = new LinkedHashMap<>();
        for (CheckResult result : results) {
            Instant slot = result.scheduledAt();
            summaries.merge(
                    result.target().name(), new TargetSummary(result.target(), slot, slot), TargetSummary::with);
        }
        return summaries;
    }

    /** The newest slot, cut to the minute: a target is not rewritten with each of its results. */
    Instant lastSeen() {
        return newest.truncatedTo(ChronoUnit.MINUTES);
    }

    private TargetSummary with(TargetSummary other) {
        int order = newest.compareTo(other.newest);
        if (order == 0) {
            order = info.config().compareTo(other.info.config());
        }
        return new TargetSummary(
                order < 0 ? other.info : info,
                oldest.isBefore(other.oldest) ? oldest : other.oldest,
                newest.isAfter(other.newest) ? newest : other.newest);
    }
}
