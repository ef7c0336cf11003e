package io.nudger.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.nudger.bus.ResultBus;
import io.nudger.check.HttpCheck;
import io.nudger.check.Observation;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.nudger.check.Zone;
import io.nudger.config.CheckSettings;
import io.nudger.config.Settings;
import io.nudger.config.SettingsLoader;
import io.nudger.config.SharingSettings;
import io.nudger.config.TargetSource;
import io.nudger.document.InvalidConfigException;
import io.nudger.outbox.KafkaPublisherVerticle;
import io.nudger.outbox.SlotMarks;
import io.nudger.probe.Monitor;
import io.nudger.probe.ProbeFactory;
import io.nudger.probe.ProbeMetrics;
import io.nudger.probe.ProbeResult;
import io.nudger.probe.Prober;
import io.nudger.probe.SlotClock;
import io.nudger.reload.ConfigVerticle;
import io.nudger.share.SharesVerticle;
import io.nudger.testing.Futures;
import io.nudger.testing.Services;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A monitor of a zone, whole but for the network of its checks: they are up at once. */
final class ZoneMember implements AutoCloseable {
    private final EventLoop timers = new DefaultEventLoop();
    private final Vertx vertx = Vertx.vertx();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HealthChecks ready = HealthChecks.create(vertx);
    private final HealthChecks detail = HealthChecks.create(vertx);
    private final SlotClock clock = new SlotClock(InstantSource.system());
    private final SharesVerticle shares;
    private final ConfigVerticle config;
    private final String membership;
    private final String publisher;
    private boolean isClosed;

    ZoneMember(String name, Zone zone, String topic, SharingSettings sharing, Path disk, List<Target> targets) {
        Settings settings = settings(name, zone, topic, sharing, disk);
        ResultBus results = ResultBus.create(vertx);
        SlotMarks marks = new SlotMarks(zone.name());
        publisher = Futures.get(vertx.deployVerticle(
                new KafkaPublisherVerticle(settings.kafka(), settings.spool(), marks, results, ready, detail, meters)));
        ProbeFactory probes = new ProbeFactory(
                new Monitor(settings.origin(), zone, CheckSettings.DEFAULT),
                Map.of(HttpCheck.class, ZoneMember::up),
                () -> timers,
                results,
                new ProbeMetrics(meters, zone.name()),
                clock,
                marks);
        config = new ConfigVerticle(
                        new TargetSource.InPlace(targets),
                        variable -> null,
                        probes,
                        detail,
                        meters,
                        InstantSource.system())
                .shared();
        SharedChecks checks = new SharedChecks(vertx, config, probes, InstantSource.system(), marks::allBegan);
        shares = new SharesVerticle(settings, checks, marks, ready, detail, meters);
        String deployed = Futures.get(vertx.deployVerticle(config));
        requireNonNull(deployed);
        membership = Futures.get(vertx.deployVerticle(shares));
    }

    private static Settings settings(String name, Zone zone, String topic, SharingSettings sharing, Path disk) {
        JsonObject json = new JsonObject()
                .put("roles", new JsonArray().add("monitor"))
                .put("zone", zone.name())
                .put("monitor_id", name)
                .put("targets", new JsonArray())
                .put(
                        "kafka",
                        new JsonObject()
                                .put("topic", topic)
                                .put("partitions", 3)
                                .put(
                                        "client",
                                        new JsonObject()
                                                .put(
                                                        "bootstrap.servers",
                                                        Services.kafka().bootstrapServers())
                                                .put("metadata.max.age.ms", 500)))
                .put(
                        "spool",
                        new JsonObject().put("directory", disk.resolve(name).toString()))
                .put(
                        "sharing",
                        new JsonObject()
                                .put("enabled", true)
                                .put("topic", sharing.topic())
                                .put("partitions", sharing.partitions())
                                .put("heartbeat", sharing.heartbeat().toMillis() + "ms"));
        try {
            return new SettingsLoader(variable -> null).load(json.encode()).settings();
        } catch (InvalidConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Prober.Running up(Target target) {
        ProbeResult up = new ProbeResult(Instant.now(), Verdict.up(), Observation.NONE, ProbeResult.Facts.NONE, null);
        return new Prober.Running() {
            @Override
            public Future<ProbeResult> result() {
                return Future.succeededFuture(up);
            }

            @Override
            public void end(Verdict verdict) {}
        };
    }

    double owned() {
        return meters.get("nudger.owned.shares").gauge().value();
    }

    double targets() {
        return meters.get("nudger.owned.targets").gauge().value();
    }

    double checksPerSecond() {
        return meters.get("nudger.owned.checks.per.second").gauge().value();
    }

    double handovers(String direction) {
        return meters.get("nudger.handovers")
                .tag("direction", direction)
                .counter()
                .count();
    }

    boolean isReady() {
        return Futures.get(ready.checkStatus("sharing")).getUp();
    }

    /** What {@code /health} says of the sharing. */
    JsonObject health() {
        return Futures.get(detail.checkStatus("sharing")).toJson();
    }

    /** Ends in order: what a SIGTERM does. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        Futures.get(shares.leave());
        Futures.get(config.drain());
        Futures.get(vertx.undeploy(membership));
        Futures.get(vertx.undeploy(publisher));
        Futures.get(vertx.close());
        assertThat(timers.shutdownGracefully(0, 1, TimeUnit.SECONDS)
                        .syncUninterruptibly()
                        .isSuccess())
                .isTrue();
    }
}
