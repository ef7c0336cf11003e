package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often a check that is down is repeated at once, when the target was not down before.
 *
 * @param count how many more attempts there are
 * @param pause the time between the end of one and the start of the next
 */
public record Retries(int count, Duration pause) {
    /** The most retries of one slot. */
    public static final int MAX = 10;

    /** The first attempt counts. */
    public static final Retries NONE = new Retries(0, Duration.ofSeconds(1));

    public Retries {
        requireNonNull(pause, "pause");
        if (count < 0 || count > MAX || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "from 0 to " + MAX + " retries, some time apart: " + count + ", " + pause);
        }
    }

    /** How long all attempts take at most. */
    public Duration longest(Duration timeout) {
        return timeout.multipliedBy(count + 1L).plus(pause.multipliedBy(count));
    }
}
