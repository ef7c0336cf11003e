package io.nudger.alert;

import io.nudger.check.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a new state does to the outage of a target: it opens at partial or down, and ends when the target is up, or taken out. */
final class Outages {
    private Outages() {}

    /** The outage after a decision; null when there is none. */
    static @Nullable OpenOutage after(Subject subject, Decision decision, Instant now) {
        OpenOutage outage = subject.outage();
        return switch (decision.state()) {
            case UP, DEGRADED -> null;
            // Nobody knows whether it goes on, unless nobody wants to know any more.
            case STALE -> decision.isRemoval() ? null : outage;
            case PARTIAL, DOWN ->
                outage == null
                        ? new OpenOutage(0, decision.since(), now, decision.state(), false)
                        : new OpenOutage(
                                outage.id(),
                                outage.startedAt(),
                                outage.confirmedAt(),
                                decision.state() == State.DOWN ? State.DOWN : outage.worst(),
                                outage.acknowledged());
        };
    }

    /** What of it is to be written; null when nothing is. */
    static @Nullable OutageChange change(Subject subject, Decision decision, @Nullable OpenOutage after) {
        OpenOutage before = subject.outage();
        if (after == null) {
            return before == null ? null : write(subject, before, decision.since(), null);
        }
        boolean same = before != null && before.worst() == after.worst();
        return same ? null : write(subject, after, null, decision.failure());
    }

    private static OutageChange write(
            Subject subject, OpenOutage outage, @Nullable Instant endedAt, @Nullable Failure failure) {
        return new OutageChange(
                subject.id(), outage.startedAt(), outage.confirmedAt(), endedAt, outage.worst(), false, failure);
    }
}
