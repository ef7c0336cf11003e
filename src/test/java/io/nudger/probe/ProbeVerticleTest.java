package io.nudger.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.bus.ResultBus;
import io.nudger.bus.SlotMemory;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.HttpCheck;
import io.nudger.check.Micros;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Schedule;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotMark;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.nudger.config.AddressRules;
import io.nudger.config.CheckSettings;
import io.nudger.http.HttpProber;
import io.nudger.http.Probe;
import io.nudger.http.ProbeTransport;
import io.nudger.http.Probing;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slots, by a real clock that a test can set. */
class ProbeVerticleTest {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Zone ZONE = new Zone("test", List.of());

    private final ProbeTransport transport = ProbeTransport.create();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Queue<CheckResult> results = new ConcurrentLinkedQueue<>();
    private final SettableClock clock = new SettableClock();
    private final SlotClock slotClock = new SlotClock(clock).watch();
    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(2))
            .withTransport(transport)
            .build();
    private final MisbehavingServer server = MisbehavingServer.start(visitor -> {
        visitor.awaitRequest();
        visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    private final HttpProber prober = HttpProber.create(vertx, transport, clock, meters, AddressRules.DEFAULT);
    private final ResultBus bus = ResultBus.create(vertx);
    private final Queue<SlotGap> gaps = new ConcurrentLinkedQueue<>();
    private final Memory memory = new Memory();
    private final ProbeFactory factory = factory(ZONE);

    @BeforeEach
    void start() {
        Futures.get(bus.listen(results::add).completion());
        Futures.get(bus.listenForGaps(gap -> {
                    gaps.add(gap);
                    if (gap.isShort()) {
                        results.addAll(gap.results());
                    }
                })
                .completion());
        Probe probe = Futures.get(prober.probe(Probing.target(server.http("/"))));
        assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
    }

    @AfterEach
    void stop() {
        server.close();
        slotClock.close();
        Futures.get(prober.close());
        Futures.get(vertx.close());
    }

    private ProbeFactory factory(Zone zone) {
        return factory(zone, prober);
    }

    private ProbeFactory factory(Zone zone, Prober checks) {
        PrometheusMeterRegistry registry =
                checks == prober && zone.equals(ZONE) ? meters : new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        return new ProbeFactory(
                new Monitor(new Origin(zone.name(), "monitor"), zone, CheckSettings.DEFAULT),
                Map.of(HttpCheck.class, checks),
                prober::eventLoop,
                bus,
                new ProbeMetrics(registry, zone.name()),
                slotClock,
                memory);
    }

    @Test
    void everySlotIsCheckedOnceAndOnTime() {
        Target target = target("steady", "/", INTERVAL);
        String deployment = deploy(target);
        await().until(() -> results.size() >= 6);
        undeploy(deployment);
        assertEachSlotOnce(target);
        List<CheckResult> up = withOutcome(Outcome.UP);
        assertThat(up).isNotEmpty();
        assertThat(up).allSatisfy(result -> {
            assertThat(result.startedAt()).isNotNull().isAfterOrEqualTo(result.scheduledAt());
            assertThat(result.target()).isEqualTo(target.info());
            assertThat(result.origin()).isEqualTo(new Origin("test", "monitor"));
        });
        assertThat(up).allSatisfy(result -> assertThat(result.startedAt())
                .isBetween(result.scheduledAt(), result.scheduledAt().plus(INTERVAL)));
        assertThat(meters.get("nudger.slot.delay").timer().count()).isGreaterThanOrEqualTo(up.size());
    }

    @Test
    void aSlowCheckNeverOverlapsTheNextAndLosesNoRhythm() {
        MisbehavingServer slow = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(70));
            visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
        });
        Target target = target("slow", slow.http("/"), INTERVAL, Duration.ofMillis(90));
        String deployment = deploy(target);
        await().until(() -> results.size() >= 5);
        undeploy(deployment);
        slow.close();
        assertEachSlotOnce(target);
        Instant free = Instant.EPOCH;
        for (CheckResult result : results) {
            if (result.startedAt() != null) {
                assertThat(result.startedAt()).isAfterOrEqualTo(free);
                free = result.startedAt()
                        .plus(requireNonNull(result.observation().duration()));
            }
        }
    }

    @Test
    void aStalledMonitorReportsWhatItMissedAndGoesOn() {
        Target target = target("stalled", "/", INTERVAL);
        String deployment = deploy(target);
        await().until(() -> results.size() >= 3);
        Probing.block(transport, Duration.ofMillis(750));
        int before = results.size();
        await().until(() -> results.size() >= before + 10);
        undeploy(deployment);
        assertEachSlotOnce(target);
        List<CheckResult> missed = withOutcome(Outcome.MISSED);
        assertThat(missed).hasSizeBetween(6, 9).allSatisfy(result -> {
            assertThat(result.verdict().reason()).isEqualTo(FailureReason.OVERLOADED);
            assertThat(result.verdict().message()).containsPattern("came to it \\d[\\d.]* ms late");
            assertThat(result.startedAt()).isNull();
        });
        assertThat(meters.scrape())
                .contains("nudger_checks_total{outcome=\"missed\",reason=\"overloaded\"} " + (double) missed.size());
    }

    @Test
    void aSlotThatCannotBeOverBeforeTheNextIsMissed() {
        Target target = target("tight", server.http("/"), Duration.ofSeconds(1), Duration.ofMillis(900));
        String deployment = deploy(target);
        await().until(() -> !results.isEmpty());
        Instant now = clock.instant();
        Schedule schedule = Schedule.of(target.name(), target.interval(), ZONE);
        Instant tight = Micros.toInstant(schedule.slotAfter(Micros.of(now.plusMillis(200))));
        Probing.block(transport, Duration.between(now, tight).plusMillis(300));
        await().until(() -> slots().contains(tight));
        undeploy(deployment);
        assertEachSlotOnce(target);
        assertThat(withOutcome(Outcome.MISSED))
                .extracting(CheckResult::scheduledAt)
                .contains(tight);
    }

    @Test
    void aClockThatJumpsAheadMissesWhatItSkipped() {
        Target target = target("ahead", "/", INTERVAL);
        String deployment = deploy(target);
        await().until(() -> results.size() >= 3);
        Instant before = clock.instant();
        clock.shift(Duration.ofSeconds(2));
        Instant after = clock.instant();
        await().until(() -> results.size() >= 25);
        undeploy(deployment);
        assertEachSlotOnce(target);
        assertThat(withOutcome(Outcome.MISSED))
                .filteredOn(result -> result.scheduledAt().isAfter(before))
                .filteredOn(result -> !result.scheduledAt().isAfter(after))
                .hasSizeBetween(19, 21)
                .anySatisfy(result -> assertThat(result.verdict().message()).contains("the clock went ahead by"));
    }

    @Test
    void aLongGapIsReportedAsAWhole() {
        Target target = target("gap", "/", INTERVAL);
        String deployment = deploy(target);
        await().until(() -> results.size() >= 3);
        clock.shift(Duration.ofDays(1));
        await().until(() -> !gaps.isEmpty());
        SlotGap gap = gaps.element();
        await().until(() -> slots().stream().anyMatch(slot -> slot.isAfter(gap.last())));
        undeploy(deployment);
        assertThat(gaps).hasSize(1);
        assertThat(gap.slots()).isBetween(863_000L, 864_001L);
        assertThat(gap.verdict().reason()).isEqualTo(FailureReason.OVERLOADED);
        Schedule schedule = Schedule.of("gap", INTERVAL, ZONE);
        List<Long> before = slots().stream()
                .map(Micros::of)
                .filter(slot -> slot < Micros.of(gap.first()))
                .sorted()
                .toList();
        assertThat(schedule.slotAfter(before.get(before.size() - 1))).isEqualTo(Micros.of(gap.first()));
        assertThat(slots().stream().map(Micros::of).filter(slot -> slot > Micros.of(gap.last())))
                .contains(schedule.slotAfter(Micros.of(gap.last())));
        assertThat(slots().stream().filter(slot -> !slot.isBefore(gap.first()) && !slot.isAfter(gap.last())))
                .isEmpty();
        assertThat(meters.scrape()).contains("nudger_checks_total{outcome=\"missed\",reason=\"overloaded\"} ");
    }

    @Test
    void theSlotsSinceAnEarlierProcessAreMissedInItsRhythm() {
        Target target = target("returned", "/", INTERVAL);
        long old = Micros.of(Duration.ofMillis(50));
        long now = Micros.of(clock.instant());
        long left = now - now % old - 40 * old;
        memory.left = new SlotMark(left, old);
        String deployment = deploy(target);
        await().until(() -> withOutcome(Outcome.UP).size() >= 3);
        undeploy(deployment);
        SlotGap gap = gaps.element();
        assertThat(gap.target()).isEqualTo(target.info().withInterval(Duration.ofMillis(50)));
        assertThat(Micros.of(gap.first())).isEqualTo(left + old);
        // The last of the forty may still be checked: then it is no part of the gap.
        assertThat(gap.slots()).isBetween(39L, 200L);
        assertThat(gap.verdict().reason()).isEqualTo(FailureReason.STOPPED);
        long firstAfter = withOutcome(Outcome.UP).stream()
                .mapToLong(result -> Micros.of(result.scheduledAt()))
                .min()
                .orElseThrow();
        assertThat(firstAfter).isGreaterThan(Micros.of(gap.last()));
        assertThat(memory.events).containsExactly("begin returned", "end returned");
    }

    @Test
    void slotsThatWereTakenBeforeTheClockWasSetBackAreNotTakenAgain() {
        Target target = target("ahead-of-time", "/", INTERVAL);
        Schedule schedule = Schedule.of(target.name(), INTERVAL, ZONE);
        long left = schedule.slotAfter(Micros.of(clock.instant().plusMillis(500)));
        memory.left = new SlotMark(left, schedule.intervalMicros());
        String deployment = deploy(target);
        await().until(() -> results.size() >= 3);
        undeploy(deployment);
        assertThat(gaps).isEmpty();
        assertThat(slots().stream().map(Micros::of)).allMatch(slot -> slot > left);
    }

    /** Where the interval less the timeout is longer than the time without a monitor, no slot is lost. */
    @Test
    void theSlotThatPassedWhileNobodyRanIsTakenIfItCanStillEndInTime() {
        Duration interval = Duration.ofSeconds(60);
        Target target = IntStream.range(0, 1_000)
                .mapToObj(i -> target("taken-" + i, server.http("/"), interval, Duration.ofSeconds(5)))
                .filter(candidate -> age(candidate) < Micros.of(Duration.ofSeconds(20)))
                .findFirst()
                .orElseThrow();
        Schedule schedule = Schedule.of(target.name(), interval, ZONE);
        long due = schedule.slotAtOrBefore(Micros.of(clock.instant()));
        memory.left = new SlotMark(due - schedule.intervalMicros(), schedule.intervalMicros());

        String deployment = deploy(target);

        await().until(() -> !results.isEmpty());
        undeploy(deployment);
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(Micros.of(result.scheduledAt())).isEqualTo(due);
            assertThat(result.verdict().outcome()).isEqualTo(Outcome.UP);
        });
    }

    /** Slots that are due when their targets come are spread; one that is taken away again before its turn is checked. */
    @Test
    void aCheckThatIsPutOffIsMadeWhenItsTargetGoes() {
        Duration interval = Duration.ofSeconds(60);
        List<Target> targets = IntStream.range(0, 1_000)
                .mapToObj(i -> target("put-off-" + i, server.http("/"), interval, Duration.ofSeconds(5)))
                .filter(candidate -> age(candidate) < Micros.of(Duration.ofSeconds(20)))
                .limit(10)
                .toList();
        memory.left = new SlotMark(Micros.of(clock.instant().minusSeconds(40)), Micros.of(interval));

        targets.stream().map(this::deploy).toList().forEach(this::undeploy);

        await().until(() -> results.size() == targets.size());
        assertThat(gaps).isEmpty();
        assertThat(results)
                .allSatisfy(result -> assertThat(result.verdict().outcome()).isEqualTo(Outcome.UP));
    }

    @Test
    void aCheckThatWaitsForOthersIsMadeWhenItsTargetGoes() {
        try (VirtualProbes probes = new VirtualProbes(new CheckSettings(1, 1), target -> true)) {
            String ignored = probes.deploy(target("before", "/", INTERVAL));
            probes.passUntil(() -> !probes.checks.held.isEmpty());
            Target target = target("waiting", "/", Duration.ofSeconds(10));
            String waiting = probes.deploy(target);
            probes.passUntil(() -> probes.factory.gate().waiting() == 1);

            Future<Void> ending = probes.undeploy(waiting);
            probes.checks.held.remove().isUp();
            probes.time.settle();
            probes.checks.held.remove().isUp();
            probes.time.settle();

            assertThat(ending.succeeded()).isTrue();
            assertThat(probes.of(target))
                    .singleElement()
                    .satisfies(result -> assertThat(result.verdict().outcome()).isEqualTo(Outcome.UP));
        }
    }

    private long age(Target target) {
        long now = Micros.of(clock.instant());
        return now - Schedule.of(target.name(), target.interval(), ZONE).slotAtOrBefore(now);
    }

    /** From one process to another: two factories know nothing of each other but the moment. */
    @Test
    void anOrderlyHandoverSkipsNoSlotAndTakesNoneTwice() {
        Target target = target("handed-over", "/", INTERVAL);
        Schedule schedule = Schedule.of(target.name(), INTERVAL, ZONE);
        ProbeFactory other = factory(ZONE, prober);
        String first = Futures.get(vertx.deployVerticle(factory.apply(target)));
        await().until(() -> results.size() >= 5);
        long end = Micros.of(clock.instant().plusMillis(20));
        factory.endAfter(end, name -> name.equals(target.name()));
        await().until(() -> Micros.of(clock.instant()) > end + Micros.of(Duration.ofMillis(50)));
        undeploy(first);
        memory.left = new SlotMark(schedule.slotAtOrBefore(end), schedule.intervalMicros());

        String second = Futures.get(vertx.deployVerticle(other.apply(target)));

        int before = results.size();
        await().until(() -> results.size() >= before + 3);
        undeploy(second);
        assertEachSlotOnce(target);
    }

    @Test
    void aReplacedTargetIsRememberedAndARemovedOneIsNot() {
        String first = deploy(target("kept", "/", INTERVAL));
        String second = deploy(target("kept", "/?other", INTERVAL));
        undeploy(first);
        assertThat(memory.events).doesNotContain("end kept");
        undeploy(second);
        assertThat(memory.events).endsWith("end kept");
    }

    @Test
    void aClockThatJumpsBackRunsNoSlotAgain() {
        Target target = target("back", "/", INTERVAL);
        String deployment = deploy(target);
        await().until(() -> results.size() >= 3);
        clock.shift(Duration.ofMillis(-500));
        await().until(() -> results.size() >= 6);
        undeploy(deployment);
        assertEachSlotOnce(target);
    }

    @Test
    void aClockThatWasFarAheadDoesNotStopTheChecks() {
        clock.shift(Duration.ofDays(365));
        Target target = target("future", "/", INTERVAL);
        String deployment = deploy(target);
        await().until(() -> results.size() >= 3);
        clock.shift(Duration.ofDays(-365));
        await().until(() -> results.size() >= 6);
        undeploy(deployment);
        assertThat(slots()).doesNotHaveDuplicates();
    }

    @Test
    void replacementInRapidSuccessionTakesEachSlotOnce() {
        List<Target> versions = new ArrayList<>();
        String deployment = deploy(target("replaced", "/", INTERVAL));
        for (int version = 0; version < 60; version++) {
            Target target = target("replaced", "/?version=" + version, INTERVAL);
            versions.add(target);
            String successor = deploy(target);
            undeploy(deployment);
            deployment = successor;
            Futures.get(vertx.timer(1 + version * 7 % 60, TimeUnit.MILLISECONDS));
        }
        undeploy(deployment);
        assertEachSlotOnce(versions.get(0));
        assertThat(results).hasSizeGreaterThan(10);
        assertThat(withOutcome(Outcome.UP)).hasSizeGreaterThan(results.size() * 3 / 4);
    }

    @Test
    void whoComesLateToManySlotsLeavesItsSuccessorThoseThatAreNotItsOwn() {
        Target target = target("late", "/", INTERVAL);
        Schedule schedule = Schedule.of(target.name(), INTERVAL, ZONE);
        long interval = schedule.intervalMicros();
        long first = schedule.slotAfter(Micros.of(clock.instant()));
        SlotCursor.Lease old = factory.takeOver(target.name(), first - 1);
        SlotReports reports = new SlotReports(factory, target, old);
        SlotCursor.Lease successor = factory.takeOver(target.name(), first + 19 * interval + 1);

        reports.missed(first, first + 50 * interval, slot -> Missed.STOPPED);

        await().until(() -> results.size() == 20);
        assertEachSlotOnce(target);
        assertThat(successor.take(first + 20 * interval)).isTrue();
    }

    @Test
    void slotsAreReportedInTheirOrderAlsoWhenACheckIsReplacedOrStoppedMeanwhile() {
        Duration interval = Duration.ofSeconds(10);
        String name = nameOfASlotThatComesSoon(interval);
        ScriptedProber scripted = new ScriptedProber(target -> target.interval().equals(interval), clock);
        ProbeFactory factory = factory(ZONE, scripted);
        String old = Futures.get(
                vertx.deployVerticle(factory.apply(target(name, server.http("/"), interval, Duration.ofSeconds(9)))));
        await().until(() -> !scripted.held.isEmpty());
        String successor = Futures.get(vertx.deployVerticle(factory.apply(target(name, "/?successor", INTERVAL))));
        String other = Futures.get(vertx.deployVerticle(factory.apply(target("other", "/", INTERVAL))));
        await().until(() -> of("other").size() >= 5);
        // The old one was not told to stop yet, and comes late to a slot of its own.
        clock.shift(interval);
        Future<Void> ending = vertx.undeploy(old);
        scripted.held.element().isUp();
        Futures.get(ending);
        await().until(() -> of(name).size() >= 8);
        undeploy(successor);
        undeploy(other);

        assertThat(of(name).get(0).target().interval()).isEqualTo(interval);
        assertThat(of(name)).extracting(CheckResult::scheduledAt).isSorted().doesNotHaveDuplicates();
    }

    private List<CheckResult> of(String name) {
        return results.stream()
                .filter(result -> result.target().name().equals(name))
                .toList();
    }

    /** A target of this name is due in less than a third of a second. */
    private String nameOfASlotThatComesSoon(Duration interval) {
        long now = Micros.of(clock.instant());
        return IntStream.range(0, 1_000)
                .mapToObj(number -> "soon-" + number)
                .filter(name -> {
                    long wait = Schedule.of(name, interval, ZONE).slotAfter(now) - now;
                    return wait > 100_000 && wait < 300_000;
                })
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSlotsThatPassBeforeAVerticleIsStoppedAreReportedAfterItsCheck() {
        Duration interval = Duration.ofSeconds(10);
        try (VirtualProbes probes = new VirtualProbes(CheckSettings.DEFAULT, target -> true)) {
            String deployment = probes.deploy(target("passed", server.http("/"), interval, Duration.ofSeconds(9)));
            probes.passUntil(() -> !probes.checks.held.isEmpty());
            probes.time.set(probes.time.instant().plus(interval.multipliedBy(3)));
            Future<Void> ending = probes.undeploy(deployment);
            probes.time.pass(VirtualProbes.GRACE);

            assertThat(ending.succeeded()).isTrue();
            assertThat(probes.results).extracting(CheckResult::scheduledAt).isSorted();
            assertThat(probes.results)
                    .extracting(result -> result.verdict().outcome())
                    .containsExactly(Outcome.UNKNOWN, Outcome.MISSED, Outcome.MISSED, Outcome.MISSED);
        }
    }

    @Test
    void theSlotsAreTheSameAfterARestart() {
        Target target = target("restarted", "/", INTERVAL);
        for (int i = 0; i < 2; i++) {
            int before = results.size();
            String deployment = deploy(target);
            await().until(() -> results.size() >= before + 3);
            undeploy(deployment);
        }
        Schedule schedule = Schedule.of("restarted", INTERVAL, ZONE);
        assertThat(results)
                .allMatch(result ->
                        schedule.slotAtOrBefore(Micros.of(result.scheduledAt())) == Micros.of(result.scheduledAt()));
    }

    @Test
    void theZonesOfATargetInterleave() {
        List<String> zones = List.of("a", "b");
        Target target = target("zoned", "/", Duration.ofMillis(200));
        List<String> deployments = zones.stream()
                .map(zone -> Futures.get(
                        vertx.deployVerticle(factory(new Zone(zone, zones)).apply(target))))
                .toList();
        await().until(() -> results.size() >= 8);
        deployments.forEach(this::undeploy);
        List<CheckResult> inOrder = results.stream()
                .sorted(Comparator.comparing(CheckResult::scheduledAt))
                .toList();
        for (int i = 1; i < inOrder.size(); i++) {
            CheckResult before = inOrder.get(i - 1);
            CheckResult after = inOrder.get(i);
            assertThat(Duration.between(before.scheduledAt(), after.scheduledAt()))
                    .isEqualTo(Duration.ofMillis(100));
            assertThat(after.origin().zone()).isNotEqualTo(before.origin().zone());
        }
    }

    @Test
    void stoppingWaitsForTheCheckInFlight() {
        MisbehavingServer slow = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
        });
        String name = nameOfASlotThatComesSoon(Duration.ofSeconds(2));
        String deployment = deploy(target(name, slow.http("/"), Duration.ofSeconds(2), Duration.ofMillis(1_900)));
        await().until(() -> slow.visitors() == 1);
        undeploy(deployment);
        slow.close();
        assertThat(results).hasSize(1);
        assertThat(withOutcome(Outcome.UP)).hasSize(1);
    }

    @Test
    void stoppingEndsACheckThatTakesTooLong() {
        MisbehavingServer silent = MisbehavingServer.start(visitor -> {});
        String name = nameOfASlotThatComesSoon(Duration.ofSeconds(8));
        String deployment = deploy(target(name, silent.http("/"), Duration.ofSeconds(8), Duration.ofSeconds(7)));
        await().until(() -> silent.visitors() == 1);
        undeploy(deployment);
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.verdict().outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(result.verdict().reason()).isEqualTo(FailureReason.STOPPED);
        });
        await().untilAsserted(() -> assertThat(silent.visitors()).isZero());
        silent.close();
    }

    @Test
    void theMetricsOfATargetComeAndGoWithIt() {
        String deployment = deploy(target("shown", "/", INTERVAL));
        await().untilAsserted(() -> assertThat(meters.scrape())
                .contains("probe_success{target=\"shown\",zone=\"test\"} 1.0")
                .contains("nudger_target_up{target=\"shown\",zone=\"test\"} 1.0")
                .contains("probe_http_status_code{target=\"shown\",zone=\"test\"} 204.0")
                .contains("probe_http_redirects{target=\"shown\",zone=\"test\"} 0.0")
                .contains("probe_http_ssl{target=\"shown\",zone=\"test\"} 0.0")
                .contains("probe_http_version{target=\"shown\",zone=\"test\"} 1.1")
                .contains("probe_failed_due_to_regex{target=\"shown\",zone=\"test\"} 0.0")
                .doesNotContain("probe_dns_lookup_time_seconds{target=\"shown\"")
                .contains("probe_http_duration_seconds{phase=\"processing\",target=\"shown\",zone=\"test\"} ")
                .contains("nudger_checks_total{outcome=\"up\",reason=\"none\"} ")
                .contains("nudger_checks_in_flight "));
        String successor = deploy(target("shown", "/again", INTERVAL));
        undeploy(deployment);
        assertThat(meters.scrape()).contains("probe_success{target=\"shown\",zone=\"test\"} ");
        undeploy(successor);
        assertThat(meters.scrape()).doesNotContain("target=\"shown\"");
    }

    private void assertEachSlotOnce(Target target) {
        assertThat(slots()).doesNotHaveDuplicates();
        TreeSet<Instant> slots = new TreeSet<>(slots());
        Schedule schedule = Schedule.of(target.name(), target.interval(), ZONE);
        List<Instant> expected = new ArrayList<>();
        for (long slot = Micros.of(slots.first()); slot <= Micros.of(slots.last()); slot = schedule.slotAfter(slot)) {
            expected.add(Micros.toInstant(slot));
        }
        assertThat(slots).containsExactlyElementsOf(expected);
    }

    private List<Instant> slots() {
        return results.stream().map(CheckResult::scheduledAt).toList();
    }

    private List<CheckResult> withOutcome(Outcome outcome) {
        return results.stream()
                .filter(result -> result.verdict().outcome() == outcome)
                .toList();
    }

    private String deploy(Target target) {
        return Futures.get(vertx.deployVerticle(factory.apply(target)));
    }

    private void undeploy(String deployment) {
        Futures.get(vertx.undeploy(deployment));
    }

    private Target target(String name, String path, Duration interval) {
        return target(name, server.http(path), interval, interval.dividedBy(2));
    }

    private static Target target(String name, URI url, Duration interval, Duration timeout) {
        return new Target(name, url, interval, timeout, HttpCheck.DEFAULT, Map.of(), true);
    }

    /** What the probes tell their memory, and one thing that it knows. */
    private static final class Memory implements SlotMemory {
        final List<String> events = new CopyOnWriteArrayList<>();
        volatile @Nullable SlotMark left;

        @Override
        public @Nullable SlotMark begin(String target, SlotMark now) {
            events.add("begin " + target);
            return left;
        }

        @Override
        public void reached(String target, SlotMark now) {}

        @Override
        public void restart(String target, SlotMark now) {
            events.add("restart " + target);
        }

        @Override
        public void end(String target) {
            events.add("end " + target);
        }
    }

    /** The system's clock, set to another time. */
    private static final class SettableClock implements InstantSource {
        private volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }

        void shift(Duration by) {
            offset = offset.plus(by);
        }
    }
}
