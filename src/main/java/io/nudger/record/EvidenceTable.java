package io.nudger.record;

import io.nudger.check.CertificateInfo;
import io.nudger.check.FirstFailure;
import io.nudger.check.Observation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables of the evidence: of each check that was not up, or not at once, and of the texts that were matched. */
final class EvidenceTable {
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

    private EvidenceTable() {}

    /** Stores what there is of rows that were stored. The evidence of those they have replaced went with them, by a trigger. */
    static Future<Void> insert(SqlConnection connection, List<CheckRow> stored) {
        List<CheckRow> failures = new ArrayList<>();
        List<CheckRow> matches = new ArrayList<>();
        for (CheckRow row : stored) {
            Observation seen = row.result().observation();
            boolean isUp = row.reason() == null;
            if (!isUp || seen.firstFailure() != null) {
                failures.add(row);
            }
            if (isUp && seen.match() != null) {
                matches.add(row);
            }
        }
        return execute(connection, INSERT_FAILURES, failures, EvidenceTable::failures)
                .compose(done -> execute(connection, INSERT_MATCHES, matches, EvidenceTable::matches));
    }

    private static Future<Void> execute(
            SqlConnection connection, String sql, List<CheckRow> rows, Function<List<CheckRow>, Tuple> parameters) {
        return rows.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(sql).execute(parameters.apply(rows)).mapEmpty();
    }

    private static Tuple failures(List<CheckRow> rows) {
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
                .int2(row -> ofFirst(row, first -> row.codes().reason(first.reason())))
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

    private static <T> @Nullable T ofCertificate(CheckRow row, Function<CertificateInfo, T> part) {
        CertificateInfo certificate = row.result().observation().certificate();
        return certificate == null ? null : part.apply(certificate);
    }
}
