package io.nudger.alert;

import io.nudger.check.State;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * From the votes of its zones to the state of a target. Zones that are stale, suspect or know nothing have no vote. A
 * target is down when the quorum of those that vote sees it down, and there are as many failures in a row as its threshold
 * asks for; it is down until the quorum does not see it so any more, and there are as many successes since.
 */
public final class StateRule {
    private final Ballot ballot;

    public StateRule(Confirm confirm) {
        this.ballot = new Ballot(confirm);
    }

    /**
     * The state of a target, when it is another than before; else null. A target that no zone has seen for a day keeps
     * what it had.
     */
    public @Nullable Decision decide(Subject subject, Map<String, ZoneVerdict> verdicts, Instant now) {
        return decide(subject, verdicts, null, now);
    }

    /**
     * The same.
     *
     * @param takenOut what says that it was taken out of the files; null when nothing does
     */
    @Nullable Decision decide(Subject subject, Map<String, ZoneVerdict> verdicts, @Nullable TakenOut takenOut, Instant now) {
        if (subject.pairs().isEmpty()) {
            return null;
        }
        Predicate<Pair> trusted = pair -> trusts(verdicts.get(pair.zone()), pair);
        ballot.count(subject, trusted, now);
        State state = ballot.state(subject);
        CurrentState current = subject.current();
        if (current == null) {
            return decision(subject, state, Cause.CONFIGURATION, firstSince(state), now);
        }
        if (state == State.STALE && takenOut != null) {
            return removal(subject, current, takenOut, now);
        }
        if (current.state() == state) {
            return null;
        }
        Cause cause = cause(subject, current, state, now);
        ballot.count(subject, trusted, now);
        return decision(subject, state, cause, since(subject, current, state, now), now);
    }

    /** Its state ends with the first slot that nobody checks any more; until that is sure it stays as it was. */
    private @Nullable Decision removal(Subject subject, CurrentState current, TakenOut takenOut, Instant now) {
        if (takenOut == TakenOut.LIKELY || current.takenOut()) {
            return null;
        }
        Instant end = later(ballot.newest().plus(subject.interval()), current.since());
        return decision(subject, State.STALE, Cause.CONFIGURATION, end, now);
    }

    private static boolean trusts(@Nullable ZoneVerdict verdict, Pair pair) {
        return verdict == null || verdict.trusts(pair);
    }

    private Decision decision(Subject subject, State state, Cause cause, Instant since, Instant now) {
        Instant slot = slot(state);
        boolean late = state != State.STALE && slot.isBefore(subject.freshFrom(now));
        Failure failure = state.isOutage() ? ballot.failure() : null;
        return new Decision(state, cause, since, slot, late, ballot.zones(), failure);
    }

    /** Of the newest check that speaks for the state. */
    private Instant slot(State state) {
        Instant slot =
                switch (state) {
                    case UP, DEGRADED -> ballot.newestKnown(Vote.UP);
                    case PARTIAL, DOWN -> ballot.newestKnown(Vote.DOWN);
                    case STALE -> null;
                };
        return slot == null ? ballot.newest() : slot;
    }

    private Instant firstSince(State state) {
        Instant since =
                switch (state) {
                    case UP -> ballot.upSince(Instant.MIN);
                    case PARTIAL, DOWN -> ballot.downSince();
                    case DEGRADED, STALE -> null;
                };
        return since == null ? slot(state) : since;
    }

    private Cause cause(Subject subject, CurrentState current, State state, Instant now) {
        if (current.state().isOutage() && ballot.isCorrected(current.zones().down())) {
            return Cause.CORRECTION;
        }
        if (!ballot.areSuspect(current.zones().suspect()) && isSameAsBefore(subject, current, now)) {
            return Cause.ZONE_SUSPECT;
        }
        return state == State.STALE ? Cause.STALE : Cause.CHECKS;
    }

    /** Whether the state would be as it was, if the zones were trusted as they were when it was decided. */
    private boolean isSameAsBefore(Subject subject, CurrentState current, Instant now) {
        ballot.count(subject, pair -> !current.zones().suspect().contains(pair.zone()), now);
        return ballot.state(subject) == current.state();
    }

    private Instant since(Subject subject, CurrentState current, State state, Instant now) {
        if (current.takenOut()) {
            return later(firstSince(state), current.since());
        }
        return switch (state) {
            case STALE -> later(ballot.newest(), current.since());
            case UP, DEGRADED -> current.state().isUp() ? later(slot(state), current.since()) : upSince(current, now);
            case PARTIAL, DOWN -> current.state() == State.DOWN ? upSince(current, now) : downSince(subject, current);
        };
    }

    /** When it became better: with the first success after it was worse; now, when no success made it better. */
    private Instant upSince(CurrentState current, Instant now) {
        Instant since = ballot.upSince(current.since());
        return since == null ? now : since;
    }

    /** Dated back to the first failure, but not into the outage before. */
    private Instant downSince(Subject subject, CurrentState current) {
        OpenOutage outage = subject.outage();
        Instant first = ballot.downSince();
        Instant bound = outage == null ? current.since() : outage.startedAt();
        return first == null ? bound : later(first, bound);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
