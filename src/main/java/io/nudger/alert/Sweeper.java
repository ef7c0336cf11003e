package io.nudger.alert;

import io.nudger.check.State;
import io.nudger.config.AlerterSettings;
import io.nudger.config.Alerts;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sweep: the record is read, everything is decided, and what changed is written in one transaction of the leader.
 * Belongs to one event loop; what is decided is decided on a worker.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");
    /** Of one sweep. A zone that is cut off tells of itself, and of the others there may be thousands. */
    private static final int MAX_LOGGED = 20;

    private final Vertx vertx;
    private final Database database;
    private final Lease lease;
    private final AlertMetrics metrics;
    private final SnapshotReader reader;
    private final Sweep sweep;
    private final WatchdogPing watchdog;
    private Alerts alerts = Alerts.NONE;

    Sweeper(
            Vertx vertx,
            Database database,
            Lease lease,
            AlerterSettings settings,
            WatchdogPing watchdog,
            AlertMetrics metrics) {
        this.vertx = vertx;
        this.database = database;
        this.lease = lease;
        this.watchdog = watchdog;
        this.metrics = metrics;
        reader = new SnapshotReader(database, System::nanoTime);
        sweep = new Sweep(settings.acrossZones() ? Confirm.ACROSS_ZONES : Confirm.EACH_ZONE, settings.zoneHealth());
    }

    /** Decides by these alerts from now on. */
    void follow(Alerts next) {
        alerts = next;
        reader.lookAtCertificates();
    }

    /** Fails with {@link Lease.NotLeadingException} when another leads; then nothing was written. */
    Future<Void> sweep(Lease.Term term) {
        long began = System.nanoTime();
        Alerts valid = alerts;
        return reader.read(term, valid)
                .compose(snapshot -> vertx.executeBlocking(() -> sweep.plan(snapshot, valid), false)
                        .compose(plan -> write(snapshot, plan).map(written -> {
                            reader.keep(plan.habits());
                            watchdog.look(valid.watchdog(), snapshot);
                            report(snapshot, plan, Duration.ofNanos(System.nanoTime() - began));
                            return null;
                        })));
    }

    /** Removes what is kept long enough. */
    Future<Void> expire() {
        return lease.isHeld()
                ? database.query("SELECT expire_states()", Tuple.tuple()).mapEmpty()
                : Future.succeededFuture();
    }

    private Future<Void> write(Snapshot snapshot, Plan plan) {
        return plan.isEmpty()
                ? Future.succeededFuture()
                : lease.transaction(connection -> PlanWriter.write(connection, plan, snapshot.now()));
    }

    private void report(Snapshot snapshot, Plan plan, Duration took) {
        plan.changes()
                .forEach(
                        change -> metrics.changed(change.to(), change.decision().cause()));
        plan.zoneChanges().forEach(Sweeper::log);
        plan.changes().stream().limit(MAX_LOGGED).forEach(Sweeper::log);
        if (plan.changes().size() > MAX_LOGGED) {
            LOG.info(
                    "states changed, and {} more in the same sweep; see the view changes",
                    plan.changes().size() - MAX_LOGGED);
        }
        Map<String, ZoneVerdict> zones = new HashMap<>(snapshot.verdicts());
        plan.zones().forEach(zone -> zones.put(zone.zone(), zone));
        metrics.swept(took, snapshot.now(), counts(snapshot, plan), zones.values());
    }

    private static Map<State, Long> counts(Snapshot snapshot, Plan plan) {
        Map<Integer, State> states = new HashMap<>();
        for (Subject subject : snapshot.subjects()) {
            CurrentState current = subject.current();
            if (current != null) {
                states.put(subject.id(), current.state());
            }
        }
        plan.changes().forEach(change -> states.put(change.target(), change.to()));
        Map<State, Long> counts = new EnumMap<>(State.class);
        for (State state : State.values()) {
            counts.put(state, 0L);
        }
        states.values().forEach(state -> counts.merge(state, 1L, Long::sum));
        return counts;
    }

    private static void log(Plan.ZoneChange change) {
        ZoneVerdict zone = change.verdict();
        LOG.warn(
                "zone {} zone={} hosts={} dissenting={}",
                zone.suspect() ? "suspect: it has no vote until its network works again" : "trusted again",
                zone.zone(),
                zone.hosts(),
                zone.dissenting());
    }

    private static void log(StateChange change) {
        State from = change.from();
        if (from == null) {
            LOG.debug(
                    "state decided for the first time target={} state={}",
                    change.name(),
                    change.to().wireName());
            return;
        }
        Decision decision = change.decision();
        Failure failure = decision.failure();
        LOG.info(
                "state changed target={} from={} to={} since={} cause={} zones_down={} reason={}",
                change.name(),
                from.wireName(),
                decision.state().wireName(),
                decision.since(),
                decision.cause().wireName(),
                decision.zones().down(),
                failure == null ? "-" : failure.reason());
    }
}
