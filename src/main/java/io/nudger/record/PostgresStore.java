package io.nudger.record;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.KnownNames;
import io.nudger.consume.Names;
import io.nudger.consume.RecordStore;
import io.nudger.consume.Refused;
import io.nudger.consume.SetBackException;
import io.nudger.consume.StoreException;
import io.nudger.consume.StoreSettings;
import io.nudger.consume.Stored;
import io.nudger.consume.StoredOffsets;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record in PostgreSQL, on an event loop of its own. So the encoding of a large batch delays no timer of a probe in the
 * same process; and a server that hangs holds nobody up at the end: the client can only ask it to close a connection, and
 * Vert.x waits for that when it closes. What is asked here is answered on the asker's context.
 */
public final class PostgresStore implements RecordStore {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.record");

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration PING = Duration.ofSeconds(1);

    private final PostgresSettings settings;
    private final Vertx vertx;
    private final Context here;
    private final Context asker;
    private final Database database;
    private final Partitions partitions;
    private final Incarnations incarnations;
    private final CheckStore store;
    private final NameQueries names;
    private final Maintenance maintenance;
    private boolean prepared;
    private Future<Void> repaired = Future.succeededFuture();

    private PostgresStore(
            Vertx vertx, Context asker, PostgresSettings settings, InstantSource clock, Duration deadline) {
        this.settings = settings;
        this.vertx = vertx;
        this.asker = asker;
        here = vertx.getOrCreateContext();
        Database writing = new Database(vertx, settings, deadline);
        database = new Database(vertx, settings, deadline);
        Database patient = new Database(vertx, settings, Maintenance.SLOW_DEADLINE);
        partitions = new Partitions(database, patient, settings.retention(), clock);
        incarnations = new Incarnations(writing, partitions);
        store = new CheckStore(incarnations, partitions);
        names = new NameQueries(writing);
        maintenance = new Maintenance(vertx, database, patient, partitions, incarnations, settings.retention());
    }

    /** Opens the store that these settings name. */
    public static Opener opener(PostgresSettings settings, InstantSource clock) {
        return opener(settings, clock, DEADLINE);
    }

    /**
     * Opens the store that these settings name; connections are made when they are needed.
     *
     * @param clock says which partitions are needed
     * @param deadline for each transaction
     */
    public static Opener opener(PostgresSettings settings, InstantSource clock, Duration deadline) {
        VertxOptions small = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setBlockedThreadCheckInterval(TimeUnit.SECONDS.toMillis(10))
                .setUseDaemonThread(true);
        // On a thread of no Vert.x: it warns whoever makes a second one by mistake.
        return asker -> Future.fromCompletionStage(
                CompletableFuture.supplyAsync(
                        () -> new PostgresStore(Vertx.vertx(small), asker, settings, clock, deadline)),
                asker);
    }

    @Override
    public StoreSettings settings() {
        return new StoreSettings("postgres", settings.retention(), settings.batchSize(), settings.batchLinger());
    }

    /** Brings the schema up to date, or checks that it is; makes the partitions. */
    @Override
    public Future<Void> prepare() {
        return asker.executeBlocking(() -> {
                    if (settings.migrate()) {
                        Migrations.run(settings);
                    } else {
                        Migrations.check(settings);
                    }
                    return null;
                })
                .recover(PostgresStore::explain)
                .compose(migrated -> ask(() -> partitions.prepare().map(retention -> {
                    prepared = true;
                    maintenance.compareRetention(retention);
                    maintenance.start();
                    return null;
                })));
    }

    @Override
    public int incarnation() {
        return incarnations.number();
    }

    @Override
    public Future<Stored> store(List<CheckResult> results, int incarnation) {
        return ask(() -> store.store(results, incarnation));
    }

    @Override
    public Future<List<Refused>> storeGaps(List<SlotGap> gaps, int incarnation) {
        return ask(() -> store.storeGaps(gaps, incarnation));
    }

    @Override
    public Future<Void> keep(StoredOffsets progress) {
        return ask(() -> incarnations.keep(progress));
    }

    @Override
    public Future<List<StoredOffsets.Position>> positions(StoredOffsets asked) {
        return ask(() -> incarnations.positions(asked));
    }

    @Override
    public Future<KnownNames> known(Names asked) {
        return ask(() -> names.known(asked));
    }

    @Override
    public Future<Integer> countTargets() {
        return ask(names::countTargets);
    }

    @Override
    public void forgetTargets() {
        here.runOnContext(now -> incarnations.forgetTargets());
    }

    @Override
    public Future<JsonObject> health() {
        return ask(() -> database.query("SELECT 1", Tuple.tuple())
                .timeout(PING.toMillis(), TimeUnit.MILLISECONDS)
                .map(alive -> maintenance.details().put("set_back", incarnation())));
    }

    @Override
    public Future<Void> close() {
        return answer(vertx.close());
    }

    private <T> Future<T> ask(Supplier<Future<T>> question) {
        Promise<T> asked = Promise.promise();
        here.runOnContext(now -> Future.succeededFuture()
                .compose(go -> question.get())
                .onFailure(this::repairSchema)
                .onComplete(asked));
        return answer(asked.future().recover(PostgresStore::explain));
    }

    private <T> Future<T> answer(Future<T> found) {
        Promise<T> answer = Promise.promise();
        found.onComplete(result -> {
            try {
                asker.runOnContext(now -> answer.handle(result));
            } catch (RejectedExecutionException gone) {
                LOG.debug("answer came too late", gone);
            }
        });
        return answer.future();
    }

    private static <T> Future<T> explain(Throwable cause) {
        return Future.failedFuture(
                cause instanceof SetBackException || cause instanceof StoreException
                        ? cause
                        : new StoreException(PgFailure.describe(cause), cause));
    }

    /** Somebody has dropped it, or put back a backup from before a migration. */
    private void repairSchema(Throwable cause) {
        if (prepared && PgFailure.isMissingSchema(cause) && repaired.isComplete()) {
            repaired = prepare()
                    .onFailure(failure -> LOG.info("schema not repaired yet reason=\"{}\"", failure.getMessage()));
        }
    }
}
