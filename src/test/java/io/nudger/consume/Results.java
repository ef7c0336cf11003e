package io.nudger.consume;

import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Results for tests. */
public final class Results {
    /** A slot well within every bound. */
    public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    /** A day later, for those who ask what time it is. */
    public static final InstantSource CLOCK = InstantSource.fixed(NOON.plus(Duration.ofDays(1)));

    private Results() {}

    public static CheckResult up(String target, String zone, Instant slot) {
        return result(info(target, "c1"), zone, slot, Verdict.up());
    }

    public static CheckResult down(String target, String zone, Instant slot) {
        return result(info(target, "c1"), zone, slot, Verdict.down(FailureReason.STATUS, "wanted 2xx, found 503"));
    }

    public static CheckResult result(TargetInfo target, String zone, Instant slot, Verdict verdict) {
        return new CheckResult(
                target, new Origin(zone, "monitor-" + zone), slot, slot.plusMillis(2), verdict, observation());
    }

    public static TargetInfo info(String target, String config) {
        return new TargetInfo(
                target,
                "https://" + target + ".example/" + config,
                Duration.ofSeconds(10),
                Map.of("team", "web", "config", config),
                "ok|" + config,
                config.equals("c1") ? Thresholds.ONE : new Thresholds(3, 2),
                config);
    }

    public static Observation observation() {
        return new Observation(
                1,
                200,
                micros(123_456),
                Phases.inOrder(micros(1_001), micros(2_002), micros(3_003), micros(4_004), micros(5_005)),
                true,
                "ok",
                "the beginning",
                4_321L,
                "192.0.2.1:443",
                "HTTP/2",
                new CertificateInfo(Instant.parse("2027-01-31T12:00:00Z"), "ab".repeat(32), "CN=Authority"));
    }

    public static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
