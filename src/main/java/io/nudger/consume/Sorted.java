package io.nudger.consume;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import java.util.ArrayList;
import java.util.List;

/** Readings by what is to be done with them, each kind in the order in which it came. */
final class Sorted {
    private final List<Reading.Good> good = new ArrayList<>();
    private final List<CheckResult> results = new ArrayList<>();
    private final List<Reading.Gap> gaps = new ArrayList<>();
    private final List<Reading.DeadLetter> deadLetters = new ArrayList<>();

    void addAll(List<Reading> readings) {
        readings.forEach(this::add);
    }

    private void add(Reading reading) {
        if (reading instanceof Reading.Good result) {
            good.add(result);
            results.add(result.result());
        } else if (reading instanceof Reading.Gap gap) {
            gaps.add(gap);
        } else if (reading instanceof Reading.DeadLetter letter) {
            deadLetters.add(letter);
        }
    }

    /** The records of the {@link #results}, in the same order. */
    List<Reading.Good> good() {
        return good;
    }

    /** The results; by themselves, because each look at a record that lies elsewhere costs. */
    List<CheckResult> results() {
        return results;
    }

    /** The records of the {@link #slotGaps}, in the same order. */
    List<Reading.Gap> gaps() {
        return gaps;
    }

    List<SlotGap> slotGaps() {
        return gaps.stream().map(Reading.Gap::gap).toList();
    }

    List<Reading.DeadLetter> deadLetters() {
        return deadLetters;
    }
}
