package io.nudger.probe;

import io.nudger.check.Observation;
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
    private static final float NANOS_PER_SECOND = 1e9f;

    private volatile @Nullable Shown shown;

    /**
     * The values of one check, small: there is one of these for each target. A time that was not measured is not a number.
     *
     * @param success whether it was up
     * @param failedDueToRegex whether it failed because the body did not match
     * @param statusCode the status code, 0 when there was none
     * @param duration how long it took, in seconds, as are the phases
     * @param certificateExpiry when the first certificate of the chain expires, in seconds since the epoch; 0 for none
     */
    record Shown(
            boolean success,
            boolean failedDueToRegex,
            int statusCode,
            float duration,
            float resolve,
            float connect,
            float tls,
            float processing,
            float transfer,
            long certificateExpiry) {
        static Shown of(Probe probe) {
            Observation seen = probe.observation();
            Phases phases = seen.phases();
            return new Shown(
                    probe.verdict().outcome() == Outcome.UP,
                    Boolean.FALSE.equals(seen.regexpMatched()),
                    seen.statusCode() == null ? 0 : seen.statusCode(),
                    seconds(seen.duration()),
                    seconds(phases.resolve()),
                    seconds(phases.connect()),
                    seconds(phases.tls()),
                    seconds(phases.processing()),
                    seconds(phases.transfer()),
                    expiry(probe.lastHop()));
        }

        private static float seconds(@Nullable Duration duration) {
            return duration == null ? Float.NaN : duration.toNanos() / NANOS_PER_SECOND;
        }

        private static long expiry(@Nullable Hop hop) {
            Instant expiry = hop == null || hop.tls() == null ? null : hop.tls().earliestExpiry();
            return expiry == null ? 0 : expiry.getEpochSecond();
        }
    }

    /** Shows this check; nothing when it says nothing about the site. */
    void show(Probe probe) {
        Outcome outcome = probe.verdict().outcome();
        shown = outcome == Outcome.UP || outcome == Outcome.DOWN ? Shown.of(probe) : null;
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
