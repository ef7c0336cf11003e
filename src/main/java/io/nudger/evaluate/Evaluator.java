package io.nudger.evaluate;

import io.nudger.check.Expectation;
import io.nudger.check.FailureReason;
import io.nudger.check.UrlPattern;
import io.nudger.check.Verdict;
import io.nudger.check.Wording;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Evaluates a complete response by what is expected of it. Most searches take less than a millisecond; those for a heavy
 * pattern in a large page take seconds. A search that does not end soon begins again in the queue of the slow ones, where it
 * delays no quick one; what was slow the last time goes there at once.
 */
public final class Evaluator {
    private final WorkerExecutor workers;
    private final WorkerExecutor slowWorkers;
    private final Limits limits;
    /** What was slow the last time, as long as there is such a target. */
    private final Set<Expectation> slow = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /**
     * How long the searches in one answer may take.
     *
     * @param quick what takes longer is slow
     * @param search what takes longer is stopped
     * @param patience how long a slow search may wait for its turn: the queue must not grow without end
     */
    record Limits(Duration quick, Duration search, Duration patience) {
        static final Limits DEFAULT = new Limits(Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    /**
     * @param workers where texts are searched: an event loop has other checks to attend to
     * @param slowWorkers where those are searched that take long
     */
    public Evaluator(WorkerExecutor workers, WorkerExecutor slowWorkers) {
        this(workers, slowWorkers, Limits.DEFAULT);
    }

    Evaluator(WorkerExecutor workers, WorkerExecutor slowWorkers, Limits limits) {
        this.workers = workers;
        this.slowWorkers = slowWorkers;
        this.limits = limits;
    }

    /** Completes on the caller's context; fails when there is a defect in here. */
    public Future<Evaluation> evaluate(Expectation expectation, ReceivedResponse received) {
        if (!searches(expectation)) {
            return Future.succeededFuture(assess(expectation, received));
        }
        // Mostly nothing is: then no hash is computed, which would be of all parts of the expectation.
        if (!slow.isEmpty() && slow.contains(expectation)) {
            return evaluateSlowly(expectation, received);
        }
        return workers.executeBlocking(
                        () -> new ExpectationEvaluator(expectation, received, limits.quick, true).assess(), false)
                .recover(cause -> cause instanceof TimeLimit.TimeIsUpException
                        ? evaluateSlowly(expectation, received)
                        : Future.failedFuture(cause));
    }

    private Future<Evaluation> evaluateSlowly(Expectation expectation, ReceivedResponse received) {
        long queued = System.nanoTime();
        return slowWorkers.executeBlocking(
                () -> {
                    long begin = System.nanoTime();
                    if (begin - queued > limits.patience.toNanos()) {
                        return waitedTooLong(begin - queued);
                    }
                    Evaluation evaluation = assess(expectation, received);
                    if (System.nanoTime() - begin > limits.quick.toNanos()) {
                        slow.add(expectation);
                    } else {
                        slow.remove(expectation);
                    }
                    return evaluation;
                },
                false);
    }

    private Evaluation assess(Expectation expectation, ReceivedResponse received) {
        return new ExpectationEvaluator(expectation, received, limits.search, false).assess();
    }

    private static Evaluation waitedTooLong(long nanos) {
        return Evaluation.of(Verdict.unknown(
                FailureReason.OVERLOADED,
                "The search in the body did not begin within " + Wording.time(nanos)
                        + ": other searches that are slow, too, take all the time there is for them."
                        + " Simplify the slowest patterns."));
    }

    private static boolean searches(Expectation expectation) {
        UrlPattern url = expectation.connection().finalUrl();
        return !expectation.body().isAny()
                || !expectation.headers().isEmpty()
                || (url != null && url.pattern() != null);
    }
}
