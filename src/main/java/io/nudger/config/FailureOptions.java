package io.nudger.config;

import io.nudger.check.Evidence;
import io.nudger.check.Evidence.Kept;
import io.nudger.check.FailurePolicy;
import io.nudger.check.HiddenQuery;
import io.nudger.check.Retries;
import io.nudger.check.Thresholds;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What follows from a failed check: {@code retries}, {@code retry_interval}, {@code failure_threshold},
 * {@code success_threshold}, {@code evidence}, {@code keep_match},
 * {@code hide_query}.
 */
final class FailureOptions {
    private static final Type<Integer> RETRIES = Type.number(0, Retries.MAX).repeating();
    private static final Type<Duration> PAUSE =
            Type.duration(Duration.ZERO, Duration.ofHours(1)).repeating();
    private static final Type<Integer> THRESHOLD =
            Type.number(1, Thresholds.MAX).repeating();

    private static final Type<HiddenQuery> HIDDEN_QUERY = Type.choice(
            Map.of("true", HiddenQuery.ALL, "false", HiddenQuery.NONE, "credentials", HiddenQuery.CREDENTIALS));

    private FailureOptions() {}

    static FailurePolicy read(Section section, FailurePolicy defaults) {
        return new FailurePolicy(
                new Retries(
                        section.read("retries", RETRIES, defaults.retries().count()),
                        section.read("retry_interval", PAUSE, defaults.retries().pause())),
                new Thresholds(
                        section.read(
                                "failure_threshold",
                                THRESHOLD,
                                defaults.thresholds().failure()),
                        section.read(
                                "success_threshold",
                                THRESHOLD,
                                defaults.thresholds().success())),
                evidence(section, defaults.evidence()));
    }

    private static Evidence evidence(Section section, Evidence defaults) {
        Set<Kept> kept = EnumSet.noneOf(Kept.class);
        if (section.read("evidence", Type.BOOLEAN, defaults.failures())) {
            kept.add(Kept.FAILURES);
        }
        if (section.read("keep_match", Type.BOOLEAN, defaults.matches())) {
            kept.add(Kept.MATCHES);
        }
        return new Evidence(kept, section.read("hide_query", HIDDEN_QUERY, defaults.hiddenQuery()));
    }
}
