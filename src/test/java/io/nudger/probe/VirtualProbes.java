package io.nudger.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.bus.ResultBus;
import io.nudger.bus.SlotMemory;
import io.nudger.check.CheckResult;
import io.nudger.check.HttpCheck;
import io.nudger.check.Micros;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Schedule;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.nudger.config.CheckSettings;
import io.nudger.testing.Futures;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Probes whose checks end when a test says so, in a time that passes when it says so. */
final class VirtualProbes implements AutoCloseable {
    static final Zone ZONE = new Zone("test", List.of());

    /** After so long what is in flight has ended. */
    static final Duration GRACE = Duration.ofSeconds(3);

    private static final Duration TICK = Duration.ofMillis(10);

    final List<CheckResult> results = new CopyOnWriteArrayList<>();
    final VirtualTime time;
    final ScriptedProber checks;
    final ProbeFactory factory;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    /** With checks that are held, if they are of these targets, and else up at once. */
    VirtualProbes(CheckSettings settings, Predicate<Target> isHeld) {
        time = new VirtualTime(vertx);
        checks = new ScriptedProber(isHeld, time);
        ResultBus bus = ResultBus.create(vertx);
        Futures.get(bus.listen(results::add).completion());
        Futures.get(bus.listenForGaps(gap -> results.addAll(gap.results())).completion());
        factory = new ProbeFactory(
                new Monitor(new Origin(ZONE.name(), "monitor"), ZONE, settings),
                Map.of(HttpCheck.class, checks),
                time::eventLoop,
                bus,
                new ProbeMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), ZONE.name()),
                new SlotClock(time, () -> time.instant().toEpochMilli() * 1_000_000),
                SlotMemory.NONE);
    }

    static Target target(String name, String url, Duration interval, Duration timeout) {
        return new Target(name, URI.create(url), interval, timeout, HttpCheck.DEFAULT, Map.of(), true);
    }

    /** Sets the clock: now is the moment before the next slot of this target. */
    void beforeASlotOf(Target target) {
        time.set(slotAfter(target, time.instant()).minusMillis(1));
    }

    static Instant slotAfter(Target target, Instant moment) {
        Schedule schedule = Schedule.of(target.name(), target.interval(), ZONE);
        return Micros.toInstant(schedule.slotAfter(Micros.of(moment)));
    }

    String deploy(Target target) {
        return Futures.get(vertx.deployVerticle(factory.apply(target)));
    }

    /** Lets time pass until this is so. */
    void passUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            time.pass(TICK);
        }
    }

    /** Begins to; complete when it has ended. */
    Future<Void> undeploy(String deployment) {
        Future<Void> ending = vertx.undeploy(deployment);
        time.settle();
        return ending;
    }

    /** Those of a target. */
    List<CheckResult> of(Target target) {
        return results.stream()
                .filter(result -> result.target().name().equals(target.name()))
                .toList();
    }

    List<CheckResult> withOutcome(Outcome outcome) {
        return results.stream()
                .filter(result -> result.verdict().outcome() == outcome)
                .toList();
    }

    /** What is in flight ends in time that passes. */
    @Override
    public void close() {
        List<Future<Void>> ending =
                vertx.deploymentIDs().stream().map(this::undeploy).toList();
        time.pass(GRACE);
        CompositeFuture ended = Futures.get(Future.all(ending));
        assertThat(ended.succeeded()).isTrue();
        Futures.get(vertx.close());
    }
}
