package io.nudger.record;

import io.nudger.consume.RecordStore;
import io.nudger.consume.SetBackException;
import io.nudger.consume.StoredOffsets;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database over time. Nearly always it is the one that it was; when a transaction finds that it is not, what is
 * remembered of it is forgotten, and so is how far the partitions of the topics are stored: the database says that.
 */
final class Incarnations {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.record");

    private static final String POSITIONS =
            """
            SELECT topic_id, partition, o.next_offset
              FROM stored_offsets o JOIN unnest($1::text[], $2::int4[]) AS n (topic_id, partition)
                USING (topic_id, partition)""";

    private static final String KEEP =
            """
            INSERT INTO stored_offsets AS o (topic_id, partition, next_offset)
            SELECT * FROM unnest($1::text[], $2::int4[], $3::int8[])
            ON CONFLICT (topic_id, partition) DO UPDATE
               SET next_offset = greatest(o.next_offset, excluded.next_offset)""";

    private final Database database;
    private final Partitions partitions;
    private volatile Incarnation current = Incarnation.first();

    /** @param partitions are forgotten as well */
    Incarnations(Database database, Partitions partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    /** The number of the one that is known now: how often the database was found to be set back. From any thread. */
    int number() {
        return current.number();
    }

    /** As {@link Incarnation#forgetTargets}. */
    void forgetTargets() {
        current.forgetTargets();
    }

    /**
     * All that is done by name goes through here, so that no number of another incarnation is used.
     *
     * @param incarnation the number of the one in which this is to be done, or {@link RecordStore#ANY_INCARNATION}
     * @param work gives what is to be remembered when it is committed
     * @return fails with {@link SetBackException} when the database is not the one that is remembered, or that one is
     *     of another number
     */
    Future<Written> transaction(int incarnation, BiFunction<SqlConnection, Incarnation, Future<Written>> work) {
        Incarnation known = current;
        if (incarnation != known.number() && incarnation != RecordStore.ANY_INCARNATION) {
            return Future.failedFuture(new SetBackException("the database was set back meanwhile", null));
        }
        return known.transaction(database, connection -> work.apply(connection, known))
                .recover(failure -> {
                    if (failure instanceof SetBackException found) {
                        leave(known, found);
                    } else if (PgFailure.isDangling(failure)) {
                        SetBackException found = new SetBackException("names that were stored are not there", failure);
                        leave(known, found);
                        return Future.failedFuture(found);
                    }
                    return Future.failedFuture(failure);
                });
    }

    /** Keeps how far the partitions are stored, in the database that has all of it. Fails as {@link #transaction}. */
    Future<Void> keep(StoredOffsets progress) {
        Tuple columns = new Columns<>(progress.positions())
                .text(StoredOffsets.Position::topicId)
                .int4(StoredOffsets.Position::partition)
                .int8(StoredOffsets.Position::next)
                .tuple();
        return transaction(
                        progress.incarnation(),
                        (connection, known) ->
                                connection.preparedQuery(KEEP).execute(columns).map(Written.NOTHING))
                .mapEmpty();
    }

    /** Fails as {@link #transaction}. */
    Future<Void> verify() {
        return transaction(RecordStore.ANY_INCARNATION, (connection, known) -> Future.succeededFuture(Written.NOTHING))
                .mapEmpty();
    }

    /**
     * From which offset on nothing is stored.
     *
     * @param asked partitions; the offsets do not matter
     * @return those that the database knows of; fails as {@link #transaction}
     */
    Future<List<StoredOffsets.Position>> positions(StoredOffsets asked) {
        Tuple columns = new Columns<>(asked.positions())
                .text(StoredOffsets.Position::topicId)
                .int4(StoredOffsets.Position::partition)
                .tuple();
        List<StoredOffsets.Position> positions = new ArrayList<>();
        return transaction(asked.incarnation(), (connection, known) -> connection
                        .preparedQuery(POSITIONS)
                        .execute(columns)
                        .map(rows -> {
                            rows.forEach(row -> positions.add(
                                    new StoredOffsets.Position(row.getString(0), row.getInteger(1), row.getLong(2))));
                            return Written.NOTHING;
                        }))
                .map(positions);
    }

    private void leave(Incarnation left, SetBackException found) {
        if (current == left) {
            current = left.next();
            partitions.forget();
            LOG.warn(
                    "database set back reason=\"{}\"; reading again from Kafka what is missing; what Kafka has no longer is in a"
                            + " backup or lost",
                    found.getMessage());
        }
    }
}
