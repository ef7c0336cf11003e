package io.nudger.record;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The confirmed status of a target in a zone, and the run that leads to the next one: a fold over its slots in their order.
 * Checks that were neither up nor down neither count nor break a run. It is what the views {@code incidents} and
 * {@code confirmed_statuses} find in the rows.
 *
 * @param knownAt the newest slot that was up or down; null when there is none
 * @param down whether the run is one of failures
 * @param runSince the first slot of the run; null when there is none
 * @param runLength the failures in it, as far as {@link #MOST}; or the successes, as far as they are asked for
 * @param slowRun checks in a row, up to the newest known one, that were up and degraded; as far as {@link #MOST}
 * @param confirmedDown by the thresholds
 * @param confirmedSince the start of the incident, the end of the last one, or the oldest slot
 */
record Confirmation(
        @Nullable Instant knownAt,
        boolean down,
        @Nullable Instant runSince,
        int runLength,
        int slowRun,
        boolean confirmedDown,
        Instant confirmedSince) {
    static final int MOST = 100;

    private static final short UP = 1;
    private static final short DOWN = 2;

    /**
     * How many checks in a row confirm.
     *
     * @param failures that it is down
     * @param successes that it is up again
     */
    record Thresholds(int failures, int successes) {}

    /** Before the first slot. */
    static Confirmation beforeFirst(Instant firstSlot) {
        return new Confirmation(null, false, null, 0, 0, false, firstSlot);
    }

    /** After one more slot, later than all before. */
    Confirmation then(CheckRow row, Thresholds thresholds) {
        short outcome = row.outcome();
        if (outcome != UP && outcome != DOWN) {
            return this;
        }
        boolean failed = outcome == DOWN;
        boolean goesOn = runSince != null && failed == down;
        Instant since = goesOn && runSince != null ? runSince : row.slot();
        int length = goesOn ? Math.min(failed ? MOST : thresholds.successes, runLength + 1) : 1;
        int slow = isSlow(row) ? Math.min(MOST, slowRun + 1) : 0;
        boolean changes = failed != confirmedDown && length >= (failed ? thresholds.failures : thresholds.successes);
        return new Confirmation(
                row.slot(),
                failed,
                since,
                length,
                slow,
                changes ? failed : confirmedDown,
                changes ? since : confirmedSince);
    }

    /** Whether one more check that is up, and not slow, changes nothing that anybody waits for. */
    boolean isCalm(Thresholds thresholds) {
        return runSince != null && !down && !confirmedDown && slowRun == 0 && runLength >= thresholds.successes;
    }

    /** The code of the outcome of the run; null when there is none. */
    @Nullable Short runOutcome() {
        return runSince == null ? null : down ? DOWN : UP;
    }

    /** The code of the confirmed status. */
    short confirmed() {
        return confirmedDown ? DOWN : UP;
    }

    /** Whether this row can change a status that is calm. */
    static boolean isTrouble(CheckRow row) {
        return row.outcome() != UP || isSlow(row);
    }

    private static boolean isSlow(CheckRow row) {
        return row.outcome() == UP
                && Boolean.TRUE.equals(row.result().observation().degraded());
    }
}
