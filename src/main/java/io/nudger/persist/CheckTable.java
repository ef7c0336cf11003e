package io.nudger.persist;

import io.nudger.check.CertificateInfo;
import io.nudger.check.Observation;
import io.nudger.check.Phases;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables of checks and of the evidence of those that were not up. */
final class CheckTable {
    /** One statement with an array per column: twice as fast as a batch of statements, and nearly as fast as COPY. */
    private static final String INSERT =
            """
            INSERT INTO checks (scheduled_at, target_id, delay, duration, resolve, connect, tls, processing, transfer,
                body_bytes, zone_id, monitor_id, outcome, reason, status_code, attempts, regexp_matched)
            SELECT * FROM unnest($1::timestamptz[], $2::int4[], $3::int4[], $4::int4[], $5::int4[], $6::int4[],
                $7::int4[], $8::int4[], $9::int4[], $10::int4[], $11::int2[], $12::int2[], $13::int2[], $14::int2[],
                $15::int2[], $16::int2[], $17::bool[])""";

    /** Takes half as long again, because each key is looked up first. */
    private static final String INSERT_NEW =
            """
            WITH stored AS (%s ON CONFLICT DO NOTHING RETURNING target_id, zone_id, scheduled_at)
            SELECT count(*)::int4 AS rows, array_agg(target_id) AS targets, array_agg(zone_id) AS zones,
                   array_agg(scheduled_at) AS slots
              FROM stored"""
                    .formatted(INSERT);

    private static final String INSERT_FAILURES =
            """
            INSERT INTO check_failures (scheduled_at, target_id, zone_id, message, match, body_excerpt, remote_address,
                protocol, certificate_not_after, certificate_sha256, certificate_issuer)
            SELECT * FROM unnest($1::timestamptz[], $2::int4[], $3::int2[], $4::text[], $5::text[], $6::text[],
                $7::text[], $8::text[], $9::timestamptz[], $10::text[], $11::text[])
            ON CONFLICT DO NOTHING""";

    private CheckTable() {}

    /**
     * Stores rows none of which is there yet.
     *
     * @param rows ordered by key, no key twice
     * @return the rows; fails when one of them is there
     */
    static Future<List<CheckRow>> insert(SqlConnection connection, List<CheckRow> rows) {
        return connection
                .preparedQuery(INSERT)
                .execute(tuple(rows))
                .compose(stored -> insertFailures(connection, rows))
                .map(rows);
    }

    /**
     * Stores the rows that are not there yet.
     *
     * @param rows ordered by key, no key twice
     * @return the rows that were not there, in order
     */
    static Future<List<CheckRow>> insertNew(SqlConnection connection, List<CheckRow> rows) {
        return connection.preparedQuery(INSERT_NEW).execute(tuple(rows)).compose(result -> {
            List<CheckRow> stored = stored(rows, result.iterator().next());
            return insertFailures(connection, stored).map(stored);
        });
    }

    private static Future<Void> insertFailures(SqlConnection connection, List<CheckRow> stored) {
        List<CheckRow> failures =
                stored.stream().filter(row -> row.reason() != null).toList();
        if (failures.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(INSERT_FAILURES)
                .execute(evidence(failures))
                .mapEmpty();
    }

    /** The keys of the rows that were stored come back in the order in which they were sent. */
    private static List<CheckRow> stored(List<CheckRow> rows, Row keys) {
        int count = keys.getInteger("rows");
        if (count == 0 || count == rows.size()) {
            return rows.subList(0, count);
        }
        Integer[] targets = keys.getArrayOfIntegers("targets");
        Short[] zones = keys.getArrayOfShorts("zones");
        OffsetDateTime[] slots = keys.getArrayOfOffsetDateTimes("slots");
        List<CheckRow> stored = new ArrayList<>(count);
        for (CheckRow row : rows) {
            int next = stored.size();
            if (next < count
                    && row.target() == targets[next]
                    && row.zone() == zones[next]
                    && row.slot().equals(slots[next].toInstant())) {
                stored.add(row);
            }
        }
        return stored;
    }

    private static Tuple tuple(List<CheckRow> rows) {
        Function<CheckRow, Observation> seen = row -> row.result().observation();
        Function<CheckRow, Phases> phases = seen.andThen(Observation::phases);
        return new Columns<>(rows)
                .timestamp(CheckRow::slot)
                .int4(CheckRow::target)
                .int4(CheckRow::delay)
                .int4(seen.andThen(Observation::duration).andThen(CheckRow::micros))
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
                .tuple();
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
}
