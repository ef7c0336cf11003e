package io.nudger.alert;

import io.nudger.check.State;
import io.nudger.receivers.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds a notice back: it is kept, and sent when nothing holds it any more and it is still true. In this order:
 * maintenance, a silence, a target that it depends on, other targets of its host of which more is known in a moment.
 */
final class Holds {
    /** However rarely a target is checked, others of its host are not waited for any longer. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final Targets targets;
    private final List<Quiet> quiets;
    private final Instant now;

    Holds(Targets targets, List<Quiet> quiets, Instant now) {
        this.targets = targets;
        this.quiets = quiets.stream()
                .filter(quiet -> !quiet.revoked() && !quiet.from().isAfter(now))
                .toList();
        this.now = now;
    }

    /**
     * What holds a notice; null when nothing does.
     *
     * @param createdAt when it was decided
     * @param waits whether its route waits for more of the same
     */
    @Nullable String reason(Subject subject, Kind kind, Instant createdAt, boolean waits) {
        return switch (kind) {
            case DOWN, PARTIAL -> first(quiet(subject), parent(subject), waits ? host(subject, kind, createdAt) : null);
            case STALE, REMINDER, FLAPPING, CERTIFICATE -> quiet(subject);
            case UP -> waits ? host(subject, kind, createdAt) : null;
            case LATE, ZONE, ZONE_OK, WATCHDOG, TEST -> null;
        };
    }

    private static @Nullable String first(@Nullable String quiet, @Nullable String parent, @Nullable String host) {
        return quiet != null ? quiet : parent != null ? "target:" + parent : host;
    }

    /** The maintenance or silence that holds it. When it is over, the next check decides whether there is anything to say. */
    private @Nullable String quiet(Subject subject) {
        for (Quiet quiet : quiets) {
            if (quiet.covers(subject) && !isOver(subject, quiet.to())) {
                return quiet.hold();
            }
        }
        return null;
    }

    private boolean isOver(Subject subject, Instant end) {
        if (now.isBefore(end)) {
            return false;
        }
        return !now.isBefore(subject.checkedBy(end)) || isCheckedSince(subject, end);
    }

    private static boolean isCheckedSince(Subject subject, Instant moment) {
        Instant down = subject.newestDown();
        return down == null || !down.isBefore(moment);
    }

    /** The ancestor that explains why it is down, the farthest one; null when there is none. */
    @Nullable String parent(Subject subject) {
        String farthest = null;
        Set<String> seen = new HashSet<>();
        Deque<String> ancestors = new ArrayDeque<>(subject.dependsOn());
        while (!ancestors.isEmpty()) {
            String name = ancestors.removeFirst();
            Subject ancestor = seen.add(name) ? targets.named(name) : null;
            if (ancestor != null) {
                farthest = explains(ancestor, subject) ? name : farthest;
                ancestors.addAll(ancestor.dependsOn());
            }
        }
        return farthest;
    }

    private boolean explains(Subject ancestor, Subject subject) {
        if (ancestor.state() == State.DOWN || hasUnconfirmedFailure(ancestor, subject)) {
            return true;
        }
        return isDownWherever(ancestor, subject) || hasJustRecovered(ancestor, subject);
    }

    /** In a zone that sees the other down too: more is known soon. */
    private boolean hasUnconfirmedFailure(Subject ancestor, Subject subject) {
        return ancestor.pairs().stream()
                .anyMatch(pair ->
                        !pair.confirmedDown() && targets.isDownIn(ancestor, pair) && isDownIn(subject, pair.zone()));
    }

    private boolean isDownWherever(Subject ancestor, Subject subject) {
        boolean any = false;
        for (Pair pair : subject.pairs()) {
            if (targets.isDownIn(subject, pair)) {
                any = true;
                if (!isDownIn(ancestor, pair.zone())) {
                    return false;
                }
            }
        }
        return any;
    }

    private boolean isDownIn(Subject subject, String zone) {
        return subject.pairs().stream().anyMatch(pair -> pair.zone().equals(zone) && targets.isDownIn(subject, pair));
    }

    /** It was down until now. The target may have recovered as well: it was not looked at since. */
    private boolean hasJustRecovered(Subject ancestor, Subject subject) {
        CurrentState current = ancestor.current();
        return current != null
                && current.state() != State.STALE
                && now.isBefore(subject.checkedBy(current.decidedAt()))
                && current.sequence() > 1
                && !isCheckedSince(subject, current.since());
    }

    /** The host, when more of its targets go down, or come back, at this very moment. */
    private @Nullable String host(Subject subject, Kind kind, Instant createdAt) {
        Instant latest = createdAt.plus(LONGEST_WAIT);
        Instant checked = subject.checkedBy(createdAt);
        CurrentState current = subject.current();
        if (current == null || !now.isBefore(checked.isBefore(latest) ? checked : latest)) {
            return null;
        }
        Targets.Host host = targets.host(subject.host());
        boolean changes = kind == Kind.UP ? host.isComingBack(current.since()) : host.isGoingDown(current.since());
        return changes ? "host:" + subject.host() : null;
    }
}
