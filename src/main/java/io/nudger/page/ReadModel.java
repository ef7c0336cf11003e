package io.nudger.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.nudger.query.Catalog;
import io.nudger.query.Change;
import io.nudger.query.MaintenanceEntry;
import io.nudger.query.OutageEntry;
import io.nudger.query.Recent;
import io.nudger.query.RecordReader;
import io.nudger.query.Span;
import io.nudger.query.Sums;
import io.nudger.query.TargetState;
import io.nudger.query.Tick;
import io.nudger.support.Dependency;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link Model} like the record: it asks every second whether a state has changed, reads the newest slots every
 * half minute, and the days before today when there may be others. While the database is away, the model stays as it was,
 * and says so. Belongs to one event loop.
 */
final class ReadModel {
    /** Renders each new model, and announces what has changed. */
    interface Follower {
        /**
         * Begins with it, and completes when what people look at is rendered: the record is not read again before.
         *
         * @param model the new one
         * @param changes of states since the last one, in their order
         */
        Future<Void> follow(Model model, List<Change> changes);
    }

    private static final Logger LOG = LoggerFactory.getLogger("nudger.page");
    private static final long TICK_MILLIS = 1_000;
    private static final Duration REFRESH = Duration.ofSeconds(30);
    /** Also when no day has ended: what came late is in the sums some minutes afterwards. */
    private static final Duration DAYS_REFRESH = Duration.ofMinutes(5);

    private static final Duration MAINTENANCE_BACK = Duration.ofDays(Model.DAYS);
    private static final Duration OUTAGES_BACK = Duration.ofDays(Model.YEAR);

    private final Vertx vertx;
    private final RecordReader reader;
    private final Follower follower;
    private final Dependency postgres = new Dependency(
            LOG, "postgres", "pages show what was known before, and say so", "nothing was read from PostgreSQL yet");
    private long timer;
    private boolean busy;
    private Future<Void> rendered = Future.succeededFuture();
    private long version;
    private long change;
    private long begun;
    private volatile long firstRead;
    private Instant refreshed = Instant.MIN;
    private Instant daysRead = Instant.MIN;
    private @Nullable LocalDate olderRead;
    private volatile @Nullable Model model;

    ReadModel(Vertx vertx, RecordReader reader, Follower follower, MeterRegistry meters) {
        this.vertx = vertx;
        this.reader = reader;
        this.follower = follower;
        TimeGauge.builder("nudger.page.first.read", () -> firstRead, TimeUnit.NANOSECONDS)
                .description("How long it took to read the record for the first time")
                .register(meters);
    }

    /** Completes at once; the first model comes when the database answers. */
    void start() {
        timer = vertx.setPeriodic(TICK_MILLIS, tick -> look());
        look();
    }

    Future<Void> stop() {
        vertx.cancelTimer(timer);
        return reader.close();
    }

    /** The newest model; null before the first. */
    @Nullable Model model() {
        return model;
    }

    /** The id of the newest change of a state; 0 when there was none. */
    long newestChange() {
        return change;
    }

    /** For readiness: pages are served when there is something to show, be it old. */
    Status status() {
        return model == null ? postgres.status() : Status.OK();
    }

    /** For the details of health: whether what is shown is of now. */
    Status freshness() {
        return postgres.status();
    }

    private void look() {
        if (busy) {
            return;
        }
        busy = true;
        reader.tick()
                .compose(this::read)
                .onSuccess(read -> postgres.works())
                .recover(this::fail)
                .eventually(() -> rendered)
                .onComplete(done -> busy = false);
    }

    private Future<Void> fail(Throwable cause) {
        postgres.fails(RecordReader.describe(cause));
        Model before = model;
        if (before != null && !before.away()) {
            publish(with(before, before.asOf(), true, before.decided(), before.states(), before.outages()), List.of());
        }
        return Future.succeededFuture();
    }

    private Future<Void> read(Tick tick) {
        Model before = model;
        begun = System.nanoTime();
        if (before == null || !tick.now().isBefore(refreshed.plus(REFRESH))) {
            return refresh(before, tick);
        }
        if (!tick.decided()) {
            return undecided(before, tick);
        }
        if (tick.change() == change && before.decided() && !before.away()) {
            return Future.succeededFuture();
        }
        return Future.all(reader.changes(change, tick.change()), reader.states(), reader.outages(since(tick)))
                .map(all -> {
                    List<Change> changes = all.resultAt(0);
                    change = last(changes, tick);
                    publish(with(before, tick.now(), false, true, all.resultAt(1), all.resultAt(2)), changes);
                    return null;
                });
    }

    /** Of more changes than are read at once, the next ones follow a second later. */
    private static long last(List<Change> changes, Tick tick) {
        return changes.isEmpty()
                ? tick.change()
                : changes.get(changes.size() - 1).id();
    }

    private static Instant since(Tick tick) {
        return tick.now().minus(OUTAGES_BACK);
    }

    /** Nobody writes changes then: what is different is seen by comparing. */
    private Future<Void> undecided(Model before, Tick tick) {
        return reader.undecidedStates().map(states -> {
            if (before.decided() || before.away() || !sameStates(before.states(), states)) {
                publish(with(before, tick.now(), false, false, states, before.outages()), List.of());
            }
            return null;
        });
    }

    private static boolean sameStates(Map<Integer, TargetState> some, Map<Integer, TargetState> others) {
        return some.size() == others.size()
                && some.entrySet().stream()
                        .allMatch(one -> others.containsKey(one.getKey())
                                && Objects.requireNonNull(others.get(one.getKey()))
                                                .state()
                                        == one.getValue().state());
    }

    private Future<Void> refresh(@Nullable Model before, Tick tick) {
        Instant now = tick.now();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        boolean first = before == null;
        boolean daysDue = before == null || !before.today().equals(today) || !now.isBefore(daysRead.plus(DAYS_REFRESH));
        Future<Map<Integer, Map<LocalDate, Sums>>> days = days(daysDue ? null : before, today);
        Future<Map<Integer, Sums>> older = older(before, today);
        Future<Catalog> catalog = reader.catalog();
        Future<Map<Integer, Recent>> recent =
                reader.recent(Model.dayAgo(now), today.atStartOfDay().toInstant(ZoneOffset.UTC));
        Future<Map<Integer, TargetState>> states = tick.decided() ? reader.states() : reader.undecidedStates();
        Future<List<OutageEntry>> outages = reader.outages(since(tick));
        Future<List<MaintenanceEntry>> maintenances = reader.maintenances(now.minus(MAINTENANCE_BACK));
        var excluded = maintenances.compose(all -> excluded(daysDue ? null : before, all, now));
        Future<List<Change>> changes =
                first ? Future.succeededFuture(List.of()) : reader.changes(change, tick.change());
        return Future.all(List.of(days, older, catalog, recent, states, outages, maintenances, excluded, changes))
                .map(all -> {
                    Model next = new Model(
                            ++version,
                            now,
                            false,
                            tick.decided(),
                            catalog.result(),
                            days.result(),
                            older.result(),
                            recent.result(),
                            states.result(),
                            outages.result(),
                            maintenances.result(),
                            excluded.result());
                    // The days of a year are read next, when there is something to show already.
                    refreshed = first ? Instant.MIN : now;
                    daysRead = daysDue ? now : daysRead;
                    olderRead = first ? null : today;
                    change = last(changes.result(), tick);
                    publish(next, changes.result());
                    return null;
                });
    }

    private Future<Map<Integer, Map<LocalDate, Sums>>> days(@Nullable Model before, LocalDate today) {
        return before == null
                ? reader.days(today.minusDays(Model.DAYS - 1L), today)
                : Future.succeededFuture(before.days());
    }

    /** Only a maintenance that is under way, or another one, changes them. */
    private Future<Map<Integer, List<Span>>> excluded(
            @Nullable Model before, List<MaintenanceEntry> maintenances, Instant now) {
        if (before != null
                && maintenances.equals(before.maintenances())
                && maintenances.stream().noneMatch(one -> one.isUnderWay(now))) {
            return Future.succeededFuture(before.excluded());
        }
        return reader.excluded(now.minus(OUTAGES_BACK), now);
    }

    private Future<Map<Integer, Sums>> older(@Nullable Model before, LocalDate today) {
        if (before == null) {
            return Future.succeededFuture(Map.of());
        }
        return today.equals(olderRead)
                ? Future.succeededFuture(before.older())
                : reader.sums(today.minusDays(Model.YEAR - 1L), today.minusDays(Model.DAYS - 1L));
    }

    private Model with(
            Model before,
            Instant asOf,
            boolean away,
            boolean decided,
            Map<Integer, TargetState> states,
            List<OutageEntry> outages) {
        return new Model(
                ++version,
                asOf,
                away,
                decided,
                before.catalog(),
                before.days(),
                before.older(),
                before.recent(),
                states,
                outages,
                before.maintenances(),
                before.excluded());
    }

    private void publish(Model next, List<Change> changes) {
        if (model == null) {
            firstRead = System.nanoTime() - begun;
        }
        model = next;
        rendered = follower.follow(next, changes);
    }
}
