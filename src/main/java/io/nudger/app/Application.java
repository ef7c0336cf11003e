package io.nudger.app;

import static java.util.Objects.requireNonNull;

import io.nudger.alert.AckPage;
import io.nudger.alert.AlerterVerticle;
import io.nudger.bus.ResultBus;
import io.nudger.check.HttpCheck;
import io.nudger.config.AlertsFile;
import io.nudger.config.Configuration;
import io.nudger.config.MessageLinks;
import io.nudger.config.Pages;
import io.nudger.config.Role;
import io.nudger.config.Settings;
import io.nudger.config.Stamped;
import io.nudger.consume.PersisterVerticle;
import io.nudger.document.Environment;
import io.nudger.http.HttpProber;
import io.nudger.http.ProbeTransport;
import io.nudger.outbox.KafkaPublisherVerticle;
import io.nudger.outbox.SlotMarks;
import io.nudger.page.PageVerticle;
import io.nudger.probe.Monitor;
import io.nudger.probe.ProbeFactory;
import io.nudger.probe.ProbeMetrics;
import io.nudger.probe.SlotClock;
import io.nudger.record.PostgresStore;
import io.nudger.reload.ConfigVerticle;
import io.nudger.share.SharesVerticle;
import io.nudger.web.EventLoopPulse;
import io.nudger.web.Health;
import io.nudger.web.Metrics;
import io.nudger.web.WebVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verticles of one process, wired. The web server starts, so that the start itself can be watched, and beside it
 * what takes results away; then what makes them. They stop in reverse.
 */
final class Application {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.process");

    /** Kubernetes and Docker kill after 10 s or more; the process is gone by then. */
    private static final Duration STOP_LIMIT = Duration.ofMillis(9_500);

    /** Longer than any pause of the garbage collector, shorter than what an operator would wait before a restart. */
    private static final Duration STALL_LIMIT = Duration.ofSeconds(10);

    /** Brotli and Snappy are loaded when the first site or broker uses them. */
    private static final Duration DELETE_LIBRARIES = Duration.ofSeconds(10);

    /** What was read before the start; not kept, because very many targets are. */
    private final AtomicReference<@Nullable Configuration> read;

    private final Settings settings;
    private final ProbeTransport transport = ProbeTransport.create();
    private final Vertx vertx;
    /** Whoever asks for health and metrics takes no time of an event loop that checks. */
    private final Vertx web;
    /** Whoever looks at a status page takes none of those who ask for health either. There in a process that serves one. */
    private final @Nullable Vertx browsers;

    private final Descriptors descriptors = Descriptors.ofProcess();
    private final Metrics metrics = Metrics.create(Version.current());
    private final Health health;
    private final Lifecycle lifecycle;
    private final Lifecycle webLifecycle;
    private final @Nullable Lifecycle pageLifecycle;
    private final ResultBus results;
    private final SlotMarks marks;
    private final SlotClock slotClock = new SlotClock(Clock.systemUTC());
    private volatile boolean started;
    /** A check that is cut off by the end of the process would complain of it. */
    private volatile Future<Void> warm = Future.succeededFuture();

    /** There once it has started. */
    private volatile @Nullable ConfigVerticle configuration;

    /** There once it has started, in a monitor that shares its targets. */
    private volatile @Nullable SharesVerticle sharing;

    /** There in an alerter. */
    private final @Nullable AlerterVerticle alerter;

    /** There in a process that serves status pages. */
    private final @Nullable PageVerticle page;

    Application(Configuration configuration) {
        this.read = new AtomicReference<>(configuration);
        this.settings = configuration.settings();
        this.vertx = VertxInstance.with(transport);
        this.web = VertxInstance.ofWeb(descriptors.accepted());
        this.browsers = settings.has(Role.PAGE) ? VertxInstance.ofPages(descriptors.browsers()) : null;
        this.health = Health.create(web);
        this.lifecycle = new Lifecycle(vertx);
        this.webLifecycle = new Lifecycle(web);
        this.pageLifecycle = browsers == null ? null : new Lifecycle(browsers);
        this.results = ResultBus.create(vertx);
        this.marks = new SlotMarks(settings.zone().name());
        this.alerter = settings.has(Role.ALERTER) ? alerter(configuration.alerts()) : null;
        this.page = settings.has(Role.PAGE) ? page(configuration.pages()) : null;
    }

    /**
     * Starts what the settings name. It returns when everything runs; Kafka and PostgreSQL may be away, readiness tells.
     *
     * @throws StartException when something cannot start; what had started is stopped
     */
    void start() {
        try {
            Future<Void> starting = startStages();
            metrics.reportProcess();
            starting.await();
            started = true;
            deleteLibraries();
            vertx.setPeriodic(DELETE_LIBRARIES.toMillis(), timer -> deleteLibraries());
        } catch (Exception e) {
            // A future fails with whatever it likes, checked or not.
            boolean inOrder = stop();
            LOG.debug("start failed; stopped {}", inOrder ? "in order" : "in part");
            throw new StartException(e);
        }
    }

    private void deleteLibraries() {
        vertx.executeBlocking(
                        () -> {
                            UnpackedLibraries.delete();
                            return null;
                        },
                        false)
                .onFailure(cause -> LOG.debug("native libraries not deleted reason=\"{}\"", cause.toString()));
    }

    private AlerterVerticle alerter(Stamped<AlertsFile> alerts) {
        return new AlerterVerticle(
                settings,
                alerts,
                Environment.ofProcess(),
                health.ready(),
                health.detail(),
                metrics.registry(),
                Clock.systemUTC());
    }

    private PageVerticle page(Stamped<Pages> pages) {
        return new PageVerticle(
                settings,
                pages,
                Environment.ofProcess(),
                health.ready(),
                health.detail(),
                metrics.registry(),
                descriptors.browsers());
    }

    /** Reads the targets, the alerts and the pages again; does nothing in a process without any. */
    void reload() {
        if (page != null) {
            page.reload().onFailure(cause -> LOG.debug("pages not reloaded reason=\"{}\"", cause.getMessage()));
        }
        if (alerter != null) {
            alerter.reload().onFailure(cause -> LOG.debug("alerts not reloaded reason=\"{}\"", cause.getMessage()));
        }
        ConfigVerticle targets = configuration;
        if (targets == null) {
            LOG.info("nothing to reload by SIGHUP; this process has no targets");
            return;
        }
        targets.reload()
                .onComplete(
                        changes -> LOG.info("targets reloaded by SIGHUP {}", changes),
                        cause -> LOG.warn(
                                "reload by SIGHUP failed; targets stay as they were:\n{}", cause.getMessage()));
    }

    /** Stops in order; false when something was left undone. */
    boolean stop() {
        marks.freeze();
        try {
            drained()
                    .eventually(() -> warm)
                    .eventually(lifecycle::stop)
                    .eventually(() -> pageLifecycle == null ? Future.succeededFuture() : pageLifecycle.stop())
                    .eventually(webLifecycle::stop)
                    .await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            slotClock.close();
            metrics.close();
            return true;
        } catch (TimeoutException | RuntimeException e) {
            LOG.warn("stop failed reason=\"{}\"", e.toString());
            return false;
        }
    }

    /** The probes end first, so that the results of their last checks find everything at its place. */
    private Future<Void> drained() {
        SharesVerticle shares = sharing;
        ConfigVerticle targets = configuration;
        Future<Void> given = shares == null ? Future.succeededFuture() : shares.leave();
        return targets == null ? given : given.eventually(targets::drain);
    }

    /** Ready means that the checks run, not only that what they need is there. */
    private Status progress() {
        return started ? Status.OK() : Status.KO(new JsonObject().put("reason", "the process is starting"));
    }

    /** The checks are made ready, and warm up, while what they need starts. */
    private Future<Void> startStages() {
        health.ready().register("start", promise -> promise.complete(progress()));
        Future<Void> watching = Future.join(
                        webLifecycle.startStage(List.of(webServer())), lifecycle.startStage(beaters()))
                .mapEmpty();
        Future<Void> receiving = lifecycle.startStage(receivers());
        Future<Void> showing = pageLifecycle == null || page == null
                ? Future.succeededFuture()
                : pageLifecycle.startStage(List.of(page));
        Future<Void> surroundings =
                watching.compose(none -> Future.join(receiving, showing)).mapEmpty();
        return settings.has(Role.MONITOR) ? startSources(surroundings) : surroundings;
    }

    private Future<Void> startSources(Future<Void> surroundings) {
        HttpProber prober = HttpProber.create(
                vertx,
                transport,
                Clock.systemUTC(),
                metrics.registry(),
                settings.checks().addresses());
        warm = prober.warmUp();
        return surroundings.compose(none -> warm).compose(none -> startSources(prober));
    }

    private WebVerticle webServer() {
        MessageLinks links = settings.alerter().links();
        WebVerticle server = new WebVerticle(
                settings.http(),
                health,
                metrics.registry(),
                descriptors.visitors(),
                settings.has(Role.PAGE) ? settings.page().port() : null);
        return settings.has(Role.ALERTER) && (links.secret() != null || links.token() != null)
                ? server.with(new AckPage(links, settings.postgres())::mount)
                : server;
    }

    private List<? extends Deployable> beaters() {
        EventLoopPulse pulse = new EventLoopPulse(STALL_LIMIT);
        pulse.registerOn(health.live());
        return Stream.generate(pulse.beaters()).limit(VertxInstance.EVENT_LOOPS).toList();
    }

    private List<Deployable> receivers() {
        List<Deployable> receivers = new ArrayList<>();
        if (settings.has(Role.MONITOR)) {
            receivers.add(new KafkaPublisherVerticle(
                    settings.kafka(),
                    settings.spool(),
                    marks,
                    results,
                    health.ready(),
                    health.detail(),
                    metrics.registry()));
        }
        if (settings.has(Role.PERSISTER)) {
            receivers.add(new PersisterVerticle(
                    settings.kafka(),
                    settings.persister(),
                    PostgresStore.opener(settings.postgres(), Clock.systemUTC()),
                    health.ready(),
                    health.detail(),
                    metrics.registry(),
                    Clock.systemUTC()));
        }
        if (alerter != null) {
            receivers.add(alerter);
        }
        return receivers;
    }

    private Future<Void> startSources(HttpProber prober) {
        Clock clock = Clock.systemUTC();
        ProbeMetrics probeMetrics =
                new ProbeMetrics(metrics.registry(), settings.zone().name());
        Monitor monitor = new Monitor(settings.origin(), settings.zone(), descriptors.bound(settings.checks()));
        LOG.info("tls of the checks provider={}", prober.cryptography());
        ProbeFactory probes = new ProbeFactory(
                monitor,
                Map.of(HttpCheck.class, prober),
                prober::eventLoop,
                results,
                probeMetrics,
                slotClock.watch(),
                marks);
        ConfigVerticle targets = new ConfigVerticle(
                        settings.targets(), Environment.ofProcess(), probes, health.detail(), metrics.registry(), clock)
                .keepRhythm(settings.zone(), marks::leftInterval)
                .startWith(requireNonNull(read.getAndSet(null)));
        if (!settings.sharing().enabled()) {
            return lifecycle.startStage(List.of(targets)).onSuccess(started -> {
                configuration = targets;
                marks.allBegan();
            });
        }
        SharesVerticle shares = new SharesVerticle(
                settings,
                new SharedChecks(vertx, targets.shared(), probes, clock, marks::allBegan),
                marks,
                health.ready(),
                health.detail(),
                metrics.registry());
        return lifecycle
                .startStage(List.of(targets))
                .onSuccess(started -> configuration = targets)
                .compose(started -> lifecycle.startStage(List.of(shares)))
                .onSuccess(started -> sharing = shares);
    }
}
