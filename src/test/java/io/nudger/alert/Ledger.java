package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.State;
import io.nudger.config.Alerts;
import io.nudger.receivers.Kind;
import io.nudger.receivers.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables of an alerter in memory: takes plans, sends what is due, and gives the next snapshot. */
final class Ledger {
    final List<StateChange> changes = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    final Map<String, OutageChange> outages = new LinkedHashMap<>();
    final List<Plan.ZoneChange> zoneChanges = new ArrayList<>();
    final List<Quiet> quiets = new ArrayList<>();
    final Map<Integer, TakenOut> takenOut = new HashMap<>();

    private final Map<Integer, CurrentState> states = new HashMap<>();
    private final Set<Integer> acknowledged = new HashSet<>();
    private final Map<String, Row> notices = new LinkedHashMap<>();
    private final Map<String, ZoneVerdict> verdicts = new TreeMap<>();
    private Habits habits = Habits.NONE;
    private long ids;

    /** What a receiver got. */
    record Message(Instant at, String receiver, Notice notice) {
        Kind kind() {
            return notice.kind();
        }

        @Override
        public String toString() {
            return at + " " + receiver + " " + notice.kind() + " " + notice.headline();
        }
    }

    private static final class Row {
        private final long id;
        private final Draft draft;
        private final Instant createdAt;
        private @Nullable String heldBy;
        private Posted.Progress progress = Posted.Progress.WAITING;
        private boolean cancelled;

        Row(long id, Draft draft, Instant createdAt) {
            this.id = id;
            this.draft = draft;
            this.createdAt = createdAt;
            this.heldBy = draft.heldBy();
        }

        Posted posted() {
            return new Posted(
                    id,
                    draft.receiver(),
                    draft.key(),
                    draft.kind(),
                    draft.target(),
                    createdAt,
                    draft.dueAt(),
                    heldBy,
                    progress);
        }
    }

    Snapshot snapshot(Instant now, List<Subject> subjects, CertificateSeen... certificates) {
        List<Subject> known = subjects.stream().map(subject -> known(subject)).toList();
        List<Posted> posted = notices.values().stream()
                .filter(row -> !row.cancelled)
                .map(Row::posted)
                .toList();
        return new Snapshot(now, known, verdicts, habits, posted, quiets, takenOut, List.of(certificates));
    }

    private Subject known(Subject subject) {
        CurrentState state = states.get(subject.id());
        return state == null ? subject : subject.with(state, outage(subject.id()));
    }

    private @Nullable OpenOutage outage(int target) {
        return outages.values().stream()
                .filter(outage -> outage.target() == target && outage.endedAt() == null)
                .map(outage -> new OpenOutage(
                        1, outage.startedAt(), outage.confirmedAt(), outage.worst(), acknowledged.contains(target)))
                .findFirst()
                .orElse(null);
    }

    @Nullable State state(int target) {
        CurrentState state = states.get(target);
        return state == null ? null : state.state();
    }

    void acknowledge(int target) {
        acknowledged.add(target);
    }

    void write(Plan plan, Instant now) {
        plan.zones().forEach(zone -> verdicts.put(zone.zone(), zone));
        zoneChanges.addAll(plan.zoneChanges());
        habits = plan.habits();
        plan.maintenances().forEach(occurrence -> {
            quiets.removeIf(quiet -> quiet.name().equals(occurrence.window().name())
                    && quiet.from().equals(occurrence.from()));
            quiets.add(new Quiet(
                    ++ids,
                    Quiet.Kind.MAINTENANCE,
                    occurrence.window().name(),
                    occurrence.window().match(),
                    occurrence.from(),
                    occurrence.to(),
                    true,
                    false));
        });
        plan.revoked().forEach(this::revoke);
        plan.outages().forEach(outage -> outages.put(outage.target() + " " + outage.startedAt(), outage));
        plan.changes().forEach(change -> write(change, now));
        plan.calm().forEach(target -> states.computeIfPresent(target, (id, state) -> state.calm()));
        for (Draft draft : plan.notices()) {
            notices.putIfAbsent(draft.receiver() + " " + draft.key(), new Row(++ids, draft, now));
        }
        Map<Long, Row> byId = new HashMap<>();
        notices.values().forEach(row -> byId.put(row.id, row));
        plan.updates().forEach(update -> requireNonNull(byId.get(update.id())).heldBy = update.heldBy());
        plan.cancelled().forEach(id -> requireNonNull(byId.get(id)).cancelled = true);
    }

    void revoke(long id) {
        quiets.replaceAll(quiet -> quiet.id() != id
                ? quiet
                : new Quiet(
                        id,
                        quiet.kind(),
                        quiet.name(),
                        quiet.match(),
                        quiet.from(),
                        quiet.to(),
                        quiet.fromFile(),
                        true));
    }

    private void write(StateChange change, Instant now) {
        changes.add(change);
        Decision decision = change.decision();
        CurrentState before = states.get(change.target());
        List<Instant> recent = new ArrayList<>(before == null ? List.of() : before.recent());
        if (change.counts()) {
            recent.add(now);
        }
        if (!decision.state().isOutage() && decision.state() != State.STALE) {
            acknowledged.remove(change.target());
        }
        states.put(change.target(), CurrentState.after(change, recent));
    }

    /** Sends what is due: one message of each receiver and kind. */
    void send(Instant now) {
        Map<String, List<Row>> due = new TreeMap<>();
        for (Row row : notices.values()) {
            if (row.progress == Posted.Progress.WAITING
                    && !row.cancelled
                    && row.heldBy == null
                    && !row.draft.dueAt().isAfter(now)) {
                Kind kind = row.draft.kind() == Kind.PARTIAL ? Kind.DOWN : row.draft.kind();
                due.computeIfAbsent(row.draft.receiver() + " " + kind, any -> new ArrayList<>())
                        .add(row);
            }
        }
        due.values().forEach(rows -> deliver(rows, now));
    }

    private void deliver(List<Row> rows, Instant now) {
        rows.sort(Comparator.comparing(row -> row.id));
        String receiver = rows.get(0).draft.receiver();
        Map<String, Integer> held = new HashMap<>();
        for (Row row : notices.values()) {
            String by = row.heldBy;
            if (by != null
                    && by.startsWith("target:")
                    && !row.cancelled
                    && row.draft.receiver().equals(receiver)) {
                held.merge(by.substring("target:".length()), 1, Integer::sum);
            }
        }
        List<Grouping.Entry> entries = rows.stream()
                .map(row -> new Grouping.Entry(row.draft.key(), row.draft.kind(), row.draft.news()))
                .toList();
        messages.add(new Message(
                now, receiver, Grouping.merge(receiver + "/" + rows.get(0).id, entries, held, Notice.Links.NONE, now)));
        rows.forEach(row -> row.progress = Posted.Progress.DONE);
    }

    /** A sweep, what it writes, and what is due. */
    Plan sweep(Sweep sweep, Alerts alerts, Instant now, List<Subject> subjects, CertificateSeen... certificates) {
        Plan plan = sweep.plan(snapshot(now, subjects, certificates), alerts);
        write(plan, now);
        send(now);
        return plan;
    }

    /** The headlines of what a receiver got. */
    List<String> headlines(String receiver) {
        return messages.stream()
                .filter(message -> message.receiver().equals(receiver))
                .map(message -> message.notice().headline())
                .toList();
    }

    /** Keys of what waits, with what holds it. */
    Map<String, String> waiting() {
        Map<String, String> waiting = new TreeMap<>();
        for (Row row : notices.values()) {
            if (row.progress == Posted.Progress.WAITING && !row.cancelled) {
                waiting.put(row.draft.receiver() + " " + row.draft.key(), String.valueOf(row.heldBy));
            }
        }
        return waiting;
    }
}
