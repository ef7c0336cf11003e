package io.nudger.bench;

import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.Schedule;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.check.Zone;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Results as a day of a thousand https sites brings them: a slot every 15 s, in the order of their slots, one of two
 * hundred down with its evidence. The same ones again each time on one day.
 */
final class TypicalResults {
    static final int TARGETS = 1_000;
    static final Duration INTERVAL = Duration.ofSeconds(15);

    private static final int DOWN_OF = 200;
    private static final int MEDIAN_MICROS = 80_000;
    private static final Origin ORIGIN = new Origin("eu-west", "monitor-1");
    private static final CertificateInfo CERTIFICATE = new CertificateInfo(
            Instant.parse("2027-01-31T23:59:59Z"), "c0ffee".repeat(11).substring(0, 64), "CN=R11,O=Let's Encrypt,C=US");

    private final Random random = new Random(7);
    private final List<TargetInfo> targets = new ArrayList<>();
    /** Two days of results can be asked for: none may lie in the future. */
    private final Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(2));

    private final long[] phases = new long[TARGETS];
    private int next;

    TypicalResults() {
        Zone zone = new Zone(ORIGIN.zone(), List.of());
        for (int i = 0; i < TARGETS; i++) {
            String name = "shop-" + i;
            targets.add(new TargetInfo(
                    name,
                    "https://" + name + ".example.com/health",
                    INTERVAL,
                    Map.of("team", "web"),
                    null,
                    Integer.toHexString(name.hashCode()).repeat(2)));
            phases[i] = Schedule.of(name, INTERVAL, zone).phaseMicros();
        }
    }

    /** Passes over so many. */
    void skip(int count) {
        for (int i = 0; i < count; i++) {
            CheckResult ignored = next();
        }
    }

    CheckResult next() {
        int target = next % TARGETS;
        Instant slot = day.plus(INTERVAL.multipliedBy(next / TARGETS)).plus(Micros.toDuration(phases[target]));
        next++;
        boolean up = random.nextInt(DOWN_OF) > 0;
        Verdict verdict = up
                ? Verdict.up()
                : Verdict.down(FailureReason.STATUS, "The status is 503 Service Unavailable, wanted 2xx.");
        return new CheckResult(targets.get(target), ORIGIN, slot, slot.plus(micros(2_000)), verdict, observation(up));
    }

    private Observation observation(boolean up) {
        Duration total = micros(2 * MEDIAN_MICROS);
        return new Observation(
                1,
                up ? 200 : 503,
                total,
                Phases.inOrder(
                        total.dividedBy(20), total.dividedBy(6), total.dividedBy(4), total.dividedBy(2), micros(900)),
                null,
                null,
                up ? null : "<html><body><h1>503 Service Unavailable</h1></body></html>",
                1_000L + random.nextInt(50_000),
                "192.0.2." + (next % 250) + ":443",
                "HTTP/2",
                CERTIFICATE);
    }

    private Duration micros(int below) {
        return Micros.toDuration(1 + random.nextInt(below));
    }
}
