package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one slot. The key is (target name, zone, scheduledAt): whatever is sent or stored twice under one key
 * counts once.
 *
 * @param target the target, as the monitor knew it
 * @param origin the zone and the monitor
 * @param scheduledAt the slot
 * @param startedAt when the check really began; null when it did not
 * @param verdict what it is
 * @param observation what was measured
 */
public record CheckResult(
        TargetInfo target,
        Origin origin,
        Instant scheduledAt,
        @Nullable Instant startedAt,
        Verdict verdict,
        Observation observation) {
    public CheckResult {
        requireNonNull(target, "target");
        requireNonNull(origin, "origin");
        requireNonNull(verdict, "verdict");
        requireNonNull(observation, "observation");
        scheduledAt = requireNonNull(Micros.truncate(scheduledAt), "scheduledAt");
        startedAt = Micros.truncate(startedAt);
    }
}
