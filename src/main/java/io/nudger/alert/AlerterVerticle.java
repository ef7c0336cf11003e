package io.nudger.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.AddressRules;
import io.nudger.config.AlerterSettings;
import io.nudger.config.AlertsFile;
import io.nudger.config.KafkaSettings;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Settings;
import io.nudger.config.Stamped;
import io.nudger.document.Environment;
import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides the states of targets, and notifies people. Of several in as many processes one leads; the others wait until it
 * stops or stands still. All of its work is done on an event loop of its own: a sweep over very many targets delays no
 * check in the same process, and a server that hangs delays no end.
 */
public final class AlerterVerticle extends VerticleBase {
    private static final String ALERTER = "alerter";
    private static final String RECEIVERS = "receivers";
    private static final String ALERTS = "alerts";
    private static final long CLOSE_MILLIS = 1_000;

    private final AlerterSettings settings;
    private final Stamped<AlertsFile> alerts;
    private final @Nullable Path path;
    private final AddressRules addresses;
    private final PostgresSettings postgres;
    private final @Nullable KafkaSettings kafka;
    private final Environment environment;
    private final HealthChecks readiness;
    private final HealthChecks detail;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private @Nullable Vertx own;
    private @Nullable Alerter alerter;

    /**
     * @param settings of the process
     * @param alerts who is notified of what, as the file said when it was read
     * @param environment where {@code ${NAME}} in the file of alerts is looked up
     * @param readiness gets the check {@code alerter}
     * @param detail gets the checks {@code receivers} and {@code alerts}: down while a receiver does not accept notices, or
     *     while the file is wrong
     * @param registry gets the meters
     * @param clock the wall clock
     */
    public AlerterVerticle(
            Settings settings,
            Stamped<AlertsFile> alerts,
            Environment environment,
            HealthChecks readiness,
            HealthChecks detail,
            MeterRegistry registry,
            InstantSource clock) {
        this.settings = settings.alerter();
        this.alerts = alerts;
        this.path = settings.alerts();
        this.addresses = settings.checks().addresses();
        this.postgres = settings.postgres();
        this.kafka = settings.alerter().topic() == null ? null : settings.kafka();
        this.environment = environment;
        this.readiness = readiness;
        this.detail = detail;
        this.registry = registry;
        this.clock = clock;
    }

    /** Completes at once, whether PostgreSQL and Kafka are there or not. */
    @Override
    public Future<?> start() {
        KafkaClients clients = kafka == null ? null : new KafkaClients(kafka);
        VertxOptions small = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setUseDaemonThread(true);
        // On a thread of no Vert.x: it warns whoever makes a second one by mistake.
        return Future.fromCompletionStage(CompletableFuture.supplyAsync(() -> Vertx.vertx(small)), context)
                .onSuccess(vertx -> {
                    own = vertx;
                    AlertMetrics metrics = new AlertMetrics(registry);
                    Alerter started = new Alerter(vertx, settings, addresses, postgres, clients, metrics, clock);
                    alerter = started;
                    vertx.runOnContext(here -> started.start(alerts, path, environment, registry));
                    register(vertx, started);
                });
    }

    private void register(Vertx vertx, Alerter started) {
        ask(vertx, readiness, ALERTER, started::status);
        ask(vertx, detail, RECEIVERS, started::receiverStatus);
        ask(vertx, detail, ALERTS, started::alertsStatus);
    }

    /** Health is asked for on another event loop. */
    private static void ask(Vertx vertx, HealthChecks checks, String name, Supplier<Status> status) {
        checks.register(name, answer -> vertx.runOnContext(here -> answer.tryComplete(status.get())));
    }

    /** Reads the file of alerts again. May be called from any thread once the verticle is deployed. */
    public Future<Void> reload() {
        return onOwn(Alerter::reload);
    }

    /** Within two seconds: what is being sent is finished, and another may lead at once. */
    @Override
    public Future<?> stop() {
        readiness.unregister(ALERTER);
        detail.unregister(RECEIVERS).unregister(ALERTS);
        Vertx vertx = own;
        if (vertx == null) {
            return Future.succeededFuture();
        }
        return onOwn(Alerter::stop)
                .timeout(2 * CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .eventually(() -> onContext(vertx.close())
                        .timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                        .otherwiseEmpty());
    }

    private Future<Void> onOwn(Function<Alerter, Future<Void>> work) {
        Vertx vertx = own;
        Alerter started = alerter;
        if (vertx == null || started == null) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        vertx.runOnContext(here -> work.apply(started).onComplete(done));
        return onContext(done.future());
    }

    private Future<Void> onContext(Future<Void> elsewhere) {
        Promise<Void> here = Promise.promise();
        elsewhere.onComplete(result -> context.runOnContext(now -> here.handle(result)));
        return here.future();
    }
}
