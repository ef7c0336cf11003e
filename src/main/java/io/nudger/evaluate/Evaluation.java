package io.nudger.evaluate;

import io.nudger.check.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found.
 *
 * @param verdict what it is
 * @param results each expectation
 * @param degraded whether an answer that is up took longer than it should; null when that was not asked, or is in doubt
 * @param regexpMatched whether the body matched; null when it was not asked
 * @param match the text that matched
 */
public record Evaluation(
        Verdict verdict,
        List<ExpectationResult> results,
        @Nullable Boolean degraded,
        @Nullable Boolean regexpMatched,
        @Nullable String match) {
    /** A check that came to its end before there was anything to evaluate. */
    public static Evaluation of(Verdict verdict) {
        return new Evaluation(verdict, List.of(), null, null, null);
    }
}
