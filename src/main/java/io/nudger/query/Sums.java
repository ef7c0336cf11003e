package io.nudger.query;

import org.jspecify.annotations.Nullable;

/**
 * How slots ended, as the record sums it up: what was expected is not in it.
 *
 * @param up the site was up
 * @param down it was down
 * @param missed the check did not run
 * @param unknown the monitor was in trouble
 * @param maintenance those of them that lie in maintenance that does not count; null for none
 */
public record Sums(long up, long down, long missed, long unknown, @Nullable Sums maintenance) {
    /** No slots. */
    public static final Sums NONE = new Sums(0, 0, 0, 0);

    /** None of them in maintenance. */
    public Sums(long up, long down, long missed, long unknown) {
        this(up, down, missed, unknown, null);
    }

    /** With those of them that lie in maintenance that does not count. */
    public Sums with(Sums quiet) {
        return new Sums(up, down, missed, unknown, quiet);
    }

    /** With how many were expected. */
    public Counts of(long expected) {
        return new Counts(up, down, missed, unknown, expected);
    }

    /** Those in maintenance that does not count. */
    public Counts quiet() {
        return maintenance == null ? Counts.NONE : maintenance.of(0);
    }
}
