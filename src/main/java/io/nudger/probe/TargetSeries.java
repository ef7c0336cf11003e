package io.nudger.probe;

import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.check.Phases;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics show of one target: its last check, if that said anything about the site. Written by one event loop,
 * read by whoever scrapes.
 */
final class TargetSeries {
    static final int NO_TIME = -1;

    private static final String HTTP = "HTTP/";

    private volatile @Nullable Shown shown;

    /**
     * The values of one check, small: there is one of these for each target. Times are microseconds, which
     * fit an int for 35 minutes; {@link #NO_TIME} stands for one that was not measured.
     *
     * @param success whether it was up
     * @param degraded whether it took longer than it should; null when nothing was set
     * @param failedDueToRegex whether it failed because body or headers matched what they should not, or the other way
     *     round
     * @param encrypted whether the last request went over TLS
     * @param redirects how many were followed
     * @param httpVersion the version of HTTP of the answer, 0 when there was none
     * @param statusCode the status code, 0 when there was none
     * @param duration how long it took, redirects included
     * @param phases where the time went, in the order of the phases
     * @param certificateExpiry when the first certificate of the chain expires, in seconds since the epoch; 0 for none
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody; an object for each phase would weigh more.
    record Shown(
            boolean success,
            @Nullable Boolean degraded,
            boolean failedDueToRegex,
            boolean encrypted,
            byte redirects,
            double httpVersion,
            int statusCode,
            int duration,
            int[] phases,
            long certificateExpiry) {
        static Shown of(ProbeResult probe) {
            Observation seen = probe.observation();
            ProbeResult.Facts facts = probe.facts();
            return new Shown(
                    probe.verdict().outcome() == Outcome.UP,
                    seen.degraded(),
                    facts.failedSearch(),
                    facts.encrypted(),
                    (byte) facts.redirects(),
                    httpVersion(seen.protocol()),
                    seen.statusCode() == null ? 0 : seen.statusCode(),
                    micros(seen.duration()),
                    micros(seen.phases()),
                    facts.certificateExpiry());
        }

        private static int micros(@Nullable Duration duration) {
            return duration == null ? NO_TIME : (int) Math.min(Micros.of(duration), Integer.MAX_VALUE);
        }

        private static int[] micros(Phases phases) {
            return Phase.ALL.stream()
                    .mapToInt(phase -> micros(phases.get(phase)))
                    .toArray();
        }

        /** Of this phase, in microseconds. */
        int time(Phase phase) {
            return phases[Phase.ALL.indexOf(phase)];
        }

        private static double httpVersion(@Nullable String protocol) {
            return protocol == null || !protocol.startsWith(HTTP)
                    ? 0
                    : Double.parseDouble(protocol.substring(HTTP.length()));
        }
    }

    /** Shows this check; nothing when it says nothing about the site. */
    void show(ProbeResult probe) {
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
