package io.nudger.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.bus.ResultBus;
import io.nudger.check.CheckResult;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.config.KafkaSettings;
import io.nudger.config.SpoolSettings;
import io.nudger.testing.Futures;
import io.nudger.testing.OneVerticle;
import io.nudger.testing.StallWitness;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Vert.x with one publisher, what it needs around it, and an eye on its event loop. */
final class Publishing extends OneVerticle {
    private static final Instant FIRST_SLOT = Instant.parse("2026-11-21T12:00:00Z");
    private static final long TICK_MILLIS = 10;

    private final ResultBus results = ResultBus.create(vertx);
    private final AtomicLong longestPauseNanos = new AtomicLong();
    private final StallWitness machine = StallWitness.start();
    private final HealthChecks detail = HealthChecks.create(vertx);
    private @Nullable Path temporary;

    /** One event loop, so that every timer is late when the publisher blocks. */
    private Publishing() {
        super(new VertxOptions().setEventLoopPoolSize(1));
    }

    /** Deploys the publisher, with a spool of its own. */
    static Publishing start(KafkaSettings settings) {
        Path directory = temporaryDirectory();
        Publishing publishing = start(settings, spool(directory));
        publishing.temporary = directory;
        return publishing;
    }

    /** Deploys the publisher, which must not take long whatever Kafka does. */
    static Publishing start(KafkaSettings settings, SpoolSettings spoolSettings) {
        return new Publishing().deploy(settings, spoolSettings, publisher -> publisher);
    }

    /** Deploys a publisher whose end does not wait for a Kafka that is not there. */
    static Publishing withoutKafka(KafkaSettings settings, SpoolSettings spoolSettings) {
        return new Publishing()
                .deploy(settings, spoolSettings, publisher -> publisher.withPatience(Duration.ofMillis(1)));
    }

    private Publishing deploy(
            KafkaSettings settings, SpoolSettings spoolSettings, UnaryOperator<KafkaPublisherVerticle> change) {
        watchEventLoop();
        deploy(change.apply(new KafkaPublisherVerticle(
                settings, spoolSettings, new SlotMarks("zone-1"), results, readiness, detail, registry)));
        return this;
    }

    /** A spool in this directory, with room and time. */
    static SpoolSettings spool(Path directory) {
        return new SpoolSettings(directory, 1L << 30, Duration.ofDays(7), Duration.ofSeconds(1), 5_000);
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("nudger-spool");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many results and gaps are on disk. */
    int onDisk() {
        return (int) gauge("nudger.spool.results");
    }

    /** How many spans of slots were discarded and are not reported. */
    int holes() {
        return (int) gauge("nudger.spool.losses");
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    /** Whether nothing waits, and nothing is to be reported. */
    boolean isAtRest() {
        return waiting() == 0 && onDisk() == 0 && holes() == 0;
    }

    void publish(SlotGap gap) {
        results.publish(gap);
    }

    double waitingOnDisk() {
        return registry.get("nudger.results.waiting")
                .tag("where", "disk")
                .gauge()
                .value();
    }

    /** What the check {@code spool} says. */
    JsonObject diskHealth() {
        return Futures.get(detail.checkStatus("spool")).toJson();
    }

    /** Publishes a result of this target for the slot with this number; the slots are 20 ms apart. */
    void publish(String target, int slot) {
        publish(result(target, slot, "https://example.org/"));
    }

    void publish(CheckResult result) {
        results.publish(result);
    }

    static CheckResult result(String target, int slot, String url) {
        return result(target, slot, url, Verdict.up());
    }

    static CheckResult result(String target, int slot, Verdict verdict) {
        return result(target, slot, "https://example.org/", verdict);
    }

    /** A result of more than 8 kB, of a target that is not large. */
    static CheckResult large(String target, int slot) {
        CheckResult plain = result(target, slot, "https://example.org/");
        String text = "x".repeat(Observation.MAX_EVIDENCE);
        return new CheckResult(
                plain.target(),
                plain.origin(),
                plain.scheduledAt(),
                null,
                plain.verdict(),
                new Observation(1, null, null, Phases.NONE, null, text, text, null, null, null, null));
    }

    private static CheckResult result(String target, int slot, String url, Verdict verdict) {
        return new CheckResult(
                new TargetInfo(target, url, Duration.ofMillis(20), Map.of(), null, "0123456789abcdef"),
                new Origin("zone-1", "monitor-1"),
                FIRST_SLOT.plusMillis(20L * slot),
                null,
                verdict,
                Observation.NONE);
    }

    /** The number of the slot that {@link #result} made this of. */
    static int slot(CheckResult result) {
        return (int) (Duration.between(FIRST_SLOT, result.scheduledAt()).toMillis() / 20);
    }

    /** Does something again and again, until Vert.x is closed or the returned timer cancelled. */
    long every(Duration period, Runnable action) {
        return vertx.setPeriodic(period.toMillis(), tick -> action.run());
    }

    void cancel(long timer) {
        assertThat(vertx.cancelTimer(timer)).isTrue();
    }

    /** Begins to measure how long the event loop stands still. */
    private void watchEventLoop() {
        long[] last = {System.nanoTime() - machine.stalledNanos()};
        vertx.setPeriodic(TICK_MILLIS, tick -> {
            long now = System.nanoTime() - machine.stalledNanos();
            longestPauseNanos.accumulateAndGet(now - last[0], Math::max);
            last[0] = now;
        });
    }

    /** How long the event loop was blocked at a time, less what the machine had no time for. */
    Duration longestPause() {
        return Duration.ofNanos(longestPauseNanos.get()).minusMillis(TICK_MILLIS);
    }

    /** What the check {@code kafka} says: {@code {"id", "status", "data"}}. */
    JsonObject health() {
        return health("kafka");
    }

    boolean isReady() {
        return isUp("kafka");
    }

    double waiting() {
        return registry.get("nudger.results.waiting")
                .tag("where", "memory")
                .gauge()
                .value();
    }

    @Override
    public void close() {
        super.close();
        machine.close();
        if (temporary != null) {
            delete(temporary);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
