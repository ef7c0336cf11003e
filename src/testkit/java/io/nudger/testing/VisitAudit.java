package io.nudger.testing;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds rows against what the sites saw: each row has its requests, each request its row, and no site is down that
 * answered well in time.
 */
final class VisitAudit {
    /** Two clocks of one machine, one of them rounded to microseconds, and a thread that was not scheduled between. */
    private static final Duration TOLERANCE = Duration.ofMillis(200);
    /** A request may wait for a busy site, while its check ends and the next one begins. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final Instant since;
    private final Instant until;
    private final Circumstances circumstances;

    /**
     * @param since slots and requests from here on count
     * @param until those before this count
     * @param circumstances what else is allowed
     */
    VisitAudit(Instant since, Instant until, Circumstances circumstances) {
        this.since = since;
        this.until = until;
        this.circumstances = circumstances;
    }

    /** What does not fit; rows and visits may be more than those that count. */
    List<String> compare(List<SiteTarget> targets, List<AuditedRow> allRows, List<Visit> allVisits) {
        Map<String, List<AuditedRow>> rows = allRows.stream().collect(groupingBy(AuditedRow::target));
        Map<String, List<Visit>> visits = allVisits.stream().collect(groupingBy(Visit::uri));
        List<String> found = new ArrayList<>();
        for (SiteTarget target : targets) {
            found.addAll(compare(
                    target,
                    rows.getOrDefault(target.name(), List.of()),
                    visits.getOrDefault(target.requestUri(), List.of())));
        }
        return found;
    }

    private List<String> compare(SiteTarget target, List<AuditedRow> rows, List<Visit> visits) {
        List<String> found = new ArrayList<>();
        Map<AuditedRow, List<Visit>> requests = assign(rows, visits, found, target.timeout());
        for (AuditedRow row : rows) {
            List<Visit> seen = requests.getOrDefault(row, List.of());
            Instant slot = row.scheduled();
            if (!isAudited(slot) || circumstances.hadWrongClock(slot, slot.plus(target.interval()))) {
                continue;
            }
            if (!isAllowed(row, seen.size(), target)) {
                found.add("a row with " + seen.size() + " requests: " + row + " " + seen);
            }
            if (isWronged(row, seen, target.timeout())) {
                found.add("a site that is down though it answered well in time: " + row + " " + seen);
            }
        }
        return found;
    }

    private Map<AuditedRow, List<Visit>> assign(
            List<AuditedRow> rows, List<Visit> visits, List<String> found, Duration timeout) {
        NavigableMap<Instant, AuditedRow> begun = new TreeMap<>();
        rows.stream()
                .filter(row -> row.started() != null)
                .forEach(row -> begun.put(requireNonNull(row.started()), row));
        Map<AuditedRow, List<Visit>> requests = new HashMap<>();
        for (Visit visit : visits) {
            Instant at = visit.receivedAt();
            AuditedRow sender = sender(begun, at);
            if (sender != null) {
                requests.computeIfAbsent(sender, row -> new ArrayList<>()).add(visit);
            } else if (isAudited(at) && !mayBeWithoutRow(at, timeout)) {
                found.add("a request without its row: " + visit);
            }
        }
        begun.forEach((start, row) -> handBack(row, begun.lowerEntry(start), requests));
        return requests;
    }

    /** Gives the first request of a check that has one too many to the check before it, if that one was not answered and lacks it. */
    private static void handBack(
            AuditedRow row, Map.@Nullable Entry<Instant, AuditedRow> before, Map<AuditedRow, List<Visit>> requests) {
        List<Visit> own = requests.getOrDefault(row, List.of());
        if (before == null || own.size() != 2 || !row.allows(1)) {
            return;
        }
        AuditedRow earlier = before.getValue();
        boolean isLate = !earlier.answered()
                && own.get(0).receivedAt().isBefore(earlier.ended().plus(LATE));
        if (isLate && !requests.containsKey(earlier) && earlier.allows(1)) {
            requests.put(earlier, List.of(own.get(0)));
            requests.put(row, List.of(own.get(1)));
        }
    }

    /** The check that ran then, or else the one that all but ran then; null when there is none. */
    private static @Nullable AuditedRow sender(NavigableMap<Instant, AuditedRow> begun, Instant at) {
        Map.Entry<Instant, AuditedRow> running = begun.floorEntry(at);
        if (running != null && !at.isAfter(running.getValue().ended())) {
            return running.getValue();
        }
        Map.Entry<Instant, AuditedRow> near = begun.floorEntry(at.plus(TOLERANCE));
        return near == null || at.isAfter(near.getValue().ended().plus(TOLERANCE)) ? null : near.getValue();
    }

    /** The check that sent it was lost with its monitor or given up, or another monitor of the zone is the row. */
    private boolean mayBeWithoutRow(Instant at, Duration timeout) {
        return circumstances.wasKilled(at, at.plus(timeout))
                || circumstances.wasCrowded(at, at)
                || circumstances.mayBeGivenUp(at, at)
                || circumstances.hadWrongClock(at, at);
    }

    private boolean isAllowed(AuditedRow row, int requests, SiteTarget target) {
        if (row.allows(requests)) {
            return true;
        }
        Instant end = row.scheduled().plus(target.interval());
        if (circumstances.wasKilled(row.scheduled(), end) && "missed".equals(row.outcome())) {
            return requests <= 1;
        }
        if (!circumstances.reachedSites(row.scheduled(), end) && "down".equals(row.outcome())) {
            return requests <= 1;
        }
        if (circumstances.mayBeGivenUp(row.scheduled().minus(TOLERANCE), end) && row.allows(requests - 1)) {
            // The other one is of the check before, whose result was given up.
            return true;
        }
        return circumstances.wasCrowded(row.scheduled(), end) && (row.allows(1) || row.allows(0)) && requests <= 2;
    }

    private boolean isWronged(AuditedRow row, List<Visit> seen, Duration timeout) {
        Instant started = row.started();
        return started != null
                && "down".equals(row.outcome())
                && circumstances.mustBeUp(started, row.ended())
                && seen.stream().anyMatch(visit -> answeredWell(visit, started.plus(timeout)));
    }

    private static boolean answeredWell(Visit visit, Instant deadline) {
        Visit.Ending ending = visit.ending();
        return ending != null
                && "200".equals(ending.kind())
                && ending.at().plus(TOLERANCE).isBefore(deadline);
    }

    private boolean isAudited(Instant at) {
        return !at.isBefore(since) && at.isBefore(until);
    }
}
