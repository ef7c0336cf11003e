package io.nudger.alert;

import io.nudger.check.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Outages that were over before anybody could see them, from the incidents of single zones: results waited on a disk, or
 * nobody led. They belong into the record, and call nobody.
 */
final class LateNews {
    private LateNews() {}

    /**
     * An outage that is over.
     *
     * @param startedAt the first slot that failed
     * @param endedAt the first slot that was up again in all zones
     * @param worst the worst state
     * @param zones where it was down, at any time
     * @param failure of the first check; null when it was not kept
     */
    record Past(Instant startedAt, Instant endedAt, State worst, List<String> zones, @Nullable Failure failure) {}

    /** The outages of a target that were not seen, in their order. */
    static List<Past> of(Subject subject) {
        CurrentState current = subject.current();
        if (subject.unseen().isEmpty() || current == null || subject.isInOutage()) {
            return List.of();
        }
        List<Incident> incidents = subject.unseen().stream()
                .filter(incident -> incident.endedAt().isAfter(current.slot()))
                .filter(incident -> incident.endedAt().isAfter(incident.startedAt()))
                .sorted(Comparator.comparing(Incident::startedAt)
                        .thenComparing(Incident::endedAt)
                        .thenComparing(Incident::zone))
                .toList();
        List<Past> past = new ArrayList<>();
        List<Incident> together = new ArrayList<>();
        for (Incident incident : incidents) {
            if (!together.isEmpty() && incident.startedAt().isAfter(end(together))) {
                add(past, subject, current, together);
                together.clear();
            }
            together.add(incident);
        }
        if (!together.isEmpty()) {
            add(past, subject, current, together);
        }
        return past;
    }

    private static void add(List<Past> past, Subject subject, CurrentState current, List<Incident> together) {
        Instant bound =
                past.isEmpty() ? current.since() : past.get(past.size() - 1).endedAt();
        Instant first = together.get(0).startedAt();
        Instant start = first.isAfter(bound) ? first : bound;
        if (start.isBefore(end(together))) {
            List<String> zones = List.copyOf(
                    new TreeSet<>(together.stream().map(Incident::zone).toList()));
            State worst = isDown(subject, together) ? State.DOWN : State.PARTIAL;
            past.add(
                    new Past(start, end(together), worst, zones, together.get(0).failure()));
        }
    }

    private static Instant end(List<Incident> incidents) {
        return incidents.stream()
                .map(Incident::endedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether at any time so many zones had an incident that the quorum calls it down. */
    private static boolean isDown(Subject subject, List<Incident> incidents) {
        int zones = Math.max(1, subject.pairs().size());
        int needed = subject.quorum().needed(zones);
        return incidents.stream()
                .anyMatch(start -> incidents.stream()
                                .filter(other -> !other.startedAt().isAfter(start.startedAt())
                                        && other.endedAt().isAfter(start.startedAt()))
                                .map(Incident::zone)
                                .distinct()
                                .count()
                        >= needed);
    }
}
