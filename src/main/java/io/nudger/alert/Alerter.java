package io.nudger.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.AddressRules;
import io.nudger.config.AlerterSettings;
import io.nudger.config.Alerts;
import io.nudger.config.AlertsFile;
import io.nudger.config.AlertsLoader;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Stamped;
import io.nudger.document.Environment;
import io.nudger.kafka.KafkaClients;
import io.nudger.record.Database;
import io.nudger.record.Migrations;
import io.nudger.record.PgFailure;
import io.nudger.reload.FollowedFile;
import io.nudger.support.Dependency;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the alerter, put together, and the rhythm of its work. Belongs to one event loop. */
final class Alerter {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");

    /** Of a transaction or a query. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** A sweep takes at most a third of the time, by the quickest of the last ones: others waited for the processor. */
    private static final int REST = 2;

    private static final int QUICKEST_OF = 10;

    private static final Duration LONGEST_REST = Duration.ofSeconds(15);
    private static final Duration SILENT = Duration.ofSeconds(30);
    private static final long HOUSEKEEPING_MILLIS = 10_000;
    private static final long EXPIRE_MILLIS = 3_600_000;
    private static final long RELEASE_MILLIS = 500;

    private final Vertx vertx;
    private final AlerterSettings settings;
    private final PostgresSettings settingsOfPostgres;
    private final AlertMetrics metrics;
    private final InstantSource clock;
    private final Database database;
    /** Of its own, so that the lease is extended however long others wait for a connection. */
    private final Database leasing;

    private final Lease lease;
    private final Sweeper sweeper;
    private final @Nullable StatesRelay relay;
    private final NoticeSender sender;
    private @Nullable FollowedFile<AlertsFile> file;
    private boolean schemaReady;
    private boolean stopping;
    private final Dependency postgres = new Dependency(
            LOG, "postgres", "no states are decided, no notices are sent", "the database has not answered yet");
    /** When the database was last seen to say who leads. */
    private Instant looked = Instant.EPOCH;

    private Instant swept = Instant.EPOCH;
    /** How long the last sweeps of this leader took. */
    private final Deque<Duration> times = new ArrayDeque<>();

    private Future<?> sweeping = Future.succeededFuture();

    Alerter(
            Vertx vertx,
            AlerterSettings settings,
            AddressRules addresses,
            PostgresSettings postgres,
            @Nullable KafkaClients clients,
            AlertMetrics metrics,
            InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.settingsOfPostgres = postgres;
        this.metrics = metrics;
        this.clock = clock;
        database = new Database(vertx, postgres, DEADLINE);
        leasing = new Database(vertx, postgres, DEADLINE);
        lease = new Lease(leasing, database, settings.lease(), System::nanoTime);
        String topic = settings.topic();
        relay = clients == null || topic == null ? null : new StatesRelay(vertx, clients, topic, database, lease);
        AckLinks links = new AckLinks(settings.links());
        sender = new NoticeSender(vertx, addresses, database, lease, metrics, clock, links);
        WatchdogPing watchdog = new WatchdogPing(sender, System::nanoTime);
        sweeper = new Sweeper(vertx, database, lease, settings, watchdog, metrics);
    }

    /** @param path of the file of alerts; null when there is none */
    void start(Stamped<AlertsFile> alerts, @Nullable Path path, Environment environment, MeterRegistry registry) {
        if (path == null) {
            follow(alerts.content().alerts());
            LOG.info("the settings name no file of alerts: states are decided, and nobody is notified");
        } else {
            AlertsLoader loader = new AlertsLoader(path, environment);
            FollowedFile<AlertsFile> followed =
                    new FollowedFile<>(vertx, path, loader, this::follow, "alerts", LOG, registry);
            file = followed;
            followed.start(alerts).onFailure(impossible -> LOG.error("defect of nudger", impossible));
        }
        if (relay == null) {
            LOG.info("the settings name no Kafka or no topic for states: states are not published");
        }
        beat();
        vertx.setPeriodic(settings.lease().toMillis() / 4, timer -> {
            if (schemaReady && lease.isHeld()) {
                lease.renew().onFailure(this::fails);
            }
        });
        vertx.setPeriodic(HOUSEKEEPING_MILLIS, timer -> {
            if (lease.isHeld()) {
                sender.housekeep().onFailure(this::fails);
            }
        });
        vertx.setPeriodic(EXPIRE_MILLIS, timer -> sweeper.expire().onFailure(this::fails));
    }

    private Future<String> follow(AlertsFile read) {
        Alerts alerts = read.alerts();
        read.warnings().forEach(warning -> LOG.warn("{}", warning));
        follow(alerts);
        return Future.succeededFuture("receivers=" + alerts.receivers().size() + " routes="
                + alerts.routes().size());
    }

    private void follow(Alerts alerts) {
        sweeper.follow(alerts);
        sender.follow(alerts);
    }

    /** One turn: who leads, and if it is this one, a sweep and what follows from it. */
    private void beat() {
        if (stopping) {
            return;
        }
        long began = System.nanoTime();
        sweeping = turn().onComplete(done -> {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (done.succeeded()) {
                postgres.works();
            } else {
                fails(done.cause());
            }
            Duration rest = done.failed() ? settings.tick() : rest(took);
            vertx.setTimer(Math.max(1, rest.toMillis()), timer -> beat());
        });
    }

    private Duration rest(Duration took) {
        if (!lease.isHeld()) {
            times.clear();
            return settings.tick();
        }
        times.addLast(took);
        if (times.size() > QUICKEST_OF) {
            times.removeFirst();
        }
        Duration least = settings.tick().minus(took);
        Duration fair = Collections.min(times).multipliedBy(REST);
        Duration rest = least.compareTo(fair) < 0 ? fair : least;
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    private Future<Void> turn() {
        return prepared().compose(ready -> lease.renew()).compose(term -> {
            looked = clock.instant();
            metrics.leads(term != null);
            if (term == null) {
                return Future.succeededFuture();
            }
            return sweeper.sweep(term).compose(done -> {
                swept = clock.instant();
                if (relay != null) {
                    relay.wake();
                }
                return sender.wake();
            });
        });
    }

    private Future<Void> prepared() {
        if (schemaReady) {
            return Future.succeededFuture();
        }
        return vertx.<Void>executeBlocking(() -> {
                    if (settingsOfPostgres.migrate()) {
                        Migrations.run(settingsOfPostgres);
                    } else {
                        Migrations.check(settingsOfPostgres);
                    }
                    return null;
                })
                .onSuccess(ready -> schemaReady = true);
    }

    private void fails(Throwable cause) {
        if (cause instanceof Lease.NotLeadingException) {
            metrics.leads(false);
            return;
        }
        if (cause instanceof PlanWriter.OvertakenException) {
            LOG.debug("decided again: {}", cause.getMessage());
            return;
        }
        schemaReady &= !PgFailure.isMissingSchema(cause);
        LOG.debug("sweep failed", cause);
        postgres.fails(PgFailure.describe(cause));
    }

    /** Ready is who leads and sweeps, or follows and sees that another leads. */
    Status status() {
        boolean leads = lease.isHeld();
        JsonObject data = new JsonObject().put("leader", leads);
        if (!swept.equals(Instant.EPOCH)) {
            data.put("last_sweep", swept.toString());
        }
        if (leads) {
            data.put("waiting_notices", sender.waiting());
        }
        String relayTrouble = relay == null ? null : relay.trouble();
        if (relayTrouble != null) {
            data.put("states_topic", relayTrouble);
        }
        Instant fresh = clock.instant().minus(SILENT);
        boolean works = looked.isAfter(fresh) && (!leads || swept.isAfter(fresh));
        return works ? Status.OK(data) : Status.KO(data.put("reason", String.valueOf(postgres.trouble())));
    }

    Status receiverStatus() {
        return sender.status();
    }

    Status alertsStatus() {
        FollowedFile<AlertsFile> followed = file;
        return followed == null ? Status.OK() : followed.status();
    }

    Future<Void> reload() {
        return file == null ? Future.succeededFuture() : file.reload();
    }

    /** Whoever waits for the lease need not wait until it is over. */
    Future<Void> stop() {
        stopping = true;
        Future<Void> unfollowed = file == null ? Future.succeededFuture() : file.close();
        return sweeping.<Void>mapEmpty()
                .otherwiseEmpty()
                .eventually(() -> unfollowed)
                .eventually(sender::stop)
                .eventually(() -> relay == null ? Future.succeededFuture() : relay.stop())
                .eventually(() -> lease.release()
                        .timeout(RELEASE_MILLIS, TimeUnit.MILLISECONDS)
                        .otherwiseEmpty())
                .eventually(database::close)
                .eventually(leasing::close);
    }
}
