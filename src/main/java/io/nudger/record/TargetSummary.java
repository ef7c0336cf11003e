package io.nudger.record;

import io.nudger.check.CheckResult;
import io.nudger.check.TargetInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a batch says about a target.
 *
 * @param info the target as its newest result says it; of two results with the same slot, the one with the greater
 *     configuration hash, so that their order does not matter
 * @param oldest the oldest slot
 * @param newest the newest slot
 */
record TargetSummary(TargetInfo info, Instant oldest, Instant newest) {
    /**
     * One for each target, in order.
     *
     * @param results those of one target beside one another
     */
    static List<TargetSummary> of(List<CheckResult> results) {
        List<TargetSummary> summaries = new ArrayList<>();
        Runs.forEach(
                results, (one, other) -> nameOf(one).equals(nameOf(other)), ofOne -> summaries.add(ofTarget(ofOne)));
        return summaries;
    }

    private static TargetSummary ofTarget(List<CheckResult> results) {
        CheckResult newest = results.get(0);
        Instant oldest = newest.scheduledAt();
        for (CheckResult result : results) {
            if (goesAfter(result, newest)) {
                newest = result;
            }
            if (result.scheduledAt().isBefore(oldest)) {
                oldest = result.scheduledAt();
            }
        }
        return new TargetSummary(newest.target(), oldest, newest.scheduledAt());
    }

    private static boolean goesAfter(CheckResult one, CheckResult other) {
        int order = one.scheduledAt().compareTo(other.scheduledAt());
        return order == 0 ? one.target().config().compareTo(other.target().config()) > 0 : order > 0;
    }

    private static String nameOf(CheckResult result) {
        return result.target().name();
    }

    /**
     * The newest slot, cut to the minute: a target is not rewritten with each of its results. Not to more than that: with
     * this update a persister learns which configuration another one has written, and corrects what is not the newest.
     */
    Instant lastSeen() {
        return newest.truncatedTo(ChronoUnit.MINUTES);
    }
}
