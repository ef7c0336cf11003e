package io.nudger.alert;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nudger.config.AddressRules;
import io.nudger.config.AlerterSettings;
import io.nudger.config.Alerts;
import io.nudger.config.AlertsFile;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Stamped;
import io.nudger.testing.TcpProxy;
import io.nudger.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An alerter in this JVM that can end, stand still and lose its database like one in a process of its own: it has a Vert.x, an
 * event loop and a network to the database by itself.
 */
final class AlerterInside {
    /** Of the network to the database. */
    final TcpProxy toDatabase;

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2)
            .setBlockedThreadCheckInterval(TimeUnit.DAYS.toMillis(1))
            .setUseDaemonThread(true));
    private final Alerter alerter;

    /**
     * Starts one.
     *
     * @param settings gives the settings of a database at this port
     */
    AlerterInside(
            TestDatabase database,
            Function<Integer, PostgresSettings> settings,
            AlerterSettings deciding,
            Alerts alerts) {
        toDatabase = TcpProxy.before(database.settings().port());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        alerter = new Alerter(
                vertx,
                deciding,
                AddressRules.DEFAULT,
                settings.apply(toDatabase.port()),
                null,
                new AlertMetrics(registry),
                Clock.systemUTC());
        Stamped<AlertsFile> file = Stamped.withoutFile(new AlertsFile(alerts, List.of()));
        vertx.runOnContext(here -> alerter.start(file, null, name -> null, registry));
    }

    /** Whether it takes itself for the leader. */
    boolean leads() {
        return alerter.status().getData().getBoolean("leader");
    }

    /** It is gone in the middle of whatever it does: nothing that it waits for is looked at, its connections break. */
    void kill() {
        toDatabase.close();
        vertx.close().onFailure(cause -> {});
    }

    /** It stops as asked to, and lets another lead. */
    void stop() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        vertx.runOnContext(here -> alerter.stop().onComplete(done -> stopped.countDown()));
        if (!stopped.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("an alerter does not stop");
        }
        kill();
    }

    /** It stands still for so long, connections and all. */
    void freeze(Duration time) {
        vertx.runOnContext(here -> {
            try {
                Thread.sleep(time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
