package io.nudger.probe;

import io.nudger.check.FailureReason;

/**
 * Why an exchange gave no good answer.
 *
 * @param reason the class of the failure
 * @param message one sentence for people
 * @param conclusive whether it stays true if the monitor was slow: it rests on what the server said, not on when
 */
record Failure(FailureReason reason, String message, boolean conclusive) {
    static Failure conclusive(FailureReason reason, String message) {
        return new Failure(reason, message, true);
    }

    /** A failure that a stalled monitor may have brought about itself. */
    static Failure timely(FailureReason reason, String message) {
        return new Failure(reason, message, false);
    }
}
