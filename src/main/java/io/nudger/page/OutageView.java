package io.nudger.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An outage, without a word of what the site said.
 *
 * @param name what its target is called
 * @param href where more of it is
 * @param targetHref where more of its target is
 * @param look of its worst state
 * @param state the same in words
 * @param startedAt when it began
 * @param endedAt when it was over; null while it lasts
 * @param duration how long it lasted, or lasts so far
 * @param reason why, in words
 * @param late whether it became known only afterwards
 * @param steps what happened, in order; empty where that is not shown
 */
public record OutageView(
        String name,
        String href,
        String targetHref,
        Look look,
        String state,
        Instant startedAt,
        @Nullable Instant endedAt,
        String duration,
        String reason,
        boolean late,
        List<Step> steps) {
    /**
     * What happened.
     *
     * @param at when
     * @param look of what it became
     * @param text what, in words
     * @param late whether that became known only afterwards
     */
    public record Step(Instant at, Look look, String text, boolean late) {}
}
