package io.nudger.consume;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import java.util.ArrayList;
import java.util.List;

/** Readings by what is to be done with them, each kind in the order in which it came. */
final class DecodedBatch {
    private final List<Decoded.Result> good = new ArrayList<>();
    private final List<CheckResult> results = new ArrayList<>();
    private final List<Decoded.Gap> gaps = new ArrayList<>();
    private final List<Decoded.Rejected> deadLetters = new ArrayList<>();

    void addAll(List<Decoded> readings) {
        readings.forEach(this::add);
    }

    private void add(Decoded reading) {
        if (reading instanceof Decoded.Result result) {
            good.add(result);
            results.add(result.result());
        } else if (reading instanceof Decoded.Gap gap) {
            gaps.add(gap);
        } else if (reading instanceof Decoded.Rejected letter) {
            deadLetters.add(letter);
        }
    }

    /** The records of the {@link #results}, in the same order. */
    List<Decoded.Result> good() {
        return good;
    }

    /** The results; by themselves, because each look at a record that lies elsewhere costs. */
    List<CheckResult> results() {
        return results;
    }

    /** The records of the {@link #slotGaps}, in the same order. */
    List<Decoded.Gap> gaps() {
        return gaps;
    }

    List<SlotGap> slotGaps() {
        return gaps.stream().map(Decoded.Gap::gap).toList();
    }

    List<Decoded.Rejected> deadLetters() {
        return deadLetters;
    }
}
