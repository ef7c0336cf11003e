package io.nudger.probe;

import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import io.nudger.check.SlotMark;
import io.nudger.check.Verdict;
import io.nudger.check.Wording;

/** Why a check did not run, in a sentence. All times are microseconds, moments since the epoch. */
final class Missed {
    static final Verdict STOPPED = Verdict.missed(
            FailureReason.STOPPED, "The check did not run: the monitor was stopping, or the target was replaced.");

    private Missed() {}

    /** No process ran between what was left and now. */
    static Verdict notRunning(SlotMark left, long now) {
        return Verdict.missed(
                FailureReason.STOPPED,
                "The check did not run: the monitor was not running, or did not come to report, from "
                        + Micros.toInstant(left.slot()) + " to " + Micros.toInstant(now) + ".");
    }

    /** The slot was seen too late. */
    static Verdict late(long slot, long now) {
        return Verdict.missed(
                FailureReason.OVERLOADED,
                "The check did not run: the monitor came to it " + time(now - slot)
                        + " late, and it could not have been over before the next.");
    }

    /** The check waited for its turn until it was too late. */
    static Verdict crowdedOut(CheckGate.Pass pass, long waited) {
        return Verdict.missed(
                FailureReason.OVERLOADED,
                "The check did not run: it waited " + time(waited) + " behind " + pass.crowd()
                        + ", and could not have been over before the next.");
    }

    private static String time(long micros) {
        return Wording.time(Micros.toDuration(micros));
    }
}
