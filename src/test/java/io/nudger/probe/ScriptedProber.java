package io.nudger.probe;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Observation;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** A prober whose checks are up at once, except for those that end when a test says so. */
final class ScriptedProber implements Prober {
    private static final Observation ONE_ATTEMPT =
            Observation.builder().attempts(1).build();

    private final Predicate<Target> isHeld;
    private final InstantSource clock;
    /** The checks that are held, in the order in which they began. */
    final Queue<Check> held = new ConcurrentLinkedQueue<>();

    ScriptedProber(Predicate<Target> isHeld, InstantSource clock) {
        this.isHeld = isHeld;
        this.clock = clock;
    }

    @Override
    public Running begin(Target target) {
        Check check = new Check(target, requireNonNull(Vertx.currentContext()), clock.instant(), Promise.promise());
        if (isHeld.test(target)) {
            held.add(check);
        } else {
            check.end(Verdict.up());
        }
        return check;
    }

    /** One check. */
    record Check(Target target, Context context, Instant startedAt, Promise<ProbeResult> promise) implements Running {
        /** It is up now. */
        void isUp() {
            ends(Verdict.up());
        }

        /** It has ended now. */
        void ends(Verdict verdict) {
            context.runOnContext(v -> end(verdict));
        }

        @Override
        public Future<ProbeResult> result() {
            return promise.future();
        }

        @Override
        public void end(Verdict verdict) {
            promise.tryComplete(new ProbeResult(startedAt, verdict, ONE_ATTEMPT, ProbeResult.Facts.NONE, null));
        }
    }
}
