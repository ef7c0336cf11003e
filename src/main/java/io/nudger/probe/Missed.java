package io.nudger.probe;

import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import io.nudger.check.SlotMark;
import io.nudger.check.Verdict;
import io.nudger.check.Wording;
import org.jspecify.annotations.Nullable;

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

    /**
     * The slot was seen too late.
     *
     * @param slack how late a check may begin
     */
    static Verdict late(long slot, long now, long slack, SlotClock clock) {
        String lost = lost(slot, now, slack, clock);
        return verdict(lost == null ? "the monitor came to it " + time(now - slot) + " late" : lost);
    }

    /**
     * The check waited for its turn until it was too late.
     *
     * @param slack how late a check may begin
     */
    static Verdict crowdedOut(CheckLimiter.Pass pass, long slot, long now, long slack, SlotClock clock) {
        String lost = lost(slot, now, slack, clock);
        return verdict(lost == null ? "it waited " + time(now - slot) + " behind " + pass.crowd() : lost);
    }

    /** The time that was lost, if that is why: without it the check could have begun, or most of the wait was that. */
    private static @Nullable String lost(long slot, long now, long slack, SlotClock clock) {
        SlotClock.Lost lost = clock.lostBetween(slot, now);
        long rest = now - slot - lost.micros();
        if (lost.micros() == 0 || (rest > slack && rest > lost.micros())) {
            return null;
        }
        return switch (lost.cause()) {
            case STOOD_STILL ->
                "the process stood still for " + time(lost.micros())
                        + " of that time (it was suspended, or the machine had no time for it)";
            case CLOCK_AHEAD ->
                "the clock went ahead by " + time(lost.micros()) + " (it was set, or the machine was suspended)";
        };
    }

    private static Verdict verdict(String why) {
        return Verdict.missed(
                FailureReason.OVERLOADED,
                "The check did not run: " + why + ", and it could not have been over before the next.");
    }

    private static String time(long micros) {
        return Wording.time(Micros.toDuration(micros));
    }
}
