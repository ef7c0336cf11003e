package io.nudger.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of the record, as an audit looks at it.
 *
 * @param target the name of its target
 * @param slot the slot as the database shows it
 * @param scheduled the slot
 * @param started when the check began; null when it did not run
 * @param took how long it took; zero when that was not measured
 * @param outcome up, down, missed or unknown
 * @param reason why it is not up
 * @param answered whether a status code came
 */
record AuditedRow(
        String target,
        String slot,
        Instant scheduled,
        @Nullable Instant started,
        Duration took,
        String outcome,
        @Nullable String reason,
        boolean answered) {
    /** A check that ended like this did not come as far as a request. */
    private static final Set<String> NEVER_REQUESTED = Set.of("resolve", "connect", "tls", "blocked_address");

    private static final String ROWS =
            """
            SELECT target, outcome, reason, status_code, scheduled_at::text AS slot,
                (extract(epoch FROM scheduled_at) * 1000000)::bigint AS scheduled,
                (extract(epoch FROM started_at) * 1000000)::bigint AS started,
                (coalesce(duration, 0) * 1000000)::bigint AS took
            FROM check_results
            WHERE zone = ? AND scheduled_at >= to_timestamp(? / 1000000.0) AND scheduled_at < to_timestamp(? / 1000000.0)
            ORDER BY target, scheduled_at
            """;

    /** The rows of these slots, in the order of targets and slots. */
    static List<AuditedRow> between(TestDatabase database, String zone, Instant since, Instant until) {
        return database.query(ROWS, zone, RecordAudit.micros(since), RecordAudit.micros(until)).stream()
                .map(AuditedRow::of)
                .toList();
    }

    private static AuditedRow of(Map<String, @Nullable Object> row) {
        return new AuditedRow(
                String.valueOf(row.get("target")),
                String.valueOf(row.get("slot")),
                instant(row, "scheduled"),
                row.get("started") == null ? null : instant(row, "started"),
                Duration.of(RecordAudit.number(row, "took"), ChronoUnit.MICROS),
                String.valueOf(row.get("outcome")),
                row.get("reason") instanceof String reason ? reason : null,
                row.get("status_code") != null);
    }

    private static Instant instant(Map<String, @Nullable Object> row, String column) {
        return Instant.EPOCH.plus(RecordAudit.number(row, column), ChronoUnit.MICROS);
    }

    /** When its check was over; the slot when it did not run. */
    Instant ended() {
        return (started == null ? scheduled : started).plus(took);
    }

    /** Whether so many requests go with this row. */
    boolean allows(int requests) {
        return switch (outcome) {
            case "up" -> requests == 1;
            case "down" -> {
                if (reason != null && NEVER_REQUESTED.contains(reason)) {
                    yield requests == 0;
                }
                // The deadline may have passed before the request was out.
                yield requests == 1 || (requests == 0 && !answered && "timeout".equals(reason));
            }
            case "unknown" -> requests <= 1;
            default -> requests == 0;
        };
    }
}
