package io.nudger.check;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The verdict of one slot.
 *
 * @param outcome how the slot ended; an outcome of a later version counts as {@link Outcome#UNKNOWN}
 * @param outcomeName the name of the outcome on the wire and in the record
 * @param reason why it was not {@link Outcome#UP}; null exactly when it was
 * @param message one sentence for people: what was wanted, what was found; null exactly when {@code reason} is
 */
public record Verdict(Outcome outcome, String outcomeName, @Nullable FailureReason reason, @Nullable String message) {
    /** The longest message that is kept, in characters. */
    public static final int MAX_MESSAGE = 1000;

    private static final Verdict UP = new Verdict(Outcome.UP, null, null);

    public Verdict {
        requireNonNull(outcome, "outcome");
        if ((outcome == Outcome.UP) != (reason == null) || (reason == null) != (message == null)) {
            throw new IllegalArgumentException("up has neither reason nor message, all others have both: " + outcome
                    + ", " + reason + ", " + message);
        }
        if (!outcomeName.equals(outcome.wireName())
                && (outcome != Outcome.UNKNOWN || Outcome.named(LaterName.require(outcomeName)) != null)) {
            throw new IllegalArgumentException(outcomeName + " does not count as " + outcome);
        }
        message = Text.sentence(message, MAX_MESSAGE);
    }

    /** One with an outcome of this version. */
    public Verdict(Outcome outcome, @Nullable FailureReason reason, @Nullable String message) {
        this(outcome, outcome.wireName(), reason, message);
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

    /** The slot ended as only a later version knows: neither up nor down. */
    public static Verdict later(String outcomeName, FailureReason reason, String message) {
        return new Verdict(Outcome.UNKNOWN, outcomeName, reason, message);
    }

    /** The same, as it may be shown. */
    public Verdict shown(ShownUrl shown) {
        return message == null ? this : new Verdict(outcome, outcomeName, reason, shown.text(message));
    }

    /** Whether this version has the outcome. */
    public boolean isOutcomeKnown() {
        return outcome != Outcome.UNKNOWN || outcomeName.equals(Outcome.UNKNOWN.wireName());
    }
}
