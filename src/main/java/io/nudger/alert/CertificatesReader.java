package io.nudger.alert;

import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Reads the certificates that targets have, once an hour: they seldom change. Belongs to one event loop. */
final class CertificatesReader {
    private static final String CERTIFICATES =
            """
            WITH seen AS (
                SELECT target_id, sha256, issuer, max(not_after) AS not_after, min(first_seen) AS first_seen,
                       max(last_seen) AS last_seen
                  FROM certificates
                 GROUP BY target_id, sha256, issuer
            ), ordered AS (
                SELECT *, row_number() OVER w AS position, lead(issuer) OVER w AS previous_issuer
                  FROM seen
                WINDOW w AS (PARTITION BY target_id ORDER BY last_seen DESC, first_seen DESC, sha256)
            )
            SELECT target_id, sha256, issuer, previous_issuer, not_after FROM ordered
             WHERE position = 1 AND last_seen > now() - interval '2 days'""";

    private static final Duration EVERY = Duration.ofHours(1);

    private final Database database;
    private final LongSupplier nanoTime;
    private long readAt;
    private boolean read;

    CertificatesReader(Database database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
    }

    /** It is time with the next snapshot. */
    void lookNext() {
        read = false;
    }

    boolean isTime() {
        return !read || nanoTime.getAsLong() - readAt > EVERY.toNanos();
    }

    Future<List<CertificateSeen>> read() {
        long asked = nanoTime.getAsLong();
        return database.query(CERTIFICATES, Tuple.tuple()).map(rows -> {
            List<CertificateSeen> certificates = new ArrayList<>(rows.size());
            for (Row row : rows) {
                certificates.add(new CertificateSeen(
                        row.getInteger("target_id"),
                        row.getString("sha256"),
                        row.getString("issuer"),
                        row.getString("previous_issuer"),
                        row.getOffsetDateTime("not_after").toInstant()));
            }
            read = true;
            readAt = asked;
            return certificates;
        });
    }
}
