package io.nudger.probe;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.nudger.check.Expectation;
import io.nudger.check.FailureReason;
import io.nudger.check.Verdict;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Judges a complete response by what is expected of it. */
final class Judge {
    private static final int MAX_MATCH = 200;

    /** A search takes time in proportion to body and pattern: mostly milliseconds, but a bad pattern takes minutes. */
    private static final long SEARCH_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final WorkerExecutor workers;

    /**
     * @param workers where bodies are searched: an event loop has other checks to attend to
     */
    Judge(WorkerExecutor workers) {
        this.workers = workers;
    }

    /**
     * What was found.
     *
     * @param verdict the judgement
     * @param regexpMatched whether the body matched; null when it was not asked
     * @param match the text that matched
     */
    record Finding(Verdict verdict, @Nullable Boolean regexpMatched, @Nullable String match) {
        static final Finding NONE = new Finding(Verdict.up(), null, null);
    }

    /** Completes on the caller's context. */
    Future<Finding> judge(Expectation expectation, Answer answer) {
        Pattern regexp = expectation.regexp();
        if (regexp == null) {
            return Future.succeededFuture(new Finding(verdict(expectation, answer, null), null, null));
        }
        return workers.executeBlocking(() -> search(regexp, expectation, answer), false);
    }

    private static Finding search(Pattern regexp, Expectation expectation, Answer answer) {
        Matcher matcher = regexp.matcher(new TimedText(answer.body().text(), SEARCH_LIMIT_NANOS));
        try {
            boolean matched = matcher.find();
            String match = matched ? Text.excerpt(matcher.group(), MAX_MATCH) : null;
            return new Finding(verdict(expectation, answer, matched), matched, match);
        } catch (TimedText.TimeIsUpException e) {
            Verdict gaveUp = Verdict.unknown(
                    FailureReason.OVERLOADED,
                    "The search for the regular expression " + expectation.regexpText() + " in a body of "
                            + answer.body().bytes() + " bytes was given up after "
                            + Text.time(SEARCH_LIMIT_NANOS) + ".");
            return new Finding(gaveUp, null, null);
        }
    }

    private static Verdict verdict(Expectation expectation, Answer answer, @Nullable Boolean matched) {
        if (!expectation.status().contains(answer.statusCode())) {
            return Verdict.down(
                    FailureReason.STATUS,
                    "The status is " + answer.status() + ", wanted " + expectation.status() + ".");
        }
        if (Boolean.FALSE.equals(matched)) {
            return Verdict.down(
                    FailureReason.BODY,
                    "Nothing in the body of " + answer.body().bytes() + " bytes matches the regular expression "
                            + expectation.regexpText() + ".");
        }
        return Verdict.up();
    }
}
