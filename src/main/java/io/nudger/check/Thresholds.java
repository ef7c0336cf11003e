package io.nudger.check;

/**
 * How many checks in a row it takes until a state counts as confirmed. Checks that say nothing about the site neither
 * count nor break a row.
 *
 * @param failure consecutive checks that are down until the target is confirmed as down, from 1
 * @param success consecutive checks that are up until it is confirmed as up again, from 1
 */
public record Thresholds(int failure, int success) {
    /** The highest threshold. */
    public static final int MAX = 100;

    /** The first check decides. */
    public static final Thresholds ONE = new Thresholds(1, 1);

    public Thresholds {
        check("failure", failure);
        check("success", success);
    }

    private static void check(String what, int threshold) {
        if (threshold < 1 || threshold > MAX) {
            throw new IllegalArgumentException(
                    "the " + what + " threshold must be from 1 to " + MAX + ": " + threshold);
        }
    }
}
