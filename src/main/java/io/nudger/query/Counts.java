package io.nudger.query;

import org.jspecify.annotations.Nullable;

/**
 * How the slots of a span ended, of which nothing is known of the site in those that are not measured.
 *
 * @param up the site was up
 * @param down it was down
 * @param missed the check did not run
 * @param unknown the monitor itself was in trouble
 * @param expected how many slots there should be; at least as many as there are
 */
public record Counts(long up, long down, long missed, long unknown, long expected) {
    /** No slots. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    public Counts {
        expected = Math.max(expected, up + down + missed + unknown);
    }

    /** Of both spans together. */
    public Counts plus(Counts other) {
        return new Counts(
                up + other.up,
                down + other.down,
                missed + other.missed,
                unknown + other.unknown,
                expected + other.expected);
    }

    /** Without these, which are some of them. */
    public Counts minus(Counts some) {
        return new Counts(
                Math.max(0, up - some.up),
                Math.max(0, down - some.down),
                Math.max(0, missed - some.missed),
                Math.max(0, unknown - some.unknown),
                Math.max(0, expected - some.expected));
    }

    /** Slots that say whether the site was up. */
    public long measured() {
        return up + down;
    }

    /** Slots of which nothing was reported. */
    public long absent() {
        return expected - up - down - missed - unknown;
    }

    /** The part of the measured slots that was up; null when none was measured. */
    public @Nullable Double uptime() {
        return measured() == 0 ? null : (double) up / measured();
    }

    /** The part of the expected slots that was measured; null when none was expected. */
    public @Nullable Double coverage() {
        return expected == 0 ? null : (double) measured() / expected;
    }
}
