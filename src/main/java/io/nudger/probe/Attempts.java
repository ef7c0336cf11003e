package io.nudger.probe;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.nudger.check.FirstFailure;
import io.nudger.check.Micros;
import io.nudger.check.Outcome;
import io.nudger.check.Retries;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The check of one slot: one attempt, and more of them while it is down and there is time before the next slot. The last
 * attempt that says something about the site counts; what the first one said is kept beside it. Lives on one event loop.
 */
final class Attempts {
    private final Prober prober;
    private final EventLoop eventLoop;
    private final Context context;
    private final Target target;
    private final InstantSource clock;
    private final long end;
    private final Promise<ProbeResult> promise = Promise.promise();
    private int left;
    private int made;
    private @Nullable ProbeResult first;
    private @Nullable ProbeResult best;
    private Prober.@Nullable Running running;
    private @Nullable ScheduledFuture<?> pause;

    /**
     * @param prober makes the attempts
     * @param eventLoop where everything happens
     * @param context of that event loop
     * @param target what is checked
     * @param retries how many attempts may follow the first
     * @param clock says how much time is left
     * @param end when all must be over, in microseconds since the epoch
     */
    Attempts(
            Prober prober,
            EventLoop eventLoop,
            Context context,
            Target target,
            int retries,
            InstantSource clock,
            long end) {
        this.prober = prober;
        this.eventLoop = eventLoop;
        this.context = context;
        this.target = target;
        this.left = retries;
        this.clock = clock;
        this.end = end;
    }

    /** Begins; called once. */
    Future<ProbeResult> run() {
        attempt();
        return promise.future();
    }

    /** What the check found, when it is over; never fails. */
    Future<ProbeResult> future() {
        return promise.future();
    }

    /** No more attempts than the one that is running. */
    void hurry() {
        left = 0;
        if (pause != null && pause.cancel(false)) {
            conclude();
        }
    }

    /** Ends the attempt that is running with this verdict. */
    void end(Verdict verdict) {
        if (running != null) {
            running.end(verdict);
        }
    }

    private void attempt() {
        pause = null;
        made++;
        Prober.Running attempt = prober.begin(target);
        running = attempt;
        attempt.result().onSuccess(this::attempted);
    }

    private void attempted(ProbeResult probe) {
        running = null;
        Outcome outcome = probe.verdict().outcome();
        if (first == null) {
            first = probe;
        }
        if (best == null || outcome == Outcome.UP || outcome == Outcome.DOWN) {
            best = probe;
        }
        boolean down = requireNonNull(best).verdict().outcome() == Outcome.DOWN;
        if (!down || left == 0 || !fits()) {
            conclude();
            return;
        }
        left--;
        long micros = Micros.of(target.failures().retries().pause());
        pause = eventLoop.schedule(() -> context.runOnContext(v -> retry()), micros, TimeUnit.MICROSECONDS);
    }

    /** The timer has run out. */
    private void retry() {
        if (!promise.future().isComplete()) {
            attempt();
        }
    }

    private boolean fits() {
        Retries retries = target.failures().retries();
        long needed = Micros.of(retries.pause()) + Micros.of(target.timeout());
        return Micros.of(clock.instant()) + needed <= end;
    }

    private void conclude() {
        ProbeResult begun = requireNonNull(first);
        ProbeResult counted = requireNonNull(best);
        Verdict verdict = begun.verdict();
        if (made == 1 || verdict.reason() == null || verdict.message() == null) {
            promise.complete(counted);
            return;
        }
        FirstFailure failure = new FirstFailure(verdict.reason(), verdict.message());
        promise.complete(counted.afterOthers(begun.startedAt(), made, failure));
    }
}
