package io.nudger.record;

import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.consume.RecordStore;
import io.nudger.consume.Refused;
import io.nudger.consume.SetBackException;
import io.nudger.consume.Stored;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes results into the record. One batch is one transaction, and what the tables hold afterwards depends on the set of
 * results alone: neither the order in which they come, nor how they are cut into batches, nor how often each comes makes
 * a difference. Of results that differ under one key, {@link Precedence} says which one counts.
 */
final class CheckStore {
    /** The hours whose sums are to be computed anew. Held until the end of the transaction, so it comes last. */
    private static final String MARK_STALE = "SELECT mark_stale('hour', $1)";

    /** Of failures that pass. */
    private static final int ATTEMPTS = 5;

    private final Incarnations incarnations;
    private final Partitions partitions;
    /** Whether the last batch had rows that were there already: then it pays to look before each row. */
    private boolean replaying;

    CheckStore(Incarnations incarnations, Partitions partitions) {
        this.incarnations = incarnations;
        this.partitions = partitions;
    }

    /**
     * Stores the results that are not stored yet, and those that go before what is stored. A result that the database cannot take does not keep it from taking the
     * others.
     *
     * @param incarnation the number of the one in which they are to be stored, or {@link RecordStore#ANY_INCARNATION}
     * @return what became of them; fails when the database does not answer or refuses its service: then the same results
     *     can be given again, whether they were stored or not; fails with {@link SetBackException} when the database is
     *     not the one that is known
     */
    Future<Stored> store(List<CheckResult> results, int incarnation) {
        return storeOrSplit(results, 0, incarnation);
    }

    /** As {@link #store(List, int)}, in any incarnation. */
    Future<Stored> store(List<CheckResult> results) {
        return store(results, RecordStore.ANY_INCARNATION);
    }

    /**
     * Stores gaps, as ranges. One that the database cannot take does not keep it from taking the others.
     *
     * @return those that the database does not take; fails as {@link #store}
     */
    Future<List<Refused>> storeGaps(List<SlotGap> gaps, int incarnation) {
        return gaps.isEmpty() ? Future.succeededFuture(List.of()) : storeOrSplitGaps(gaps, 0, incarnation);
    }

    /** As {@link #storeGaps(List, int)}, in any incarnation. */
    Future<List<Refused>> storeGaps(List<SlotGap> gaps) {
        return storeGaps(gaps, RecordStore.ANY_INCARNATION);
    }

    private Future<List<Refused>> storeOrSplitGaps(List<SlotGap> gaps, int index, int incarnation) {
        return inTransaction(gaps, incarnation, ATTEMPTS)
                .map(List.<Refused>of())
                .recover(failure -> {
                    if (!PgFailure.isFaultOfData(failure)) {
                        return Future.failedFuture(failure);
                    }
                    if (gaps.size() == 1) {
                        return Future.succeededFuture(List.of(new Refused(index, PgFailure.describe(failure))));
                    }
                    int half = gaps.size() / 2;
                    return storeOrSplitGaps(gaps.subList(0, half), index, incarnation)
                            .compose(
                                    left -> storeOrSplitGaps(gaps.subList(half, gaps.size()), index + half, incarnation)
                                            .map(right -> Stream.concat(left.stream(), right.stream())
                                                    .toList()));
                });
    }

    private Future<Void> inTransaction(List<SlotGap> gaps, int incarnation, int attempts) {
        // What a gap says about its target, two results say as well.
        List<CheckResult> ends = gaps.stream()
                .flatMap(gap -> Stream.of(gap.result(gap.first()), gap.result(gap.last())))
                .toList();
        return incarnations
                .transaction(incarnation, (connection, known) -> names(connection, ends, known)
                        .compose(names -> write(connection, gaps, ends, names, known)))
                .<Void>mapEmpty()
                .recover(failure -> attempts == 1 || !PgFailure.isPassing(failure)
                        ? Future.failedFuture(failure)
                        : inTransaction(gaps, incarnation, attempts - 1));
    }

    /**
     * Halves the batch until the database says which results it does not take.
     *
     * @param index where the first of these results stands in the batch
     */
    private Future<Stored> storeOrSplit(List<CheckResult> results, int index, int incarnation) {
        if (results.isEmpty()) {
            return Future.succeededFuture(Stored.NOTHING);
        }
        return storeTogether(results, incarnation, ATTEMPTS).recover(failure -> {
            if (!PgFailure.isFaultOfData(failure)) {
                return Future.failedFuture(failure);
            }
            if (results.size() == 1) {
                return Future.succeededFuture(
                        new Stored(0, 0, List.of(new Refused(index, PgFailure.describe(failure)))));
            }
            int half = results.size() / 2;
            return storeOrSplit(results.subList(0, half), index, incarnation)
                    .compose(left -> storeOrSplit(results.subList(half, results.size()), index + half, incarnation)
                            .map(right -> sum(left, right)));
        });
    }

    private Future<Stored> storeTogether(List<CheckResult> results, int incarnation, int attempts) {
        return inTransaction(results, incarnation).recover(failure -> {
            if (attempts == 1 || !PgFailure.isPassing(failure)) {
                return Future.failedFuture(failure);
            }
            partitions.forget();
            replaying |= PgFailure.isDuplicate(failure);
            return storeTogether(results, incarnation, attempts - 1);
        });
    }

    private Future<Stored> inTransaction(List<CheckResult> results, int incarnation) {
        return partitions
                .ensure(results.stream().mapToLong(result -> Micros.of(result.scheduledAt())))
                .compose(ready ->
                        incarnations.transaction(incarnation, (connection, known) -> names(connection, results, known)
                                .compose(names -> write(connection, results, names, known))))
                .map(written -> {
                    replaying &= written.stored().rows() < results.size();
                    return written.stored();
                });
    }

    private static Future<Written> write(
            SqlConnection connection, List<SlotGap> gaps, List<CheckResult> ends, Written names, Incarnation known) {
        List<CheckRow> rows = names.rows(ends);
        return RangeTable.add(connection, gaps.stream().map(names::range).toList())
                .compose(hours -> known.targets()
                        .update(connection, rows, names.targets())
                        .compose(done -> known.configs().update(connection, rows))
                        .compose(spans -> markStale(connection, hours).map(names.with(spans))));
    }

    private static Future<Written> names(SqlConnection connection, List<CheckResult> results, Incarnation known) {
        Set<Origin> origins = origins(results);
        return known.zones().resolve(connection, names(origins, Origin::zone)).compose(zones -> known.monitors()
                .resolve(connection, names(origins, Origin::monitor))
                .compose(
                        monitors -> known.targets().resolve(connection, results).compose(targets -> known.verdicts()
                                .resolve(connection, results)
                                .map(codes -> Written.names(zones, monitors, targets, codes)))));
    }

    /** The table of targets takes all results, also of those that do not count: which these are depends on what else comes. */
    private Future<Written> write(
            SqlConnection connection, List<CheckResult> results, Written names, Incarnation known) {
        List<CheckRow> all = names.rows(results);
        List<CheckRow> rows = Precedence.best(all);
        Future<CheckTable.Changes> written =
                replaying ? CheckTable.merge(connection, rows) : CheckTable.insert(connection, rows);
        return written.compose(changes -> known.targets()
                .update(connection, all, names.targets())
                .compose(done -> known.configs().update(connection, all))
                .compose(spans -> conclude(connection, changes).compose(done -> known.certificates()
                        .update(connection, all)
                        .map(seen -> names.with(spans, seen, stored(changes))))));
    }

    private static Future<Void> conclude(SqlConnection connection, CheckTable.Changes changes) {
        if (changes.isEmpty()) {
            return Future.succeededFuture();
        }
        Set<Instant> hours = Moments.hours(Stream.concat(changes.added().stream(), changes.replaced().stream())
                .mapToLong(CheckRow::micros));
        return StatusTable.update(connection, changes)
                .compose(late -> ConfirmedTable.update(connection, changes.added(), late))
                .compose(done -> markStale(connection, hours));
    }

    private static Future<Void> markStale(SqlConnection connection, Set<Instant> hours) {
        return hours.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(MARK_STALE)
                        .execute(new Columns<>(hours).timestamp(hour -> hour).tuple())
                        .mapEmpty();
    }

    private static Set<Origin> origins(List<CheckResult> results) {
        Set<Origin> origins = new HashSet<>();
        Origin last = null;
        for (CheckResult result : results) {
            Origin next = result.origin();
            if (!next.equals(last)) {
                origins.add(next);
                last = next;
            }
        }
        return origins;
    }

    private static Set<String> names(Set<Origin> origins, Function<Origin, String> name) {
        return origins.stream().map(name).collect(Collectors.toSet());
    }

    private static Stored stored(CheckTable.Changes changes) {
        return new Stored(changes.added().size(), changes.replaced().size(), List.of());
    }

    private static Stored sum(Stored left, Stored right) {
        return new Stored(
                left.rows() + right.rows(),
                left.replaced() + right.replaced(),
                Stream.concat(left.refused().stream(), right.refused().stream()).toList());
    }
}
