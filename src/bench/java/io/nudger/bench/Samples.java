package io.nudger.bench;

import java.util.Arrays;
import java.util.Collection;

/** Numbers in order, and the ones at their middle and towards their end. */
final class Samples {
    private final double[] sorted;

    private Samples(double[] sorted) {
        this.sorted = sorted;
    }

    static Samples of(Collection<Double> numbers) {
        return new Samples(
                numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    static Samples of(double... numbers) {
        double[] copy = numbers.clone();
        Arrays.sort(copy);
        return new Samples(copy);
    }

    int count() {
        return sorted.length;
    }

    /** The one in the middle, or halfway between the two in the middle; NaN when there is none. */
    double median() {
        int middle = sorted.length / 2;
        if (sorted.length % 2 == 0) {
            return sorted.length == 0 ? Double.NaN : (sorted[middle - 1] + sorted[middle]) / 2;
        }
        return sorted[middle];
    }

    /** The smallest under or at which this share of them lies, a number between 0 and 1; NaN when there is none. */
    double quantile(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, Math.min(sorted.length - 1, rank - 1))];
    }

    double max() {
        return quantile(1);
    }
}
