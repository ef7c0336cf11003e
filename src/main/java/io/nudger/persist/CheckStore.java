package io.nudger.persist;

import static java.util.Objects.requireNonNull;

import io.nudger.check.CheckResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes results into the record. One batch is one transaction, and what the tables hold afterwards depends on the set of
 * results alone: neither the order in which they come, nor how they are cut into batches, nor how often each comes makes
 * a difference. Of results that differ under one key, the first counts.
 */
final class CheckStore {
    /** Of failures that pass. */
    private static final int ATTEMPTS = 5;

    private final Database database;
    private final Partitions partitions;
    private final NameTable zones = NameTable.zones();
    private final NameTable monitors = NameTable.monitors();
    private final TargetTable targets = new TargetTable();

    /** Whether the last batch had rows that were there already: then it pays to look before each row. */
    private boolean replaying;

    CheckStore(Database database, Partitions partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    /**
     * Stores the results that are not stored yet. A result that the database cannot take does not keep it from taking the
     * others.
     *
     * @return what became of them; fails when the database does not answer or refuses its service: then the same results
     *     can be given again, whether they were stored or not
     */
    Future<Stored> store(List<CheckResult> results) {
        return storeEach(IntStream.range(0, results.size())
                .mapToObj(index -> new Candidate(index, results.get(index)))
                .toList());
    }

    /** Another persister may have written the targets that come now: what is remembered of them may be outdated. */
    void forgetTargets() {
        targets.forget();
    }

    private Future<Stored> storeEach(List<Candidate> candidates) {
        Map<Key, Candidate> first = new LinkedHashMap<>();
        List<Candidate> repeated = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (first.putIfAbsent(candidate.key(), candidate) != null) {
                repeated.add(candidate);
            }
        }
        return storeOrSplit(List.copyOf(first.values())).compose(stored -> {
            // Where the first of a key was refused, the next one is the first.
            Set<Key> refused = stored.refused().stream()
                    .map(each -> each.candidate().key())
                    .collect(Collectors.toSet());
            List<Candidate> next = repeated.stream()
                    .filter(each -> refused.contains(each.key()))
                    .toList();
            return next.isEmpty()
                    ? Future.succeededFuture(stored)
                    : storeEach(next).map(stored::and);
        });
    }

    /** Halves the batch until the database tells which rows it does not take. */
    private Future<Stored> storeOrSplit(List<Candidate> unique) {
        if (unique.isEmpty()) {
            return Future.succeededFuture(new Stored(0, List.of()));
        }
        return storeTogether(unique.stream().map(Candidate::result).toList(), ATTEMPTS)
                .map(rows -> new Stored(rows, List.of()))
                .recover(failure -> {
                    if (!PgFailure.isFaultOfData(failure)) {
                        return Future.failedFuture(failure);
                    }
                    if (unique.size() == 1) {
                        return Future.succeededFuture(
                                new Stored(0, List.of(new Refused(unique.get(0), PgFailure.describe(failure)))));
                    }
                    int half = unique.size() / 2;
                    return storeOrSplit(unique.subList(0, half))
                            .compose(left -> storeOrSplit(unique.subList(half, unique.size()))
                                    .map(left::and));
                });
    }

    private Future<Integer> storeTogether(List<CheckResult> results, int attempts) {
        return inTransaction(results).recover(failure -> {
            if (attempts == 1 || !PgFailure.isPassing(failure)) {
                return Future.failedFuture(failure);
            }
            partitions.forget();
            replaying |= PgFailure.isRepetition(failure);
            return storeTogether(results, attempts - 1);
        });
    }

    private Future<Integer> inTransaction(List<CheckResult> results) {
        return partitions
                .ensure(results.stream().map(CheckResult::scheduledAt).toList())
                .compose(ready -> database.transaction(connection -> write(connection, results)))
                .map(written -> {
                    zones.remember(written.zones);
                    monitors.remember(written.monitors);
                    targets.remember(written.targets);
                    replaying &= written.rows < results.size();
                    return written.rows;
                });
    }

    private Future<Written> write(SqlConnection connection, List<CheckResult> results) {
        return zones.resolve(
                        connection, distinct(results, result -> result.origin().zone()))
                .compose(zoneIds -> monitors.resolve(connection, distinct(results, result -> result.origin()
                                .monitor()))
                        .compose(monitorIds -> targets.resolve(connection, results)
                                .compose(known ->
                                        write(connection, results, new Written(zoneIds, monitorIds, known, 0)))));
    }

    private Future<Written> write(SqlConnection connection, List<CheckResult> results, Written names) {
        List<CheckRow> rows = results.stream().map(names::row).sorted().toList();
        Future<List<CheckRow>> inserted =
                replaying ? CheckTable.insertNew(connection, rows) : CheckTable.insert(connection, rows);
        return inserted.compose(stored -> {
            if (stored.isEmpty()) {
                return Future.succeededFuture(names);
            }
            List<CheckResult> news = stored.stream().map(CheckRow::result).toList();
            return targets.update(connection, news, names.targets)
                    .compose(done -> StatusTable.update(connection, stored))
                    .map(done -> names.withRows(stored.size()));
        });
    }

    private static Set<String> distinct(List<CheckResult> results, Function<CheckResult, String> name) {
        return results.stream().map(name).collect(Collectors.toSet());
    }

    /** A result, and where it stands in the batch. */
    record Candidate(int index, CheckResult result) {
        Key key() {
            return Key.of(result);
        }
    }

    /** A result that the database does not take, and what it says. */
    record Refused(Candidate candidate, String reason) {}

    /**
     * What became of a batch.
     *
     * @param rows how many results were stored
     * @param refused those that the database does not take; all others were stored before
     */
    record Stored(int rows, List<Refused> refused) {
        private Stored and(Stored other) {
            List<Refused> all = new ArrayList<>(refused);
            all.addAll(other.refused);
            return new Stored(rows + other.rows, all);
        }
    }

    /** What a transaction knows of names, and how many rows it has stored. */
    private record Written(
            Map<String, Short> zones, Map<String, Short> monitors, Map<String, KnownTarget> targets, int rows) {
        CheckRow row(CheckResult result) {
            return new CheckRow(
                    result,
                    requireNonNull(targets.get(result.target().name())).id(),
                    requireNonNull(zones.get(result.origin().zone())),
                    monitors.get(result.origin().monitor()));
        }

        Written withRows(int stored) {
            return new Written(zones, monitors, targets, stored);
        }
    }
}
