package io.nudger.alert;

import io.nudger.receivers.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The notices that are stored and those that a sweep adds. It sees to it that what belongs together is due together: what
 * comes while others of the receiver are waiting is due with them, and when there are many, the next ones wait for a minute.
 */
final class Mailbox {
    /** So many within a minute are a storm. */
    private static final int MANY = 10;

    private static final Duration LULL = Duration.ofMinutes(1);

    private final Map<Integer, List<Posted>> byTarget = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    private final Map<String, Instant> nextDue = new HashMap<>();
    private final Map<String, Integer> recent = new HashMap<>();
    private final Set<Long> cancelled = new HashSet<>();
    private final List<Posted> posted;
    private final Holds holds;
    private final Plan.Builder plan;
    private final Instant now;

    Mailbox(List<Posted> posted, Holds holds, Plan.Builder plan, Instant now) {
        this.posted = posted;
        this.holds = holds;
        this.plan = plan;
        this.now = now;
        for (Posted row : posted) {
            keys.add(row.receiver() + " " + row.key());
            if (row.target() != null) {
                byTarget.computeIfAbsent(row.target(), id -> new ArrayList<>()).add(row);
            }
            String queue = queue(row.receiver(), row.kind());
            String hold = row.heldBy();
            if (row.isWaiting() && (hold != null || row.dueAt().isAfter(now))) {
                nextDue.merge(queue(queue, hold), row.dueAt(), (one, other) -> one.isBefore(other) ? one : other);
            }
            if (!row.isWaiting() && row.createdAt().isAfter(now.minus(LULL))) {
                recent.merge(queue, 1, Integer::sum);
            }
        }
    }

    /** What becomes one message. */
    private static String queue(String receiver, Kind kind) {
        return receiver + " " + (kind == Kind.PARTIAL ? Kind.DOWN : kind);
    }

    private static String queue(String queue, @Nullable String hold) {
        return hold == null ? queue : queue + " " + hold;
    }

    /** The stored notices about a target that nobody has cancelled. */
    List<Posted> about(Subject subject) {
        return byTarget.getOrDefault(subject.id(), List.of()).stream()
                .filter(row -> !cancelled.contains(row.id()))
                .toList();
    }

    boolean has(String receiver, String key) {
        return keys.contains(receiver + " " + key);
    }

    /** Adds a notice about a target, unless it is there. */
    void add(Subject subject, String receiver, String key, Kind kind, Duration wait, News news) {
        if (!keys.add(receiver + " " + key)) {
            return;
        }
        boolean waits = !wait.isZero();
        String heldBy = holds.reason(subject, kind, now, waits);
        Instant dueAt = waits ? due(subject, receiver, kind, wait, heldBy) : now;
        plan.notices.add(new Draft(receiver, key, kind, subject.id(), outageStart(subject, news), dueAt, heldBy, news));
    }

    private static @Nullable Instant outageStart(Subject subject, News news) {
        Instant start = news.startedAt();
        return start != null && news.thread().equals(Keys.thread(subject.name(), start)) ? start : null;
    }

    /** Adds a notice about a zone, unless it is there. */
    void add(String receiver, String key, Kind kind, News news) {
        if (keys.add(receiver + " " + key)) {
            plan.notices.add(new Draft(receiver, key, kind, null, null, now, null, news));
        }
    }

    /** With what waits, or was held by the same; what was held by its host goes in this sweep. */
    private Instant due(Subject subject, String receiver, Kind kind, Duration wait, @Nullable String hold) {
        String queue = queue(receiver, kind);
        Instant ofHost = nextDue.get(queue(queue, "host:" + subject.host()));
        if (hold == null && ofHost != null) {
            return ofHost;
        }
        boolean storm = hold == null && recent.getOrDefault(queue, 0) >= MANY;
        Duration least = storm && wait.compareTo(LULL) < 0 ? LULL : wait;
        return nextDue.computeIfAbsent(queue(queue, hold), any -> now.plus(least));
    }

    /** Cancels what is waiting about a target. */
    void cancel(Subject subject, Predicate<Posted> which) {
        for (Posted row : about(subject)) {
            if (row.isWaiting() && which.test(row)) {
                cancelled.add(row.id());
                plan.cancelled.add(row.id());
            }
        }
    }

    /** Holds what has to be held now, and lets go what has not. */
    void review(Targets targets) {
        for (Posted row : posted) {
            Subject subject = row.target() == null ? null : targets.of(row.target());
            if (!row.isWaiting() || subject == null || cancelled.contains(row.id())) {
                continue;
            }
            String heldBy = holds.reason(subject, row.kind(), row.createdAt(), waits(row));
            if (!Objects.equals(heldBy, row.heldBy())) {
                plan.updates.add(new Plan.Update(row.id(), heldBy));
            }
        }
    }

    /** Whether its route waits for more of the same. */
    private static boolean waits(Posted row) {
        return row.heldBy() != null || row.dueAt().isAfter(row.createdAt());
    }
}
