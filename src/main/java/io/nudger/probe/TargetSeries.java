package io.nudger.probe;

import io.nudger.check.Outcome;
import io.nudger.check.Phases;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics show of one target: its last check, if that said anything about the site. Written by one event loop,
 * read by whoever scrapes.
 */
final class TargetSeries {
    private volatile @Nullable Shown shown;

    /**
     * The values of one check.
     *
     * @param success whether it was up
     * @param seconds how long it took
     * @param statusCode the status code, 0 when there was none
     * @param phases where the time went
     * @param certificateExpiry when the first certificate of the chain expires; null when there was none
     * @param failedDueToRegex whether it failed because the body did not match
     */
    record Shown(
            boolean success,
            double seconds,
            int statusCode,
            Phases phases,
            @Nullable Instant certificateExpiry,
            boolean failedDueToRegex) {}

    /** Shows this check; nothing when it says nothing about the site. */
    void show(Probe probe) {
        Outcome outcome = probe.verdict().outcome();
        if (outcome != Outcome.UP && outcome != Outcome.DOWN) {
            hide();
            return;
        }
        Integer statusCode = probe.observation().statusCode();
        Duration duration = probe.observation().duration();
        Hop last = probe.lastHop();
        shown = new Shown(
                outcome == Outcome.UP,
                duration == null ? 0 : duration.toNanos() / 1e9,
                statusCode == null ? 0 : statusCode,
                probe.observation().phases(),
                last == null || last.tls() == null ? null : last.tls().earliestExpiry(),
                Boolean.FALSE.equals(probe.observation().regexpMatched()));
    }

    /** Shows nothing until the next check: better a gap than something that may not be true any more. */
    void hide() {
        shown = null;
    }

    /** Shows what another one shows. */
    void inherit(TargetSeries predecessor) {
        shown = predecessor.shown;
    }

    /** What is to be shown, or null. */
    @Nullable Shown shown() {
        return shown;
    }
}
