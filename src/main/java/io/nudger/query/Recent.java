package io.nudger.query;

import org.jspecify.annotations.Nullable;

/**
 * The newest slots of a target over its zones.
 *
 * @param day since the beginning of the hour a day ago
 * @param today since midnight in UTC
 * @param micros how long the checks of that day took together that were up
 */
public record Recent(Sums day, Sums today, long micros) {
    /** No slots. */
    public static final Recent NONE = new Recent(Sums.NONE, Sums.NONE, 0);

    /** How long a check took that was up, on average, in seconds; null when none was. */
    public @Nullable Double responseTime() {
        return day.up() == 0 ? null : micros / 1e6 / day.up();
    }
}
