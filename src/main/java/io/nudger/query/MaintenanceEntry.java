package io.nudger.query;

import java.time.Instant;
import java.util.Set;

/**
 * A span of work that was announced, and not called off before it began.
 *
 * @param id its number in the record
 * @param name what it is called
 * @param startsAt when it begins
 * @param endsAt when it ends
 * @param targets the numbers of the targets that it is about
 */
public record MaintenanceEntry(long id, String name, Instant startsAt, Instant endsAt, Set<Integer> targets) {
    public MaintenanceEntry {
        targets = Set.copyOf(targets);
    }

    /** Whether it is under way. */
    public boolean isUnderWay(Instant now) {
        return !now.isBefore(startsAt) && now.isBefore(endsAt);
    }

    /** Whether it overlaps a span. */
    public boolean overlaps(Instant from, Instant to) {
        return startsAt.isBefore(to) && endsAt.isAfter(from);
    }
}
