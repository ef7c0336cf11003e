package io.nudger.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.bus.ResultBus;
import io.nudger.bus.SlotMemory;
import io.nudger.check.CheckResult;
import io.nudger.check.Evidence;
import io.nudger.check.FailurePolicy;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.HttpCheck;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Retries;
import io.nudger.check.Target;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import io.nudger.check.Zone;
import io.nudger.config.CheckSettings;
import io.nudger.http.Probing;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Retries happen on the edge from up to down, within the slot, and hide nothing. */
final class RetriesTest {
    private static final Duration INTERVAL = Duration.ofMillis(1_500);
    private static final Duration TIMEOUT = Duration.ofMillis(400);

    private final List<CheckResult> results = new CopyOnWriteArrayList<>();
    private final Probing probing = Probing.start();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ResultBus bus = ResultBus.create(probing.vertx);
    private final ProbeFactory factory = new ProbeFactory(
            new Monitor(new Origin("test", "monitor"), new Zone("test", List.of()), CheckSettings.DEFAULT),
            Map.of(HttpCheck.class, probing.prober),
            probing.prober::eventLoop,
            bus,
            new ProbeMetrics(registry, "test"),
            new SlotClock(InstantSource.system()),
            SlotMemory.NONE);
    /** What is answered next; then always the last one. */
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>(List.of(204));

    private final MisbehavingServer server = MisbehavingServer.start(visitor -> {
        visitor.awaitRequest();
        int status = requireNonNull(statuses.size() > 1 ? statuses.poll() : statuses.peek());
        visitor.write("HTTP/1.1 " + status + " Told\r\nserver: teller\r\ncontent-length: 0\r\n\r\n");
    });

    @BeforeEach
    void start() {
        Futures.get(bus.listen(results::add).completion());
        Futures.get(probing.prober.warmUp());
    }

    @AfterEach
    void stop() {
        server.close();
        probing.close();
    }

    @Test
    void aRetryThatIsUpCountsAndTheFirstFailureIsKept() {
        answer(500, 502, 204);
        String deployment = deploy(target(2, Duration.ofMillis(20)));
        await().until(() -> results.size() >= 2);
        undeploy(deployment);

        CheckResult first = results.get(0);
        assertThat(first.verdict().outcome()).isEqualTo(Outcome.UP);
        Observation seen = first.observation();
        assertThat(seen.attempts()).isEqualTo(3);
        assertThat(seen.statusCode()).isEqualTo(204);
        assertThat(seen.firstFailure())
                .isEqualTo(new FirstFailure(FailureReason.STATUS, "The status is 500 Told, wanted 2xx."));
        assertThat(seen.duration()).isLessThan(TIMEOUT);
        assertThat(results.get(1).observation().attempts()).isEqualTo(1);
        assertThat(results.get(1).observation().firstFailure()).isNull();
    }

    @Test
    void whatTheLastRetrySawIsTheEvidence() {
        answer(500, 502, 503);
        String deployment = deploy(target(2, Duration.ofMillis(20)));
        await().until(() -> !results.isEmpty());
        undeploy(deployment);

        Observation seen = results.get(0).observation();
        assertThat(seen.statusCode()).isEqualTo(503);
        assertThat(seen.headers()).isEqualTo(Map.of("server", "teller"));
    }

    @Test
    void onlyTheEdgeIsRetriedAlsoAfterAReload() {
        try (VirtualProbes probes = new VirtualProbes(CheckSettings.DEFAULT, any -> true)) {
            String deployment = probes.deploy(target(1, Duration.ofMillis(20)));
            List<CheckResult> before = slots(probes, down(), down(), down());
            String successor = probes.deploy(target(2, Duration.ofMillis(30)));
            assertThat(probes.undeploy(deployment).succeeded()).isTrue();
            List<CheckResult> after = slots(probes, down(), Verdict.up(), down(), down(), down());
            assertThat(probes.undeploy(successor).succeeded()).isTrue();

            assertThat(before)
                    .extracting(result -> result.observation().attempts())
                    .containsExactly(2, 1);
            assertThat(requireNonNull(before.get(0).observation().firstFailure())
                            .reason())
                    .isEqualTo(FailureReason.STATUS);
            assertThat(after)
                    .extracting(result -> result.observation().attempts())
                    .containsExactly(1, 1, 3);
            assertThat(probes.results).extracting(CheckResult::scheduledAt).doesNotHaveDuplicates();
            assertThat(probes.withOutcome(Outcome.MISSED)).isEmpty();
        }
    }

    @Test
    void aPauseDoesNotDelayTheEnd() {
        try (VirtualProbes probes = new VirtualProbes(CheckSettings.DEFAULT, any -> true)) {
            String deployment = probes.deploy(target(1, Duration.ofSeconds(3), Duration.ofSeconds(4)));
            assertThat(slots(probes, down()))
                    .as("what is known before the retry")
                    .isEmpty();

            assertThat(probes.undeploy(deployment).succeeded()).isTrue();

            assertThat(probes.results).singleElement().satisfies(result -> {
                assertThat(result.verdict().outcome()).isEqualTo(Outcome.DOWN);
                assertThat(result.observation().attempts()).isEqualTo(1);
            });
        }
    }

    /** Ends one attempt after the other so; the results that come of it. */
    private static List<CheckResult> slots(VirtualProbes probes, Verdict... attempts) {
        int known = probes.results.size();
        for (Verdict attempt : attempts) {
            probes.passUntil(() -> !probes.checks.held.isEmpty());
            probes.checks.held.remove().ends(attempt);
            probes.time.settle();
        }
        return List.copyOf(probes.results.subList(known, probes.results.size()));
    }

    private static Verdict down() {
        return Verdict.down(FailureReason.STATUS, "The status is 503, wanted 2xx.");
    }

    private void answer(Integer... next) {
        List<Integer> old = List.copyOf(statuses);
        statuses.addAll(List.of(next));
        old.forEach(statuses::remove);
    }

    private Target target(int retries, Duration pause) {
        return target(retries, pause, INTERVAL);
    }

    private Target target(int retries, Duration pause, Duration interval) {
        FailurePolicy policy = new FailurePolicy(new Retries(retries, pause), Thresholds.ONE, Evidence.DEFAULT);
        return new Target("retried", server.http("/"), interval, TIMEOUT, HttpCheck.DEFAULT, policy, Map.of(), true);
    }

    private String deploy(Target target) {
        return Futures.get(probing.vertx.deployVerticle(factory.apply(target)));
    }

    private void undeploy(String deployment) {
        Futures.get(probing.vertx.undeploy(deployment));
    }
}
