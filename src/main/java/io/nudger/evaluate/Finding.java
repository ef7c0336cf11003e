package io.nudger.evaluate;

import io.nudger.check.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found.
 *
 * @param verdict the judgement
 * @param assessments each expectation
 * @param degraded whether an answer that is up took longer than it should; null when that was not asked, or is in doubt
 * @param regexpMatched whether the body matched; null when it was not asked
 * @param match the text that matched
 */
public record Finding(
        Verdict verdict,
        List<Assessment> assessments,
        @Nullable Boolean degraded,
        @Nullable Boolean regexpMatched,
        @Nullable String match) {
    /** A check that came to its end before there was anything to evaluate. */
    public static Finding of(Verdict verdict) {
        return new Finding(verdict, List.of(), null, null, null);
    }
}
