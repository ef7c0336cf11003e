package io.nudger.consume;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Where the record is kept: all that a persister knows of its store. An implementation promises three things.
 *
 * <p>It is idempotent: the key of a row is (target, zone, slot), and what it holds depends on the set of results it was given,
 * not on their order, how they were cut into batches, or how often each came.
 *
 * <p>It is all or nothing: when a future succeeds, what was given is stored for good, but for what it names as refused. When a
 * future fails, the same may be given again, whether it was stored or not.
 *
 * <p>It notices when it was set back: when what it had confirmed to this process is not there any more (a backup was
 * restored, a standby that lacked something took over), it begins a new incarnation. Whatever names an earlier one fails with
 * {@link SetBackException} and changes nothing. Every other failure is a {@link StoreException}.
 *
 * <p>Methods may be called from any thread; futures complete on the context that the store was opened for.
 */
public interface RecordStore {
    /** In place of the number of an incarnation: for whoever depends on nothing that was stored before. */
    int ANY_INCARNATION = -1;

    /** Name, retention and size of batches. */
    StoreSettings settings();

    /**
     * Makes the store ready, and begins its maintenance; called until it succeeds before a persister stores anything. Who only
     * stores a few results more ({@link Replay}) does not call it.
     */
    Future<Void> prepare();

    /** How often the store was found to be set back since it was opened. */
    int incarnation();

    /**
     * Stores the results that are not stored yet, and those that go before what is stored. A result that cannot be stored
     * does not keep the others from being stored.
     *
     * @param incarnation in which they are to be stored, or {@link #ANY_INCARNATION}
     */
    Future<Stored> store(List<CheckResult> results, int incarnation);

    /**
     * Stores gaps, as ranges; as {@link #store} otherwise.
     *
     * @return those that cannot be stored
     */
    Future<List<Refused>> storeGaps(List<SlotGap> gaps, int incarnation);

    /** Keeps how far partitions are stored, in the incarnation that it names; never less than it has kept before. */
    Future<Void> keep(StoredOffsets progress);

    /**
     * How far partitions are stored.
     *
     * @param asked the partitions, and the incarnation that is asked; the offsets do not matter
     * @return those partitions that something was kept of
     */
    Future<List<StoredOffsets.Position>> positions(StoredOffsets asked);

    /** Which of these names the record has. */
    Future<KnownNames> known(Names asked);

    /** How many targets the record has. */
    Future<Integer> countTargets();

    /** Other persisters may have written the targets that come now: what is remembered of them is looked up again. */
    void forgetTargets();

    /** Fails when the store does not answer within a second; else what health says of it. */
    Future<JsonObject> health();

    /** Closes the connections; does not complete as long as a server hangs. */
    Future<Void> close();

    /** Opens a store when a persister starts. */
    @FunctionalInterface
    interface Opener {
        /**
         * A store that need not be reached yet.
         *
         * @param asker the context that its futures complete on
         */
        Future<RecordStore> open(Context asker);
    }
}
