package io.nudger.persist;

import static java.util.Comparator.naturalOrder;

import io.nudger.check.CertificateInfo;
import io.nudger.check.FirstFailure;
import io.nudger.check.Observation;
import io.nudger.check.Phases;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables of checks and of the evidence of those that were not up. */
final class CheckTable {
    /** One statement with an array per column: twice as fast as a batch of statements, and nearly as fast as COPY. */
    private static final String INSERT =
            """
            INSERT INTO checks (scheduled_at, target_id, delay, duration, resolve, connect, tls, processing, transfer,
                body_bytes, zone_id, monitor_id, outcome, reason, status_code, attempts, regexp_matched,
                degraded)
            SELECT * FROM unnest($1::timestamptz[], $2::int4[], $3::int4[], $4::int4[], $5::int4[], $6::int4[],
                $7::int4[], $8::int4[], $9::int4[], $10::int4[], $11::int2[], $12::int2[], $13::int2[], $14::int2[],
                $15::int2[], $16::int2[], $17::bool[], $18::bool[])""";

    /** Takes half as long again, because each key is looked up first. */
    private static final String INSERT_NEW =
            """
            WITH stored AS (%s ON CONFLICT DO NOTHING RETURNING target_id, zone_id, scheduled_at)
            SELECT count(*)::int4 AS rows, array_agg(target_id) AS targets, array_agg(zone_id) AS zones,
                   array_agg(scheduled_at) AS slots
              FROM stored"""
                    .formatted(INSERT);

    /** Only what goes before the stored row is written; the others are read, and nothing else. */
    private static final String REPLACE =
            """
            UPDATE checks c
               SET delay = n.delay, duration = n.duration, resolve = n.resolve, connect = n.connect, tls = n.tls,
                   processing = n.processing, transfer = n.transfer, body_bytes = n.body_bytes,
                   monitor_id = n.monitor_id, outcome = n.outcome, reason = n.reason, status_code = n.status_code,
                   attempts = n.attempts, regexp_matched = n.regexp_matched, degraded = n.degraded
              FROM unnest($1::timestamptz[], $2::int4[], $3::int4[], $4::int4[], $5::int4[], $6::int4[],
                       $7::int4[], $8::int4[], $9::int4[], $10::int4[], $11::int2[], $12::int2[], $13::int2[],
                       $14::int2[], $15::int2[], $16::int2[], $17::bool[], $18::bool[], $19::text[],
                       $20::text[])
                       AS n (scheduled_at, target_id, delay, duration, resolve, connect, tls, processing, transfer,
                             body_bytes, zone_id, monitor_id, outcome, reason, status_code, attempts, regexp_matched,
                             degraded, monitor, message)
             WHERE c.target_id = n.target_id AND c.zone_id = n.zone_id AND c.scheduled_at = n.scheduled_at
               AND c.scheduled_at BETWEEN $21 AND $22
               AND %s
            RETURNING c.target_id, c.zone_id, c.scheduled_at"""
                    .formatted(Precedence.GOES_BEFORE);

    private static final String FORGET_FAILURES = "SELECT forget_failures($1, $2, $3)";

    private static final String INSERT_FAILURES =
            """
            INSERT INTO check_failures (scheduled_at, target_id, zone_id, message, match, body_excerpt, remote_address,
                protocol, certificate_not_after, certificate_sha256, certificate_issuer, first_reason, first_message,
                headers)
            SELECT scheduled_at, target_id, zone_id, message, match, body_excerpt, remote_address, protocol, not_after,
                   sha256, issuer, first_reason, first_message, headers::jsonb
              FROM unnest($1::timestamptz[], $2::int4[], $3::int2[], $4::text[], $5::text[], $6::text[],
                       $7::text[], $8::text[], $9::timestamptz[], $10::text[], $11::text[], $12::int2[], $13::text[],
                       $14::text[])
                       AS n (scheduled_at, target_id, zone_id, message, match, body_excerpt, remote_address, protocol,
                             not_after, sha256, issuer, first_reason, first_message, headers)
            ON CONFLICT DO NOTHING""";

    private static final String INSERT_MATCHES =
            """
            INSERT INTO check_matches (scheduled_at, target_id, zone_id, match)
            SELECT * FROM unnest($1::timestamptz[], $2::int4[], $3::int2[], $4::text[])
            ON CONFLICT DO NOTHING""";

    private CheckTable() {}

    /**
     * Stores rows none of which is there yet.
     *
     * @param rows ordered by key, no key twice
     * @return what has changed; fails when one of them is there
     */
    static Future<Changes> insert(SqlConnection connection, List<CheckRow> rows) {
        return connection
                .preparedQuery(INSERT)
                .execute(columns(rows).tuple())
                .compose(stored -> insertFailures(connection, rows))
                .map(new Changes(rows, List.of()));
    }

    /**
     * Stores the rows that are not there yet, and those that go before the row that is there.
     *
     * @param rows ordered by key, no key twice
     * @return what has changed
     */
    static Future<Changes> merge(SqlConnection connection, List<CheckRow> rows) {
        return connection
                .preparedQuery(INSERT_NEW)
                .execute(columns(rows).tuple())
                .compose(result -> {
                    List<CheckRow> added = added(rows, result.iterator().next());
                    return insertFailures(connection, added)
                            .compose(done -> replace(connection, without(rows, added)))
                            .map(replaced -> new Changes(added, replaced));
                });
    }

    private static Future<List<CheckRow>> replace(SqlConnection connection, List<CheckRow> rivals) {
        if (rivals.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Instant oldest = rivals.stream().map(CheckRow::slot).min(naturalOrder()).orElseThrow();
        Instant newest = rivals.stream().map(CheckRow::slot).max(naturalOrder()).orElseThrow();
        Columns<CheckRow> columns = columns(rivals).text(Precedence::monitor).text(Precedence::message);
        Tuple parameters = columns.tuple()
                .addOffsetDateTime(oldest.atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(newest.atOffset(ZoneOffset.UTC));
        return connection.preparedQuery(REPLACE).execute(parameters).compose(keys -> {
            List<CheckRow> replaced = withKeys(rivals, keys);
            if (replaced.isEmpty()) {
                return Future.succeededFuture(replaced);
            }
            return connection
                    .preparedQuery(FORGET_FAILURES)
                    .execute(keys(replaced))
                    .compose(forgotten -> insertFailures(connection, replaced))
                    .map(replaced);
        });
    }

    private static List<CheckRow> withKeys(List<CheckRow> rows, RowSet<Row> keys) {
        Set<List<Object>> found = new HashSet<>();
        keys.forEach(row -> found.add(List.of(
                row.getInteger(0), row.getShort(1), row.getOffsetDateTime(2).toInstant())));
        return rows.stream()
                .filter(row -> found.contains(List.of(row.target(), row.zone(), row.slot())))
                .toList();
    }

    /** Both are in the same order. */
    @SuppressWarnings("ReferenceEquality") // Some of the very rows.
    private static List<CheckRow> without(List<CheckRow> rows, List<CheckRow> some) {
        List<CheckRow> others = new ArrayList<>();
        int next = 0;
        for (CheckRow row : rows) {
            if (next < some.size() && some.get(next).equals(row)) {
                next++;
            } else {
                others.add(row);
            }
        }
        return others;
    }

    private static Future<Void> insertFailures(SqlConnection connection, List<CheckRow> stored) {
        List<CheckRow> failures = stored.stream()
                .filter(row ->
                        row.reason() != null || row.result().observation().firstFailure() != null)
                .toList();
        List<CheckRow> matches = stored.stream()
                .filter(row ->
                        row.reason() == null && row.result().observation().match() != null)
                .toList();
        return insert(connection, INSERT_FAILURES, failures, CheckTable::evidence)
                .compose(done -> insert(connection, INSERT_MATCHES, matches, CheckTable::matches));
    }

    private static Future<Void> insert(
            SqlConnection connection, String sql, List<CheckRow> rows, Function<List<CheckRow>, Tuple> parameters) {
        return rows.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(sql).execute(parameters.apply(rows)).mapEmpty();
    }

    /** The keys of the rows that were stored come back in the order in which they were sent. */
    private static List<CheckRow> added(List<CheckRow> rows, Row keys) {
        int count = keys.getInteger("rows");
        if (count == 0 || count == rows.size()) {
            return rows.subList(0, count);
        }
        Integer[] targets = keys.getArrayOfIntegers("targets");
        Short[] zones = keys.getArrayOfShorts("zones");
        OffsetDateTime[] slots = keys.getArrayOfOffsetDateTimes("slots");
        List<CheckRow> added = new ArrayList<>(count);
        for (CheckRow row : rows) {
            int next = added.size();
            if (next < count
                    && row.target() == targets[next]
                    && row.zone() == zones[next]
                    && row.slot().equals(slots[next].toInstant())) {
                added.add(row);
            }
        }
        return added;
    }

    private static Columns<CheckRow> columns(List<CheckRow> rows) {
        Function<CheckRow, Observation> seen = row -> row.result().observation();
        Function<CheckRow, Phases> phases = seen.andThen(Observation::phases);
        return new Columns<>(rows)
                .timestamp(CheckRow::slot)
                .int4(CheckRow::target)
                .int4(CheckRow::delay)
                .int4(CheckRow::duration)
                .int4(phases.andThen(Phases::resolve).andThen(CheckRow::micros))
                .int4(phases.andThen(Phases::connect).andThen(CheckRow::micros))
                .int4(phases.andThen(Phases::tls).andThen(CheckRow::micros))
                .int4(phases.andThen(Phases::processing).andThen(CheckRow::micros))
                .int4(phases.andThen(Phases::transfer).andThen(CheckRow::micros))
                .int4(row -> clamp(seen.apply(row).bodyBytes()))
                .int2(CheckRow::zone)
                .int2(CheckRow::monitor)
                .int2(CheckRow::outcome)
                .int2(CheckRow::reason)
                .int2(row -> statusCode(seen.apply(row)))
                .int2(row -> (short) Math.min(Short.MAX_VALUE, seen.apply(row).attempts()))
                .bool(seen.andThen(Observation::regexpMatched))
                .bool(seen.andThen(Observation::degraded));
    }

    private static Tuple keys(List<CheckRow> rows) {
        return new Columns<>(rows)
                .int4(CheckRow::target)
                .int2(CheckRow::zone)
                .timestamp(CheckRow::slot)
                .tuple();
    }

    private static Tuple evidence(List<CheckRow> rows) {
        Function<CheckRow, Observation> seen = row -> row.result().observation();
        return new Columns<>(rows)
                .timestamp(CheckRow::slot)
                .int4(CheckRow::target)
                .int2(CheckRow::zone)
                .text(row -> row.result().verdict().message())
                .text(seen.andThen(Observation::match))
                .text(seen.andThen(Observation::bodyExcerpt))
                .text(seen.andThen(Observation::remoteAddress))
                .text(seen.andThen(Observation::protocol))
                .timestamp(row -> ofCertificate(row, CertificateInfo::notAfter))
                .text(row -> ofCertificate(row, CertificateInfo::sha256))
                .text(row -> ofCertificate(row, CertificateInfo::issuer))
                .int2(row -> ofFirst(row, first -> first.reason().code()))
                .text(row -> ofFirst(row, FirstFailure::message))
                .text(row -> headers(seen.apply(row)))
                .tuple();
    }

    private static Tuple matches(List<CheckRow> rows) {
        return new Columns<>(rows)
                .timestamp(CheckRow::slot)
                .int4(CheckRow::target)
                .int2(CheckRow::zone)
                .text(row -> row.result().observation().match())
                .tuple();
    }

    private static @Nullable String headers(Observation seen) {
        return seen.headers().isEmpty() ? null : new JsonObject(new LinkedHashMap<>(seen.headers())).encode();
    }

    private static <T> @Nullable T ofFirst(CheckRow row, Function<FirstFailure, T> part) {
        FirstFailure first = row.result().observation().firstFailure();
        return first == null ? null : part.apply(first);
    }

    private static @Nullable Integer clamp(@Nullable Long bytes) {
        return bytes == null ? null : CheckRow.clamp(bytes);
    }

    private static @Nullable Short statusCode(Observation seen) {
        Integer code = seen.statusCode();
        return code == null ? null : code.shortValue();
    }

    private static <T> @Nullable T ofCertificate(CheckRow row, Function<CertificateInfo, T> part) {
        CertificateInfo certificate = row.result().observation().certificate();
        return certificate == null ? null : part.apply(certificate);
    }

    /**
     * What a batch has changed in the table.
     *
     * @param added rows whose slot had none, ordered by key
     * @param replaced rows that have taken the place of a lesser one, ordered by key
     */
    record Changes(List<CheckRow> added, List<CheckRow> replaced) {
        boolean isEmpty() {
            return added.isEmpty() && replaced.isEmpty();
        }
    }
}
