package io.nudger.persist;

import io.nudger.check.CheckResult;
import java.time.Instant;

/** What makes two results the same slot: whatever comes twice under one key counts once. */
record Key(String target, String zone, Instant scheduledAt) {
    static Key of(CheckResult result) {
        return new Key(result.target().name(), result.origin().zone(), result.scheduledAt());
    }
}
