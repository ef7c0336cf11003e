package io.nudger.probe;

import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.check.Phases;
import io.nudger.check.Thresholds;
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
    /** Whether it is up by its thresholds; null until either of them was reached. */
    private @Nullable Boolean confirmed;
    /** So many checks in a row said the same. */
    private int run;

    private boolean lastUp;

    /**
     * The values of one check, small: there is one of these for each target. Times are microseconds, which
     * fit an int for 35 minutes; {@link #NO_TIME} stands for one that was not measured.
     *
     * @param success whether it was up
     * @param confirmed whether the target is up by its thresholds; null when neither was reached yet
     * @param degraded whether it took longer than it should; null when nothing was set
     * @param failedDueToRegex whether it failed because body or headers matched what they should not, or the other way
     *     round
     * @param encrypted whether the last request went over TLS
     * @param redirects how many were followed
     * @param httpVersion the version of HTTP of the answer, 0 when there was none
     * @param statusCode the status code, 0 when there was none
     * @param duration how long it took, redirects included
     * @param phases where the time went, in the order of the phases
     * @param certificateExpiry when the first certificate of all that were sent expires, in seconds since the epoch; 0 for
     *     none
     * @param chainExpiry the same of those that were needed
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody; an object for each phase would weigh more.
    record Shown(
            boolean success,
            @Nullable Boolean confirmed,
            @Nullable Boolean degraded,
            boolean failedDueToRegex,
            boolean encrypted,
            byte redirects,
            double httpVersion,
            int statusCode,
            int duration,
            int[] phases,
            long certificateExpiry,
            long chainExpiry) {
        static Shown of(ProbeResult probe, @Nullable Boolean confirmed) {
            Observation seen = probe.observation();
            ProbeResult.Facts facts = probe.facts();
            return new Shown(
                    probe.verdict().outcome() == Outcome.UP,
                    confirmed,
                    seen.degraded(),
                    facts.failedSearch(),
                    facts.encrypted(),
                    (byte) facts.redirects(),
                    httpVersion(seen.protocol()),
                    seen.statusCode() == null ? 0 : seen.statusCode(),
                    micros(seen.duration()),
                    micros(seen.phases()),
                    facts.certificateExpiry(),
                    facts.chainExpiry());
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

    /** Shows this check; nothing when it says nothing about the site: then it neither counts nor breaks a row. */
    void show(ProbeResult probe, Thresholds thresholds) {
        Outcome outcome = probe.verdict().outcome();
        if (outcome != Outcome.UP && outcome != Outcome.DOWN) {
            hide();
            return;
        }
        boolean up = outcome == Outcome.UP;
        run = run > 0 && up == lastUp ? run + 1 : 1;
        lastUp = up;
        if (run >= (up ? thresholds.success() : thresholds.failure())) {
            confirmed = up;
        }
        shown = Shown.of(probe, confirmed);
    }

    /** Shows nothing until the next check: better a gap than something that may not be true any more. */
    void hide() {
        shown = null;
    }

    /** Shows what another one shows. */
    void inherit(TargetSeries predecessor) {
        shown = predecessor.shown;
        confirmed = predecessor.confirmed;
        run = predecessor.run;
        lastUp = predecessor.lastUp;
    }

    /** What is to be shown, or null. */
    @Nullable Shown shown() {
        return shown;
    }
}
