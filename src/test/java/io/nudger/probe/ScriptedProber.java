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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** A prober whose checks are up at once, except for those that end when a test says so. */
final class ScriptedProber implements Prober {
    private final Predicate<Target> isHeld;
    /** The checks that are held, in the order in which they began. */
    final Queue<Check> held = new ConcurrentLinkedQueue<>();

    ScriptedProber(Predicate<Target> isHeld) {
        this.isHeld = isHeld;
    }

    @Override
    public Running begin(Target target) {
        Check check = new Check(requireNonNull(Vertx.currentContext()), Promise.promise());
        if (isHeld.test(target)) {
            held.add(check);
        } else {
            check.end(Verdict.up());
        }
        return check;
    }

    /** One check. */
    record Check(Context context, Promise<ProbeResult> promise) implements Running {
        /** It is up now. */
        void isUp() {
            context.runOnContext(v -> end(Verdict.up()));
        }

        @Override
        public Future<ProbeResult> result() {
            return promise.future();
        }

        @Override
        public void end(Verdict verdict) {
            promise.tryComplete(
                    new ProbeResult(Instant.now(), verdict, Observation.NONE, ProbeResult.Facts.NONE, null));
        }
    }
}
