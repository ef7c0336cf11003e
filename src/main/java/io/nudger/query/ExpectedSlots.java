package io.nudger.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many slots a target should have in a zone, by its configurations there: as the function {@code expected_slots} of the
 * database has it, for those who ask it for very many spans. Of the configurations that are in use at a moment the one
 * counts that began last; where none is in use, the last that was goes on. Times are microseconds since the epoch.
 */
public final class ExpectedSlots {
    /** The sums of hours say no more exactly when a configuration ended. */
    private static final long HOUR = 3_600_000_000L;

    private final List<Run> runs;

    /**
     * A configuration.
     *
     * @param began its first slot
     * @param lastSeen its newest slot, cut to the hour
     * @param step the distance of two slots
     */
    public record Configured(long began, long lastSeen, long step) {}

    /** Slots from {@code origin} on that are a step apart, as far as they are in a span. */
    private record Run(long since, long until, long origin, long step) {
        long slots(long from, long to) {
            long first = Math.max(since, from);
            long end = Math.min(until, to);
            return first >= end ? 0 : ceil(end - origin) - ceil(first - origin);
        }

        private long ceil(long distance) {
            return -Math.floorDiv(-distance, step);
        }
    }

    /** Of a target that was configured like this in a zone. */
    public ExpectedSlots(List<Configured> configurations) {
        List<Configured> ordered = new ArrayList<>(configurations);
        ordered.sort(Comparator.comparingLong(Configured::began)
                .thenComparingLong(Configured::lastSeen)
                .thenComparingLong(Configured::step));
        runs = List.copyOf(runs(ordered));
    }

    private static List<Run> runs(List<Configured> ordered) {
        List<Run> runs = new ArrayList<>();
        List<Configured> stack = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            stack.add(ordered.get(i));
            long at = ordered.get(i).began();
            long next = i + 1 < ordered.size() ? ordered.get(i + 1).began() : Long.MAX_VALUE;
            while (at < next) {
                while (!stack.isEmpty() && end(stack) <= at) {
                    stack.remove(stack.size() - 1);
                }
                if (stack.isEmpty()) {
                    Run last = runs.get(runs.size() - 1);
                    runs.add(new Run(at, next, last.origin, last.step));
                    at = next;
                } else {
                    Configured top = stack.get(stack.size() - 1);
                    long until = Math.min(end(stack), next);
                    runs.add(new Run(at, until, top.began(), top.step()));
                    at = until;
                }
            }
        }
        return runs;
    }

    private static long end(List<Configured> stack) {
        return stack.get(stack.size() - 1).lastSeen() + HOUR;
    }

    /** How many slots there should be from a time on and before another. */
    public long count(long from, long to) {
        long slots = 0;
        for (Run run : runs) {
            slots += run.slots(from, to);
        }
        return slots;
    }

    /** The first slot; {@link Long#MAX_VALUE} when there is none. */
    public long first() {
        return runs.isEmpty() ? Long.MAX_VALUE : runs.get(0).since;
    }
}
