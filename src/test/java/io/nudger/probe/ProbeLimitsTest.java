package io.nudger.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.bus.ResultBus;
import io.nudger.bus.SlotMemory;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.HttpCheck;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.nudger.config.CheckSettings;
import io.nudger.http.HttpProber;
import io.nudger.http.ProbeTransport;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More checks at a time than are allowed: they wait within their slots, and no site is blamed. */
class ProbeLimitsTest {
    private static final Zone ZONE = new Zone("test", List.of());

    private final ProbeTransport transport = ProbeTransport.create();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Queue<CheckResult> results = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(2))
            .withTransport(transport)
            .build();
    private final AtomicInteger guests = new AtomicInteger();
    private final AtomicInteger mostGuests = new AtomicInteger();

    @AfterEach
    void stop() {
        Futures.get(vertx.close());
    }

    @Test
    void whatIsTooMuchForAHostWaitsAndIsUp() {
        try (MisbehavingServer server = slowServer(Duration.ofMillis(50))) {
            ProbeFactory factory = factory(new CheckSettings(100, 3));
            List<String> deployments = deploy(factory, server.http("/"), 30, Duration.ofSeconds(2));
            await().until(() -> results.size() >= 60);
            deployments.forEach(this::undeploy);
        }
        assertThat(mostGuests).hasValue(3);
        assertThat(results).noneMatch(result -> result.verdict().outcome() == Outcome.DOWN);
        assertThat(withOutcome(Outcome.UP)).hasSizeGreaterThan(40);
    }

    @Test
    void whatIsTooMuchForTheMonitorWaitsForAllHosts() {
        try (MisbehavingServer server = slowServer(Duration.ofMillis(50))) {
            ProbeFactory factory = factory(new CheckSettings(2, 100));
            List<String> deployments = deploy(factory, server.http("/"), 15, Duration.ofSeconds(2));
            URI sameByName = URI.create("http://localhost:" + server.port() + "/");
            deployments.addAll(deploy(factory, "named", sameByName, 5, Duration.ofSeconds(2), 1_000));
            await().until(() -> results.size() >= 30);
            deployments.forEach(this::undeploy);
        }
        assertThat(mostGuests).hasValue(2);
        assertThat(results).noneMatch(result -> result.verdict().outcome() == Outcome.DOWN);
    }

    @Test
    void aCheckThatCannotBeginInTimeIsMissedAndSaysWhatItWaitedFor() {
        try (MisbehavingServer server = slowServer(Duration.ofMillis(700))) {
            ProbeFactory factory = factory(new CheckSettings(100, 1));
            List<String> deployments = deploy(factory, "t", server.http("/"), 4, Duration.ofSeconds(1), 800);
            await().until(() -> waiting() > 0);
            await().until(() -> withOutcome(Outcome.MISSED).size() >= 6);
            deployments.forEach(this::undeploy);
        }
        assertThat(mostGuests).hasValue(1);
        assertThat(withOutcome(Outcome.UP)).isNotEmpty();
        assertThat(results).noneMatch(result -> result.verdict().outcome() == Outcome.DOWN);
        assertThat(withOutcome(Outcome.MISSED))
                .filteredOn(result ->
                        FailureReason.OVERLOADED.equals(result.verdict().reason()))
                .isNotEmpty()
                .allSatisfy(result -> {
                    assertThat(result.startedAt()).isNull();
                    assertThat(result.verdict().message())
                            .containsPattern(
                                    "it waited [\\d.]+ m?s behind other checks of 127.0.0.1 "
                                            + "\\(checks.max_per_host is 1\\), and it could not have been over before the next");
                });
        assertThat(results)
                .extracting(result -> result.target().name() + result.scheduledAt())
                .doesNotHaveDuplicates();
    }

    @Test
    void aCheckThatWaitsDoesNotHoldUpTheEnd() {
        try (MisbehavingServer silent = MisbehavingServer.start(visitor -> {})) {
            ProbeFactory factory = factory(new CheckSettings(1, 1));
            List<String> deployments = deploy(factory, "t", silent.http("/"), 8, Duration.ofSeconds(10), 2_500);
            await().untilAsserted(() -> assertThat(waiting()).isPositive());
            assertThat(Futures.get(Future.all(
                                    deployments.stream().map(vertx::undeploy).toList()))
                            .succeeded())
                    .isTrue();
            assertThat(waiting()).isZero();
            // The bus brings them in its own time.
            await().untilAsserted(() -> assertThat(results.stream().filter(result -> result.startedAt() != null))
                    .hasSize(silent.visits()));
        }
        await().untilAsserted(() -> assertThat(withOutcome(Outcome.MISSED))
                .filteredOn(
                        result -> FailureReason.STOPPED.equals(result.verdict().reason()))
                .isNotEmpty());
    }

    private double waiting() {
        return meters.get("nudger.checks.waiting").gauge().value();
    }

    /** Answers after this time; counts how many wait for it. */
    private MisbehavingServer slowServer(Duration delay) {
        return MisbehavingServer.start(visitor -> {
            mostGuests.accumulateAndGet(guests.incrementAndGet(), Math::max);
            try {
                visitor.awaitRequest();
                LockSupport.parkNanos(delay.toNanos());
            } finally {
                guests.decrementAndGet();
            }
            visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
        });
    }

    private ProbeFactory factory(CheckSettings settings) {
        ResultBus bus = ResultBus.create(vertx);
        Futures.get(bus.listen(results::add).completion());
        InstantSource clock = InstantSource.system();
        HttpProber prober = HttpProber.create(vertx, transport, clock, meters, settings.addresses());
        return new ProbeFactory(
                new Monitor(new Origin("test", "monitor"), ZONE, settings),
                Map.of(HttpCheck.class, prober),
                prober::eventLoop,
                bus,
                new ProbeMetrics(meters, "test"),
                new SlotClock(clock),
                SlotMemory.NONE);
    }

    private List<String> deploy(ProbeFactory factory, URI url, int count, Duration interval) {
        return deploy(factory, "t", url, count, interval, interval.toMillis() / 2);
    }

    private List<String> deploy(
            ProbeFactory factory, String name, URI url, int count, Duration interval, long timeoutMillis) {
        return IntStream.range(0, count)
                .mapToObj(i -> Futures.get(vertx.deployVerticle(factory.apply(new Target(
                        name + i,
                        url,
                        interval,
                        Duration.ofMillis(timeoutMillis),
                        HttpCheck.DEFAULT,
                        Map.of(),
                        true)))))
                .collect(Collectors.toList());
    }

    private void undeploy(String deployment) {
        Futures.get(vertx.undeploy(deployment));
    }

    private List<CheckResult> withOutcome(Outcome outcome) {
        return results.stream()
                .filter(result -> result.verdict().outcome() == outcome)
                .toList();
    }
}
