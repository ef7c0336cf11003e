package io.nudger.check;

import static java.util.Objects.requireNonNull;

/**
 * What follows from a failed check of a target.
 *
 * @param thresholds when a failure, and its end, count as confirmed
 */
public record FailurePolicy(Thresholds thresholds) {
    /** What holds unless configured otherwise. */
    public static final FailurePolicy DEFAULT = new FailurePolicy(Thresholds.ONE);

    public FailurePolicy {
        requireNonNull(thresholds, "thresholds");
    }
}
