package io.nudger.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A complete answer, and how it came.
 *
 * @param answer the last response
 * @param hops each request, in order; the answer is that of the last
 * @param startedAt when the check began
 * @param duration how long it took
 * @param stalledNanos how long the monitor itself was stalled meanwhile, if that is long enough to doubt the duration; 0 if
 *     not
 */
record Reception(Answer answer, List<Hop> hops, Instant startedAt, Duration duration, long stalledNanos) {
    Reception {
        hops = List.copyOf(hops);
    }

    /** Where the redirects ended. */
    String finalUrl() {
        return hops.get(hops.size() - 1).url();
    }
}
