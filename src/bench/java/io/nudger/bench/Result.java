package io.nudger.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table: something measured several times, beside its reference.
 *
 * @param row the number of the benchmark, from 1
 * @param name what was measured
 * @param unit of the values
 * @param values one for each run, in their order
 * @param reference what it is held against
 * @param goal what it should reach; null when it only informs
 * @param note what has to be known to read it; may be empty
 */
record Result(
        int row, String name, String unit, List<Double> values, Reference reference, @Nullable Goal goal, String note) {
    Result {
        values = List.copyOf(values);
    }

    /** A line without goal and note. */
    static Result of(int row, String name, String unit, List<Double> values, Reference reference) {
        return new Result(row, name, unit, values, reference, null, "");
    }

    /** The same with what it should reach. */
    Result with(Goal newGoal) {
        return new Result(row, name, unit, values, reference, newGoal, note);
    }

    /** The same, not to be evaluated. */
    Result withoutGoal() {
        return new Result(row, name, unit, values, reference, null, note);
    }

    /** The same with something to know about it. */
    Result with(String newNote) {
        return new Result(row, name, unit, values, reference, goal, newNote);
    }

    double median() {
        return Samples.of(values).median();
    }

    /**
     * How many times the reference it is: the median of what it was in each run, so that a machine that is slower for a
     * while weighs on both alike. NaN when the reference has no values.
     */
    double ratio() {
        List<Double> ratios = new ArrayList<>();
        for (int run = 0; run < Math.min(values.size(), reference.values().size()); run++) {
            ratios.add(values.get(run) / reference.values().get(run));
        }
        return Samples.of(ratios).median();
    }

    /** Whether the goal is reached; null when there is none, or nothing to evaluate it by. */
    @Nullable Boolean met() {
        if (goal == null) {
            return null;
        }
        double number = goal.ofRatio() ? ratio() : median();
        if (Double.isNaN(number)) {
            return null;
        }
        return goal.atLeast() ? number >= goal.bound() : number <= goal.bound();
    }

    /**
     * What a result is held against.
     *
     * @param name the tool, the limit, or why there is none
     * @param values of the same unit, one for each run; empty when the tool is absent
     */
    record Reference(String name, List<Double> values) {
        Reference {
            values = List.copyOf(values);
        }

        /** A limit that does not depend on the run. */
        static Reference fixed(String name, double value, int runs) {
            return new Reference(name, java.util.Collections.nCopies(runs, value));
        }

        /** One that cannot be measured here. */
        static Reference absent(String why) {
            return new Reference(why, List.of());
        }

        double median() {
            return Samples.of(values).median();
        }
    }

    /**
     * What a result should reach.
     *
     * @param ofRatio whether it is about the ratio to the reference, or about the value
     * @param atLeast whether more is better
     * @param bound where it begins to be reached
     */
    record Goal(boolean ofRatio, boolean atLeast, double bound) {
        static Goal ratioAtLeast(double bound) {
            return new Goal(true, true, bound);
        }

        static Goal atMost(double bound) {
            return new Goal(false, false, bound);
        }

        static Goal atLeast(double bound) {
            return new Goal(false, true, bound);
        }

        @Override
        public String toString() {
            return (atLeast ? "≥ " : "≤ ") + Numbers.text(bound) + (ofRatio ? "×" : "");
        }
    }
}
