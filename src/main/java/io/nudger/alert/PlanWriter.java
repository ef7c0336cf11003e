package io.nudger.alert;

import io.nudger.check.State;
import io.nudger.record.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a sweep decided, within the transaction that it is given. */
final class PlanWriter {
    private static final String ZONES =
            """
            INSERT INTO zone_states (zone_id, suspect, since, hosts, dissenting, blocked)
            SELECT z.id, n.suspect, n.since, n.hosts, n.dissenting, n.blocked
              FROM unnest($1::text[], $2::bool[], $3::timestamptz[], $4::int4[], $5::int4[], $6::int4[])
                       AS n (zone, suspect, since, hosts, dissenting, blocked)
              JOIN zones z ON z.name = n.zone
            ON CONFLICT (zone_id) DO UPDATE
               SET suspect = excluded.suspect, since = excluded.since, hosts = excluded.hosts,
                   dissenting = excluded.dissenting, blocked = excluded.blocked""";

    private static final String ZONE_CHANGES =
            """
            INSERT INTO zone_changes (zone_id, from_state, to_state, slot, decided_at, hosts, dissenting)
            SELECT z.id, CASE WHEN n.suspect THEN 'trusted' ELSE 'suspect' END,
                   CASE WHEN n.suspect THEN 'suspect' ELSE 'trusted' END, n.slot, $6, n.hosts, n.dissenting
              FROM unnest($1::text[], $2::bool[], $3::timestamptz[], $4::int4[], $5::int4[])
                       AS n (zone, suspect, slot, hosts, dissenting)
              JOIN zones z ON z.name = n.zone""";

    private static final String HABITS =
            """
            INSERT INTO pair_habits (zone_id, host, disagreement, at)
            SELECT z.id, n.host, n.disagreement, $4
              FROM unnest($1::text[], $2::text[], $3::float4[]) AS n (zone, host, disagreement)
              JOIN zones z ON z.name = n.zone
             WHERE n.disagreement > 0
            ON CONFLICT (zone_id, host) DO UPDATE SET disagreement = excluded.disagreement, at = excluded.at""";

    private static final String FORGOTTEN_HABITS =
            """
            DELETE FROM pair_habits h
             USING unnest($1::text[], $2::text[], $3::float4[]) AS n (zone, host, disagreement), zones z
             WHERE z.name = n.zone AND h.zone_id = z.id AND h.host = n.host AND n.disagreement <= 0""";

    private static final String MAINTENANCES =
            """
            INSERT INTO maintenances (name, selector, starts_at, ends_at, counts, source)
            SELECT n.name, n.selector::jsonb, n.starts_at, n.ends_at, n.counts, 'file'
              FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bool[])
                       AS n (name, selector, starts_at, ends_at, counts)
            ON CONFLICT (name, starts_at) WHERE source = 'file' DO UPDATE
               SET selector = excluded.selector, ends_at = excluded.ends_at, counts = excluded.counts""";

    private static final String REVOKED = "UPDATE maintenances SET revoked_at = now() WHERE id = ANY ($1)";

    private static final String OUTAGES =
            """
            INSERT INTO outages AS o (target_id, started_at, confirmed_at, ended_at, worst, late, reason, message, status_code)
            SELECT * FROM unnest($1::int4[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::bool[],
                                 $7::text[], $8::text[], $9::int2[])
            ON CONFLICT (target_id, started_at) DO UPDATE
               SET ended_at = excluded.ended_at, worst = excluded.worst,
                   reason = coalesce(excluded.reason, o.reason),
                   message = CASE WHEN excluded.reason IS NULL THEN o.message ELSE excluded.message END,
                   status_code = CASE WHEN excluded.reason IS NULL THEN o.status_code ELSE excluded.status_code END""";

    private static final String CHANGED =
            """
            FROM unnest($1::int4[], $2::int8[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[],
                        $7::timestamptz[], $8::text[], $9::bool[], $10::text[], $11::text[], $12::text[], $13::int2[],
                        $14::timestamptz[], $15::timestamptz[], $16::bool[])
                     AS n (target_id, sequence, slot, decided_at, from_state, to_state, since, cause, late, zones, reason,
                           message, status_code, outage_start, flapping_since, taken_out)
              LEFT JOIN outages o ON o.target_id = n.target_id AND o.started_at = n.outage_start""";

    private static final String CHANGES =
            """
            INSERT INTO state_changes (target_id, sequence, slot, decided_at, from_state, to_state, since, cause, late, zones,
                reason, message, status_code, outage_id)
            SELECT n.target_id, n.sequence, n.slot, n.decided_at, n.from_state, n.to_state, n.since, n.cause, n.late,
                   n.zones::jsonb, n.reason, n.message, n.status_code, o.id
            """
                    + CHANGED + " ORDER BY n.decided_at, n.target_id, n.sequence";

    private static final String STATES =
            """
            INSERT INTO target_states (target_id, state, since, slot, decided_at, sequence, outage_id, zones, reason, message,
                status_code, flapping_since, taken_out)
            SELECT DISTINCT ON (n.target_id) n.target_id, n.to_state, n.since, n.slot, n.decided_at, n.sequence,
                   CASE WHEN o.ended_at IS NULL THEN o.id END, n.zones::jsonb, n.reason, n.message, n.status_code,
                   n.flapping_since, n.taken_out
            """
                    + CHANGED
                    + """
             ORDER BY n.target_id, n.sequence DESC
            ON CONFLICT (target_id) DO UPDATE
               SET state = excluded.state, since = excluded.since, slot = excluded.slot, decided_at = excluded.decided_at,
                   sequence = excluded.sequence, outage_id = excluded.outage_id, zones = excluded.zones,
                   reason = excluded.reason, message = excluded.message, status_code = excluded.status_code,
                   flapping_since = excluded.flapping_since, taken_out = excluded.taken_out""";

    private static final String CALM = "UPDATE target_states SET flapping_since = NULL WHERE target_id = ANY ($1)";

    private static final String NOTICES =
            """
            INSERT INTO notices (receiver, key, kind, target_id, outage_id, due_at, held_by, payload, created_at)
            SELECT n.receiver, n.key, n.kind, n.target_id, o.id, n.due_at, n.held_by, n.payload::jsonb, $9
              FROM unnest($1::text[], $2::text[], $3::text[], $4::int4[], $5::timestamptz[], $6::timestamptz[], $7::text[],
                          $8::text[]) AS n (receiver, key, kind, target_id, outage_start, due_at, held_by, payload)
              LEFT JOIN outages o ON o.target_id = n.target_id AND o.started_at = n.outage_start
            ON CONFLICT (receiver, key) DO NOTHING""";

    private static final String UNTOUCHED =
            "message_id IS NULL AND sent_at IS NULL AND given_up_at IS NULL AND cancelled_at IS NULL";

    private static final String HELD =
            "UPDATE notices SET held_by = n.held_by FROM unnest($1::int8[], $2::text[]) AS n (number, held_by)"
                    + " WHERE id = n.number AND " + UNTOUCHED;

    private static final String CANCELLED =
            "UPDATE notices SET cancelled_at = now() WHERE id = ANY ($1) AND " + UNTOUCHED;

    private final SqlConnection connection;

    private PlanWriter(SqlConnection connection) {
        this.connection = connection;
    }

    /** A notice was sent after the snapshot was read: what was decided about it holds no longer, and is decided again. */
    static final class OvertakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OvertakenException() {
            super("a notice was sent meanwhile", null, false, false);
        }
    }

    /** Writes all of it; fails with {@link OvertakenException} when a notice has been sent meanwhile. */
    static Future<Void> write(SqlConnection connection, Plan plan, Instant now) {
        return new PlanWriter(connection).write(plan, SnapshotReader.utc(now));
    }

    private Future<Void> write(Plan plan, OffsetDateTime now) {
        return touch(
                        plan.cancelled().size(),
                        CANCELLED,
                        Tuple.of(plan.cancelled().toArray(Long[]::new)))
                .compose(done -> touch(plan.updates().size(), HELD, held(plan.updates())))
                .compose(done -> run(plan.zones(), ZONES, zones(plan.zones())))
                .compose(done -> run(
                        plan.zoneChanges(),
                        ZONE_CHANGES,
                        zoneChanges(plan.zoneChanges()).addOffsetDateTime(now)))
                .compose(done -> run(
                        plan.habitChanges(), HABITS, habits(plan.habitChanges()).addOffsetDateTime(now)))
                .compose(done -> run(plan.habitChanges(), FORGOTTEN_HABITS, habits(plan.habitChanges())))
                .compose(done -> run(plan.maintenances(), MAINTENANCES, maintenances(plan.maintenances())))
                .compose(done ->
                        run(plan.revoked(), REVOKED, Tuple.of(plan.revoked().toArray(Long[]::new))))
                .compose(done -> run(plan.outages(), OUTAGES, outages(plan.outages())))
                .compose(done -> run(plan.changes(), CHANGES, changes(plan.changes())))
                .compose(done -> run(plan.changes(), STATES, changes(plan.changes())))
                .compose(done -> run(plan.calm(), CALM, Tuple.of(plan.calm().toArray(Integer[]::new))))
                .compose(done ->
                        run(plan.notices(), NOTICES, notices(plan.notices()).addOffsetDateTime(now)));
    }

    private Future<Void> run(List<?> what, String sql, Tuple parameters) {
        return what.isEmpty()
                ? Future.succeededFuture()
                : execute(sql, parameters).mapEmpty();
    }

    private Future<Void> touch(int expected, String sql, Tuple parameters) {
        if (expected == 0) {
            return Future.succeededFuture();
        }
        return execute(sql, parameters)
                .compose(rows -> rows.rowCount() == expected
                        ? Future.succeededFuture()
                        : Future.failedFuture(new OvertakenException()));
    }

    private Future<RowSet<Row>> execute(String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters);
    }

    private static Tuple held(List<Plan.Update> updates) {
        return new Columns<>(updates)
                .int8(Plan.Update::id)
                .text(Plan.Update::heldBy)
                .tuple();
    }

    private static Tuple zones(List<ZoneVerdict> zones) {
        return new Columns<>(zones)
                .text(ZoneVerdict::zone)
                .bool(ZoneVerdict::suspect)
                .timestamp(ZoneVerdict::since)
                .int4(ZoneVerdict::hosts)
                .int4(ZoneVerdict::dissenting)
                .int4(ZoneVerdict::blocked)
                .tuple();
    }

    private static Tuple zoneChanges(List<Plan.ZoneChange> changes) {
        return new Columns<>(changes)
                .text(change -> change.verdict().zone())
                .bool(change -> change.verdict().suspect())
                .timestamp(Plan.ZoneChange::slot)
                .int4(change -> change.verdict().hosts())
                .int4(change -> change.verdict().dissenting())
                .tuple();
    }

    private static Tuple habits(List<Habits.Habit> habits) {
        return new Columns<>(habits)
                .text(Habits.Habit::zone)
                .text(Habits.Habit::host)
                .float4(habit -> (float) habit.disagreement())
                .tuple();
    }

    private static Tuple maintenances(List<Plan.Occurrence> occurrences) {
        return new Columns<>(occurrences)
                .text(each -> each.window().name())
                .text(each -> Selectors.toJson(each.window().match()).encode())
                .timestamp(Plan.Occurrence::from)
                .timestamp(Plan.Occurrence::to)
                .bool(each -> each.window().counts())
                .tuple();
    }

    private static Tuple outages(List<OutageChange> all) {
        Map<List<Object>, OutageChange> last = new LinkedHashMap<>();
        all.forEach(outage -> last.put(List.of(outage.target(), outage.startedAt()), outage));
        return new Columns<>(last.values())
                .int4(OutageChange::target)
                .timestamp(OutageChange::startedAt)
                .timestamp(OutageChange::confirmedAt)
                .timestamp(OutageChange::endedAt)
                .text(outage -> outage.worst().wireName())
                .bool(OutageChange::late)
                .text(outage -> reason(outage.failure()))
                .text(outage -> message(outage.failure()))
                .int2(outage -> statusCode(outage.failure()))
                .tuple();
    }

    private static Tuple changes(List<StateChange> changes) {
        return new Columns<>(changes)
                .int4(StateChange::target)
                .int8(StateChange::sequence)
                .timestamp(change -> change.decision().slot())
                .timestamp(StateChange::decidedAt)
                .text(change -> wireName(change.from()))
                .text(change -> change.decision().state().wireName())
                .timestamp(change -> change.decision().since())
                .text(change -> change.decision().cause().wireName())
                .bool(change -> change.decision().late())
                .text(change -> NewsJson.zones(change.decision().zones()).encode())
                .text(change -> reason(change.decision().failure()))
                .text(change -> message(change.decision().failure()))
                .int2(change -> statusCode(change.decision().failure()))
                .timestamp(StateChange::outageStart)
                .timestamp(StateChange::flappingSince)
                .bool(StateChange::isRemoval)
                .tuple();
    }

    private static Tuple notices(List<Draft> notices) {
        return new Columns<>(notices)
                .text(Draft::receiver)
                .text(Draft::key)
                .text(notice -> notice.kind().name().toLowerCase(Locale.ROOT))
                .int4(Draft::target)
                .timestamp(Draft::outageStart)
                .timestamp(Draft::dueAt)
                .text(Draft::heldBy)
                .text(notice -> NewsJson.toJson(notice.news()).encode())
                .tuple();
    }

    private static @Nullable String wireName(@Nullable State state) {
        return state == null ? null : state.wireName();
    }

    private static @Nullable String reason(@Nullable Failure failure) {
        return failure == null ? null : failure.reason();
    }

    private static @Nullable String message(@Nullable Failure failure) {
        return failure == null ? null : failure.message();
    }

    private static @Nullable Short statusCode(@Nullable Failure failure) {
        Integer code = failure == null ? null : failure.statusCode();
        return code == null ? null : code.shortValue();
    }
}
