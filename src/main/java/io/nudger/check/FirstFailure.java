package io.nudger.check;

import static java.util.Objects.requireNonNull;

/**
 * What the first attempt of a check came to, when there were more: retries must not hide it.
 *
 * @param reason why it was down
 * @param message one sentence for people
 */
public record FirstFailure(FailureReason reason, String message) {
    public FirstFailure {
        requireNonNull(reason, "reason");
        message = Text.oneLine(message, Verdict.MAX_MESSAGE);
    }
}
