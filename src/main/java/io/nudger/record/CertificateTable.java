package io.nudger.record;

import io.nudger.check.CertificateInfo;
import io.nudger.consume.LruMap;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of certificates: from when to when each was seen of a target in a zone, whatever the order in which results
 * arrive. The last one of each pair is remembered, so that a batch in which nothing is new about it asks for nothing, and
 * writes once an hour.
 */
final class CertificateTable {
    private static final String UPSERT =
            """
            INSERT INTO certificates AS c (first_seen, last_seen, not_after, target_id, zone_id, sha256, subject, issuer)
            SELECT * FROM unnest($1::timestamptz[], $2::timestamptz[], $3::timestamptz[], $4::int4[], $5::int2[],
                $6::text[], $7::text[], $8::text[])
            ON CONFLICT (target_id, zone_id, sha256) DO UPDATE
               SET first_seen = least(c.first_seen, excluded.first_seen),
                   last_seen = greatest(c.last_seen, excluded.last_seen),
                   subject = coalesce(c.subject, excluded.subject)
             WHERE c.first_seen > excluded.first_seen OR c.last_seen < excluded.last_seen
                OR (c.subject IS NULL AND excluded.subject IS NOT NULL)""";

    private static final Comparator<Seen> ORDER = Comparator.comparingInt((Seen seen) -> seen.pair.target)
            .thenComparingInt(seen -> seen.pair.zone)
            .thenComparing(seen -> seen.certificate.sha256());

    private final Map<Pair, Known> committed = new LruMap<>();

    /** A target in a zone. */
    record Pair(int target, short zone) {
        private boolean isOf(CheckRow row) {
            return target == row.target() && zone == row.zone();
        }
    }

    /**
     * What the table holds at least of a certificate.
     *
     * @param key the beginning of its fingerprint
     * @param first the oldest slot
     * @param last the newest slot, cut to the hour
     */
    record Known(long key, Instant first, Instant last) {
        private boolean covers(long slot) {
            return Moments.isWithin(slot, first, last);
        }

        private static long key(CertificateInfo certificate) {
            return certificate.sha256().hashCode() * 31L + certificate.issuer().hashCode();
        }
    }

    /** What a batch says about a certificate. */
    private record Seen(Pair pair, CertificateInfo certificate, Instant oldest, Instant newest) {
        Instant last() {
            return newest.truncatedTo(ChronoUnit.HOURS);
        }

        Known known() {
            return new Known(Known.key(certificate), oldest, last());
        }

        Seen with(Seen other) {
            return new Seen(
                    pair,
                    certificate.subject() == null ? other.certificate : certificate,
                    oldest.isBefore(other.oldest) ? oldest : other.oldest,
                    newest.isAfter(other.newest) ? newest : other.newest);
        }
    }

    /**
     * Brings the table the certificates of these rows, whether they count or not.
     *
     * @param rows ordered by key
     * @return what is known afterwards; to be {@linkplain #remember remembered} when the transaction is committed
     */
    Future<Map<Pair, Known>> update(SqlConnection connection, List<CheckRow> rows) {
        Map<List<Object>, Seen> certificates = new HashMap<>();
        Pair pair = null;
        CertificateInfo last = null;
        Known known = null;
        for (CheckRow row : rows) {
            CertificateInfo certificate = row.result().observation().certificate();
            if (certificate == null) {
                continue;
            }
            if (pair == null || !pair.isOf(row) || !certificate.equals(last)) {
                pair = new Pair(row.target(), row.zone());
                last = certificate;
                known = known(pair, certificate);
            }
            if (known == null || !known.covers(row.micros())) {
                Seen seen = new Seen(pair, certificate, row.slot(), row.slot());
                certificates.merge(List.of(pair, certificate.sha256()), seen, Seen::with);
            }
        }
        List<Seen> news = certificates.values().stream().sorted(ORDER).toList();
        if (news.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return connection.preparedQuery(UPSERT).execute(columns(news).tuple()).map(done -> known(news));
    }

    /** Null when another one is remembered of this pair, or none. */
    private @Nullable Known known(Pair pair, CertificateInfo certificate) {
        Known known = committed.get(pair);
        return known != null && known.key == Known.key(certificate) ? known : null;
    }

    void remember(Map<Pair, Known> known) {
        committed.putAll(known);
    }

    private static Map<Pair, Known> known(List<Seen> written) {
        Map<Pair, Seen> last = new HashMap<>();
        written.forEach(
                seen -> last.merge(seen.pair, seen, (one, other) -> one.newest.isAfter(other.newest) ? one : other));
        Map<Pair, Known> known = new HashMap<>();
        last.forEach((pair, seen) -> known.put(pair, seen.known()));
        return known;
    }

    private static Columns<Seen> columns(List<Seen> certificates) {
        return new Columns<>(certificates)
                .timestamp(Seen::oldest)
                .timestamp(Seen::last)
                .timestamp(seen -> seen.certificate.notAfter())
                .int4(seen -> seen.pair.target)
                .int2(seen -> seen.pair.zone)
                .text(seen -> seen.certificate.sha256())
                .text(seen -> seen.certificate.subject())
                .text(seen -> seen.certificate.issuer());
    }
}
