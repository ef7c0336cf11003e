package io.nudger.config;

import io.nudger.check.FailurePolicy;
import io.nudger.check.Thresholds;

/** What follows from a failed check: {@code failure_threshold}, {@code success_threshold}. */
final class FailureOptions {
    private static final Type<Integer> THRESHOLD =
            Type.number(1, Thresholds.MAX).repeating();

    private FailureOptions() {}

    static FailurePolicy read(Section section, FailurePolicy defaults) {
        return new FailurePolicy(new Thresholds(
                section.read(
                        "failure_threshold", THRESHOLD, defaults.thresholds().failure()),
                section.read(
                        "success_threshold", THRESHOLD, defaults.thresholds().success())));
    }
}
