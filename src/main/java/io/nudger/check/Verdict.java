package io.nudger.check;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The judgement of one slot.
 *
 * @param outcome how the slot ended
 * @param reason why it was not {@link Outcome#UP}; null exactly when it was
 * @param message one sentence for people: what was wanted, what was found; null exactly when {@code reason} is
 */
public record Verdict(Outcome outcome, @Nullable FailureReason reason, @Nullable String message) {
    /** The longest message that is kept, in characters. */
    public static final int MAX_MESSAGE = 1000;

    private static final Verdict UP = new Verdict(Outcome.UP, null, null);

    public Verdict {
        requireNonNull(outcome, "outcome");
        if ((outcome == Outcome.UP) != (reason == null) || (reason == null) != (message == null)) {
            throw new IllegalArgumentException("up has neither reason nor message, all others have both: " + outcome
                    + ", " + reason + ", " + message);
        }
        message = Text.evidence(message, MAX_MESSAGE);
    }

    /** The site met every expectation. */
    public static Verdict up() {
        return UP;
    }

    /** The site failed. */
    public static Verdict down(FailureReason reason, String message) {
        return new Verdict(Outcome.DOWN, reason, message);
    }

    /** The check did not run. */
    public static Verdict missed(FailureReason reason, String message) {
        return new Verdict(Outcome.MISSED, reason, message);
    }

    /** The check ran, but says nothing about the site. */
    public static Verdict unknown(FailureReason reason, String message) {
        return new Verdict(Outcome.UNKNOWN, reason, message);
    }
}
