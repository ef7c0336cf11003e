package io.nudger.persist;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import io.nudger.config.NameLimits;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of the persister that faces PostgreSQL, on an event loop of its own. So the encoding of a large batch delays no
 * timer of a probe in the same process; and a server that hangs holds nobody up at the end: the client can only ask it to
 * close a connection, and Vert.x waits for that when it closes. What is asked here is answered on the asker's context.
 */
final class Storage {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    /** An hour of a hundred thousand targets is read and sorted, or a day of thousands. */
    private static final Duration SLOW_DEADLINE = Duration.ofMinutes(30);

    private static final String EXPIRE_MARKS = "SELECT expire_commit_marks()";

    private final Vertx vertx;
    private final Context here;
    private final Context asker;
    private final Database writing;
    private final Database upkeep;
    private final Rollups rollups;
    private final Archive archive;
    private final Partitions partitions;
    private final Incarnations incarnations;
    private final CheckStore store;
    private final Admission admission;

    private Storage(
            Vertx vertx,
            Context asker,
            PostgresSettings settings,
            Limits limits,
            InstantSource clock,
            Duration deadline) {
        this.vertx = vertx;
        this.asker = asker;
        here = vertx.getOrCreateContext();
        writing = new Database(vertx, settings, deadline);
        upkeep = new Database(vertx, settings, deadline);
        Database patient = new Database(vertx, settings, SLOW_DEADLINE);
        rollups = new Rollups(patient);
        partitions = new Partitions(upkeep, patient, settings.retention(), clock);
        archive = new Archive(patient, partitions);
        incarnations = new Incarnations(writing, partitions);
        store = new CheckStore(incarnations, partitions);
        // What it has admitted it admits again after a set-back, when all of that is read once more.
        admission = new Admission(writing, limits.names, limits.perMinute, System::nanoTime);
    }

    /**
     * Starts the event loop; connections are made when they are needed.
     *
     * @param asker where answers are given
     * @param limits for new names
     * @param deadline for each transaction
     */
    static Future<Storage> open(
            Context asker, PostgresSettings settings, Limits limits, InstantSource clock, Duration deadline) {
        VertxOptions small = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true);
        // On a thread of no Vert.x: it warns whoever makes a second one by mistake.
        return Future.fromCompletionStage(
                CompletableFuture.supplyAsync(
                        () -> new Storage(Vertx.vertx(small), asker, settings, limits, clock, deadline)),
                asker);
    }

    /** As {@link Admission#admit}. */
    Future<Sorted> admit(Sorted readings) {
        return ask(() -> admission.admit(readings));
    }

    /** As {@link CheckStore#store}. */
    Future<CheckStore.Stored> store(List<CheckResult> results, int incarnation) {
        return ask(() -> store.store(results, incarnation));
    }

    /** As {@link CheckStore#storeGaps}. */
    Future<List<CheckStore.RefusedGap>> storeGaps(List<SlotGap> gaps, int incarnation) {
        return ask(() -> store.storeGaps(gaps, incarnation));
    }

    /** As {@link Incarnations#keep}. */
    Future<Void> keep(Progress progress) {
        return ask(() -> incarnations.keep(progress));
    }

    /** As {@link Incarnations#positions}. */
    Future<List<Progress.Position>> positions(Progress asked) {
        return ask(() -> incarnations.positions(asked));
    }

    /** As {@link Incarnations#verify}; forgets what processes that are gone have left. */
    Future<Void> verify() {
        return ask(() -> incarnations.verify().compose(same -> upkeep.query(EXPIRE_MARKS, Tuple.tuple())
                .mapEmpty()));
    }

    /** As {@link Incarnations#number}, from any thread. */
    int incarnation() {
        return incarnations.number();
    }

    /** As {@link Incarnation#forgetTargets}. */
    void forgetTargets() {
        here.runOnContext(now -> incarnations.forgetTargets());
    }

    /** As {@link Partitions#prepare}. */
    Future<Retention> preparePartitions() {
        return ask(partitions::prepare);
    }

    /** As {@link Partitions#dropExpired}. */
    Future<Integer> dropExpiredPartitions() {
        return ask(partitions::dropExpired);
    }

    /** Keeps the views of the schema {@code compat}; tells why it cannot, empty when all is well. */
    Future<Optional<String>> keepCompat() {
        return ask(() -> upkeep.query("SELECT keep_compat()", Tuple.tuple())
                .map(rows -> Optional.ofNullable(rows.iterator().next().getString(0))));
    }

    /** As {@link Rollups#catchUp}. */
    Future<Integer> rollUp() {
        return ask(() -> rollups.catchUp(Rollups.SETTLED));
    }

    /** As {@link Archive#catchUp}. */
    Future<Integer> archive() {
        return ask(archive::catchUp);
    }

    /** Fails when the database does not answer in time. */
    Future<Void> ping(Duration time) {
        return ask(() -> upkeep.query("SELECT 1", Tuple.tuple())
                .timeout(time.toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty());
    }

    /** Closes the connections; does not complete as long as the server hangs. */
    Future<Void> close() {
        return answer(vertx.close());
    }

    private <T> Future<T> ask(Supplier<Future<T>> question) {
        Promise<T> asked = Promise.promise();
        here.runOnContext(
                now -> Future.succeededFuture().compose(go -> question.get()).onComplete(asked));
        return answer(asked.future());
    }

    private <T> Future<T> answer(Future<T> found) {
        Promise<T> answer = Promise.promise();
        found.onComplete(result -> {
            try {
                asker.runOnContext(now -> answer.handle(result));
            } catch (RejectedExecutionException gone) {
                LOG.debug("an answer came too late", gone);
            }
        });
        return answer.future();
    }

    /**
     * How many new names are stored.
     *
     * @param perMinute whether those of them that are for a minute apply; not to old records that are read once more
     */
    record Limits(NameLimits names, boolean perMinute) {}
}
