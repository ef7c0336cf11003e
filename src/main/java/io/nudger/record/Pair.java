package io.nudger.record;

import java.util.Comparator;

/** A target in a zone, by their numbers. */
record Pair(int target, short zone) implements Comparable<Pair> {
    private static final Comparator<Pair> ORDER =
            Comparator.comparingInt(Pair::target).thenComparingInt(Pair::zone);

    /** That of a row. */
    static Pair of(CheckRow row) {
        return new Pair(row.target(), row.zone());
    }

    @Override
    public int compareTo(Pair other) {
        return ORDER.compare(this, other);
    }
}
