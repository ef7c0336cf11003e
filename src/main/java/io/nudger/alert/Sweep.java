package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.State;
import io.nudger.config.Alerts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From all statuses to what has to be written: verdicts about zones, new states, outages, notices. The same snapshot always
 * gives the same plan, and when the plan is written, the next snapshot gives nothing more.
 */
public final class Sweep {
    private final StateRule rule;
    private final boolean zoneHealth;

    /**
     * Sweeps that decide in the same way.
     *
     * @param zoneHealth whether zones are compared with each other; without it every zone is trusted
     */
    public Sweep(Confirm confirm, boolean zoneHealth) {
        this.rule = new StateRule(confirm);
        this.zoneHealth = zoneHealth;
    }

    /** Decides. */
    public Plan plan(Snapshot snapshot, Alerts alerts) {
        return new Run(snapshot, alerts).plan();
    }

    /** One sweep. */
    private final class Run {
        private final Snapshot snapshot;
        private final Alerts alerts;
        private final Instant now;
        private final FlappingRule flapping;
        private final Plan.Builder plan = new Plan.Builder();
        private final Map<Integer, Subject> decided = new HashMap<>();

        Run(Snapshot snapshot, Alerts alerts) {
            this.snapshot = snapshot;
            this.alerts = alerts;
            this.now = snapshot.now();
            this.flapping = new FlappingRule(alerts.flapping(), now);
        }

        Plan plan() {
            ZoneHealth.Result zones = judge();
            Map<String, ZoneVerdict> verdicts = zones.verdicts();
            List<Subject> calm = new ArrayList<>();
            List<Subject> out = new ArrayList<>();
            List<Change> changes = new ArrayList<>();
            List<Late> late = new ArrayList<>();
            for (Subject subject : snapshot.subjects()) {
                Subject after = decide(subject, verdicts, changes, late);
                collect(after, calm, out);
            }
            announce(verdicts, changes, late, calm, out);
            return plan.build(zones.habits(), zones.habits().changes(snapshot.habits()));
        }

        private ZoneHealth.Result judge() {
            if (zoneHealth) {
                return ZoneHealth.judge(snapshot.subjects(), snapshot.habits(), snapshot.verdicts(), now);
            }
            Map<String, ZoneVerdict> verdicts = new TreeMap<>();
            snapshot.verdicts()
                    .forEach((zone, verdict) -> verdicts.put(
                            zone, new ZoneVerdict(zone, false, verdict.suspect() ? now : verdict.since(), 0, 0, 0)));
            return new ZoneHealth.Result(verdicts, snapshot.habits());
        }

        private Subject decide(
                Subject subject, Map<String, ZoneVerdict> verdicts, List<Change> changes, List<Late> late) {
            Subject after = subject;
            for (LateNews.Past past : LateNews.of(subject)) {
                after = addLate(after, past);
                late.add(new Late(after.id(), past));
            }
            Decision decision = rule.decide(after, verdicts, snapshot.takenOut().get(after.id()), now);
            if (decision != null) {
                after = add(after, decision);
                changes.add(new Change(after.id(), plan.changes.get(plan.changes.size() - 1)));
            }
            return after;
        }

        private Subject add(Subject subject, Decision decision) {
            CurrentState before = subject.current();
            OpenOutage outage = Outages.after(subject, decision, now);
            OutageChange change = Outages.change(subject, decision, outage);
            if (change != null) {
                plan.outages.add(change);
            }
            OpenOutage concerned = outage == null ? subject.outage() : outage;
            Instant start = concerned == null ? null : concerned.startedAt();
            State from = before == null ? null : before.state();
            long sequence = before == null ? 1 : before.sequence() + 1;
            StateChange plain =
                    new StateChange(subject.id(), subject.name(), sequence, from, now, decision, start, null);
            List<Instant> recent = before == null ? List.of() : flapping.recent(before, plain.counts());
            Instant since = plain.isRemoval() ? null : flappingSince(before, plain, recent);
            StateChange made =
                    new StateChange(subject.id(), subject.name(), sequence, from, now, decision, start, since);
            plan.changes.add(made);
            return decided(subject.with(CurrentState.after(made, recent), outage));
        }

        private @Nullable Instant flappingSince(
                @Nullable CurrentState before, StateChange change, List<Instant> recent) {
            if (before != null && before.flappingSince() != null) {
                return before.flappingSince();
            }
            return change.counts() && flapping.begins(recent) ? now : null;
        }

        /** Two changes that were over before anybody knew of them, there and back. */
        private Subject addLate(Subject subject, LateNews.Past past) {
            CurrentState before = requireNonNull(subject.current(), "current");
            plan.outages.add(new OutageChange(
                    subject.id(), past.startedAt(), now, past.endedAt(), past.worst(), true, past.failure()));
            Zones down = new Zones(List.of(), past.zones(), List.of(), List.of(), List.of());
            Decision worse = new Decision(
                    past.worst(), Cause.CORRECTION, past.startedAt(), past.startedAt(), true, down, past.failure());
            Zones up = new Zones(past.zones(), List.of(), List.of(), List.of(), List.of());
            State to = before.state().isUp() ? before.state() : State.UP;
            Decision better = new Decision(to, Cause.CORRECTION, past.endedAt(), past.endedAt(), true, up, null);
            Instant since = before.flappingSince();
            long sequence = before.sequence();
            plan.changes.add(change(subject, sequence + 1, before.state(), worse, past, since));
            StateChange back = change(subject, sequence + 2, past.worst(), better, past, since);
            plan.changes.add(back);
            return decided(subject.with(CurrentState.after(back, flapping.recent(before, false)), null));
        }

        private Subject decided(Subject after) {
            decided.put(after.id(), after);
            return after;
        }

        private StateChange change(
                Subject subject,
                long sequence,
                State from,
                Decision decision,
                LateNews.Past past,
                @Nullable Instant flappingSince) {
            return new StateChange(
                    subject.id(), subject.name(), sequence, from, now, decision, past.startedAt(), flappingSince);
        }

        private void collect(Subject after, List<Subject> calm, List<Subject> out) {
            CurrentState current = after.current();
            boolean changed = decided.containsKey(after.id());
            if (!changed && current != null && flapping.isCalm(current)) {
                Subject quiet = after.with(current.calm(), after.outage());
                decided.put(after.id(), quiet);
                plan.calm.add(after.id());
                calm.add(quiet);
            } else if (current != null && after.isInOutage()) {
                out.add(after);
            }
        }

        private void announce(
                Map<String, ZoneVerdict> verdicts,
                List<Change> changes,
                List<Late> late,
                List<Subject> calm,
                List<Subject> out) {
            Targets targets = new Targets(snapshot.subjects(), decided, verdicts, now);
            List<Quiet> quiets = new MaintenancePlan(alerts.maintenance(), now).plan(snapshot.quiets(), plan);
            Holds holds = new Holds(targets, quiets, now);
            Mailbox mailbox = new Mailbox(snapshot.notices(), holds, plan, now);
            NewsWriter writer = new NewsWriter(targets);
            announceZones(verdicts, new ZoneNews(alerts, mailbox));
            Announcer announcer = new Announcer(alerts, mailbox, writer, now);
            late.forEach(past -> announcer.late(requireNonNull(decided.get(past.target())), past.past()));
            changes.forEach(
                    change -> announcer.announce(requireNonNull(decided.get(change.target())), change.change()));
            calm.forEach(announcer::calm);
            FollowUps followUps = new FollowUps(alerts, mailbox, holds, writer, now);
            out.forEach(followUps::follow);
            new Certificates(alerts, mailbox, writer, now).announce(snapshot.certificates(), targets);
            mailbox.review(targets);
        }

        private void announceZones(Map<String, ZoneVerdict> verdicts, ZoneNews news) {
            for (ZoneVerdict verdict : verdicts.values()) {
                ZoneVerdict before = snapshot.verdicts().get(verdict.zone());
                if (!verdict.equals(before)) {
                    plan.zones.add(verdict);
                }
                if (verdict.suspect() != (before != null && before.suspect())) {
                    plan.zoneChanges.add(new Plan.ZoneChange(verdict, newest(verdict.zone())));
                    Instant since = verdict.suspect() || before == null ? verdict.since() : before.since();
                    news.announce(verdict, since == null ? now : since, verdicts);
                }
            }
        }

        private Instant newest(String zone) {
            Instant newest = Instant.EPOCH;
            for (Subject subject : snapshot.subjects()) {
                for (Pair pair : subject.pairs()) {
                    if (pair.zone().equals(zone) && pair.newest().isAfter(newest)) {
                        newest = pair.newest();
                    }
                }
            }
            return newest;
        }
    }

    /** What is to be announced of a target. */
    private record Change(int target, StateChange change) {}

    /** What is to be announced of a target, and is over. */
    private record Late(int target, LateNews.Past past) {}
}
