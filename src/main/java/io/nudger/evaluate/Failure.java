package io.nudger.evaluate;

import io.nudger.check.FailureReason;
import io.nudger.check.Verdict;
import io.nudger.check.Wording;

/**
 * Why an exchange gave no good answer.
 *
 * @param reason the class of the failure
 * @param message one sentence for people
 * @param conclusive whether it stays true if the monitor was slow: it rests on what the server said, not on when
 */
public record Failure(FailureReason reason, String message, boolean conclusive) {
    /** One that stays true if the monitor was slow. */
    public static Failure conclusive(FailureReason reason, String message) {
        return new Failure(reason, message, true);
    }

    /** A failure that a stalled monitor may have brought about itself. */
    public static Failure timely(FailureReason reason, String message) {
        return new Failure(reason, message, false);
    }

    /** The verdict when it may be the monitor's own fault, which stood still for so long. */
    public Verdict doubted(long stalledNanos) {
        return Verdict.unknown(
                FailureReason.OVERLOADED,
                "The monitor itself was stalled for " + Wording.time(stalledNanos)
                        + " during the check, which says nothing about the site. What it saw: " + message);
    }
}
