package io.nudger.probe;

import static java.util.Objects.requireNonNull;

import io.nudger.check.FirstFailure;
import io.nudger.check.Observation;
import io.nudger.check.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param startedAt when it began
 * @param verdict what that says of the target
 * @param observation what was measured
 * @param facts what the metrics show beside that
 * @param defect the error of this program that made the check worthless; null when there was none, as it should be
 */
public record ProbeResult(
        Instant startedAt, Verdict verdict, Observation observation, Facts facts, @Nullable Throwable defect) {
    /**
     * What the metrics show of a check, and its row does not.
     *
     * @param failedSearch whether a regular expression did not match what it should, or matched what it should not
     * @param encrypted whether it ended over TLS
     * @param redirects how many were followed
     * @param certificateExpiry when the first certificate of all that were sent expires, in seconds since the epoch; 0 for
     *     none
     * @param chainExpiry the same of those that were needed
     */
    public record Facts(
            boolean failedSearch, boolean encrypted, int redirects, long certificateExpiry, long chainExpiry) {
        /** Nothing of that kind. */
        public static final Facts NONE = new Facts(false, false, 0, 0, 0);
    }

    public ProbeResult {
        requireNonNull(startedAt, "startedAt");
        requireNonNull(verdict, "verdict");
        requireNonNull(observation, "observation");
        requireNonNull(facts, "facts");
    }

    /** The same, as the last of several attempts of which the first began at this moment. */
    ProbeResult afterOthers(Instant begin, int attempts, FirstFailure first) {
        return new ProbeResult(begin, verdict, observation.afterOthers(attempts, first), facts, defect);
    }
}
