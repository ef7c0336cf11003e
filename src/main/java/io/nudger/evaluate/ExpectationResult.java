package io.nudger.evaluate;

import static java.util.Objects.requireNonNull;

/**
 * One expectation, and how an answer met it.
 *
 * @param expectation which one, by its key under {@code expect}: {@code status}, {@code header server}
 * @param wanted what was wanted
 * @param found what was found
 * @param result what that means
 */
public record ExpectationResult(String expectation, String wanted, String found, Result result) {
    /** How an expectation came out. */
    public enum Result {
        /** It is met. */
        MET,
        /** It is met, but only just: the answer was slow. */
        DEGRADED,
        /** It is not met. */
        FAILED,
        /** It was not decided: that took too long, or the monitor itself was stalled. */
        UNDECIDED
    }

    public ExpectationResult {
        requireNonNull(expectation, "expectation");
        requireNonNull(wanted, "wanted");
        requireNonNull(found, "found");
        requireNonNull(result, "result");
    }
}
