package io.nudger.query;

/**
 * How slots ended, as the record sums it up: what was expected is not in it.
 *
 * @param up the site was up
 * @param down it was down
 * @param missed the check did not run
 * @param unknown the monitor was in trouble
 */
public record Sums(long up, long down, long missed, long unknown) {
    /** No slots. */
    public static final Sums NONE = new Sums(0, 0, 0, 0);

    /** With how many were expected. */
    public Counts of(long expected) {
        return new Counts(up, down, missed, unknown, expected);
    }
}
