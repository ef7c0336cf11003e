package io.nudger.probe;

import static java.util.stream.Collectors.joining;

import io.nudger.check.Expectation;
import io.nudger.check.FailureReason;
import io.nudger.check.Verdict;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Judges a complete response by what is expected of it. */
final class Judge {
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
        if (!expectation.asksForBody()) {
            return Future.succeededFuture(new Finding(verdict(statusFailures(expectation, answer)), null, null));
        }
        return workers.executeBlocking(() -> search(expectation, answer), false);
    }

    private static Finding search(Expectation expectation, Answer answer) {
        List<Failure> failures = statusFailures(expectation, answer);
        BodySearch search = new BodySearch(answer.body(), SEARCH_LIMIT_NANOS);
        try {
            failures.addAll(search.failures(expectation));
        } catch (TimedText.TimeIsUpException e) {
            return new Finding(Verdict.unknown(FailureReason.OVERLOADED, search.givenUp()), null, null);
        }
        return new Finding(verdict(failures), search.matched(), search.match());
    }

    private static List<Failure> statusFailures(Expectation expectation, Answer answer) {
        List<Failure> failures = new ArrayList<>();
        if (!expectation.status().contains(answer.statusCode())) {
            String message = "The status is " + answer.status() + ", wanted " + expectation.status() + ".";
            failures.add(Failure.conclusive(FailureReason.STATUS, message));
        }
        return failures;
    }

    /** The first failure gives the reason; the message tells all. */
    private static Verdict verdict(List<Failure> failures) {
        if (failures.isEmpty()) {
            return Verdict.up();
        }
        String message = failures.stream().map(Failure::message).collect(joining(" "));
        return Verdict.down(failures.get(0).reason(), message);
    }
}
