package io.nudger.check;

import static java.util.Objects.requireNonNull;

/**
 * What follows from a failed check of a target.
 *
 * @param retries how often it is repeated before it counts
 * @param thresholds when a failure, and its end, count as confirmed
 * @param evidence what is kept of the response
 */
public record FailurePolicy(Retries retries, Thresholds thresholds, Evidence evidence) {
    /** What holds unless configured otherwise. */
    public static final FailurePolicy DEFAULT = new FailurePolicy(Retries.NONE, Thresholds.ONE, Evidence.DEFAULT);

    public FailurePolicy {
        requireNonNull(retries, "retries");
        requireNonNull(thresholds, "thresholds");
        requireNonNull(evidence, "evidence");
    }
}
