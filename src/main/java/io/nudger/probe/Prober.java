package io.nudger.probe;

import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.vertx.core.Future;

/** Makes one kind of check. Serves all targets of a process that are checked so, on any event loop. */
public interface Prober {
    /** Begins a check on the event loop that the caller is on. Whatever goes wrong becomes its result. */
    Running begin(Target target);

    /** A check that has begun. */
    interface Running {
        /** What it found, when it is over: within the timeout of the target, and not much later. Never fails. */
        Future<ProbeResult> result();

        /** Ends it with this verdict, unless it is over. Called on its event loop. */
        void end(Verdict verdict);
    }
}
