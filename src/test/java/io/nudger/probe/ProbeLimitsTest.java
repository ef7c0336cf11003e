package io.nudger.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.config.CheckSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More checks at a time than are allowed: they wait within their slots, and no site is blamed. */
final class ProbeLimitsTest {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final String SITE = "http://site.example/";

    @Test
    void whatIsTooMuchForAHostWaitsAndIsUp() {
        try (VirtualProbes probes = new VirtualProbes(new CheckSettings(100, 3), target -> true)) {
            deploy(probes, "t", SITE, 30, Duration.ofSeconds(2), Duration.ofSeconds(1));

            assertThat(mostAtATime(probes, Duration.ofMillis(50), Duration.ofSeconds(4)))
                    .isEqualTo(3);

            assertThat(probes.results).hasSizeGreaterThan(50).allMatch(ProbeLimitsTest::isUp);
        }
    }

    @Test
    void whatIsTooMuchForTheMonitorWaitsForAllHosts() {
        try (VirtualProbes probes = new VirtualProbes(new CheckSettings(2, 100), target -> true)) {
            deploy(probes, "t", SITE, 15, Duration.ofSeconds(2), Duration.ofSeconds(1));
            deploy(probes, "other", "http://other.example/", 5, Duration.ofSeconds(2), Duration.ofSeconds(1));

            assertThat(mostAtATime(probes, Duration.ofMillis(50), Duration.ofSeconds(4)))
                    .isEqualTo(2);

            assertThat(probes.results).hasSizeGreaterThan(30).allMatch(ProbeLimitsTest::isUp);
        }
    }

    @Test
    void aCheckThatCannotBeginInTimeIsMissedAndSaysWhatItWaitedFor() {
        try (VirtualProbes probes = new VirtualProbes(new CheckSettings(100, 1), target -> true)) {
            deploy(probes, "t", SITE, 4, Duration.ofSeconds(1), Duration.ofMillis(800));

            assertThat(mostAtATime(probes, Duration.ofMillis(700), Duration.ofSeconds(10)))
                    .isEqualTo(1);

            assertThat(probes.withOutcome(Outcome.UP)).isNotEmpty();
            assertThat(probes.withOutcome(Outcome.DOWN)).isEmpty();
            assertThat(probes.withOutcome(Outcome.MISSED)).hasSizeGreaterThan(6).allSatisfy(result -> {
                assertThat(result.verdict().reason()).isEqualTo(FailureReason.OVERLOADED);
                assertThat(result.startedAt()).isNull();
                assertThat(result.verdict().message())
                        .contains(
                                "it waited 200 ms behind other checks of site.example (checks.max_per_host is 1), and it"
                                        + " could not have been over before the next");
            });
            assertThat(probes.results)
                    .extracting(result -> result.target().name() + result.scheduledAt())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aCheckThatWaitsDoesNotHoldUpTheEnd() {
        try (VirtualProbes probes = new VirtualProbes(new CheckSettings(1, 1), target -> true)) {
            List<String> deployments = IntStream.range(0, 8)
                    .mapToObj(
                            i -> VirtualProbes.target("t" + i, SITE, Duration.ofSeconds(10), Duration.ofMillis(2_500)))
                    .map(probes::deploy)
                    .toList();
            probes.passUntil(() -> probes.factory.gate().waiting() >= 2);

            List<Future<Void>> ending =
                    deployments.stream().map(probes::undeploy).toList();
            probes.time.pass(Duration.ofMillis(999));
            assertThat(probes.factory.gate().waiting()).isPositive();
            probes.time.pass(Duration.ofMillis(1));
            assertThat(probes.factory.gate().waiting()).isZero();
            assertThat(ending).anyMatch(end -> !end.isComplete());
            probes.time.pass(Duration.ofSeconds(1));

            assertThat(ending).allMatch(Future::succeeded);
            assertThat(probes.withOutcome(Outcome.UNKNOWN)).hasSize(1);
            assertThat(probes.withOutcome(Outcome.MISSED)).hasSizeGreaterThanOrEqualTo(2);
            assertThat(probes.results)
                    .allSatisfy(result -> assertThat(result.verdict().reason()).isEqualTo(FailureReason.STOPPED));
        }
    }

    /** Lets time pass in which each check is up when it took so long; how many were in flight at a time. */
    private static int mostAtATime(VirtualProbes probes, Duration each, Duration time) {
        int most = 0;
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(TICK)) {
            probes.time.pass(TICK);
            most = Math.max(most, probes.checks.held.size());
            probes.checks.held.removeIf(check -> {
                boolean over = !check.startedAt().plus(each).isAfter(probes.time.instant());
                if (over) {
                    check.isUp();
                }
                return over;
            });
        }
        return most;
    }

    private static boolean isUp(CheckResult result) {
        return result.verdict().outcome() == Outcome.UP;
    }

    private static void deploy(
            VirtualProbes probes, String name, String url, int count, Duration interval, Duration timeout) {
        for (int i = 0; i < count; i++) {
            String ignored = probes.deploy(VirtualProbes.target(name + i, url, interval, timeout));
        }
    }
}
