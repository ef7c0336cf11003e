package io.nudger.query;

import io.nudger.check.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a target is now, over its zones.
 *
 * @param state its state
 * @param since when that began; null when no alerter has decided it
 * @param zones which zones say what
 * @param reason why it is not up, by its name on the wire; null when it is or nobody knows
 * @param takenOut whether it is stale because it was taken out of the files
 * @param outage the number of the outage that goes on; null when there is none
 */
public record TargetState(
        State state,
        @Nullable Instant since,
        Votes zones,
        @Nullable String reason,
        boolean takenOut,
        @Nullable Long outage) {
    /**
     * The zones of a target by what they say.
     *
     * @param up see it up
     * @param down see it down
     * @param suspect have a network in trouble, and no vote
     * @param stale report nothing any more
     * @param unknown report, and do not know
     */
    public record Votes(
            List<String> up, List<String> down, List<String> suspect, List<String> stale, List<String> unknown) {
        /** No zones. */
        public static final Votes NONE = new Votes(List.of(), List.of(), List.of(), List.of(), List.of());

        public Votes {
            up = List.copyOf(up);
            down = List.copyOf(down);
            suspect = List.copyOf(suspect);
            stale = List.copyOf(stale);
            unknown = List.copyOf(unknown);
        }
    }
}
