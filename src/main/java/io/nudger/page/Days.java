package io.nudger.page;

import io.nudger.check.State;
import io.nudger.page.DayView.Kind;
import io.nudger.query.Counts;
import io.nudger.query.MaintenanceEntry;
import io.nudger.query.OutageEntry;
import io.nudger.query.TargetEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says what the days of targets were like. Pure. */
final class Days {
    /** Outages that take longer on a day make it a bad one. */
    static final Duration SERIOUS = Duration.ofMinutes(15);

    private static final double HARDLY_ANY = 0.99;

    private final Model model;
    private final LocalDate[] dates;
    private final Instant[] midnights;
    private final Map<Integer, List<OutageEntry>> outages = new HashMap<>();
    private final Map<Integer, List<MaintenanceEntry>> maintenances = new HashMap<>();

    /** @param count how many days, today among them */
    Days(Model model, int count) {
        this.model = model;
        LocalDate first = model.today().minusDays(count - 1L);
        dates = first.datesUntil(first.plusDays(count)).toArray(LocalDate[]::new);
        midnights =
                first.datesUntil(first.plusDays(count + 1L)).map(Days::midnight).toArray(Instant[]::new);
        for (OutageEntry outage : model.outages()) {
            if (outage.overlaps(midnights[0], Instant.MAX)) {
                outages.computeIfAbsent(outage.target(), any -> new ArrayList<>())
                        .add(outage);
            }
        }
        for (MaintenanceEntry one : model.maintenances()) {
            one.targets().forEach(target -> maintenances
                    .computeIfAbsent(target, any -> new ArrayList<>())
                    .add(one));
        }
    }

    /** The days of a target, today last. */
    List<DayView> of(TargetEntry target) {
        List<OutageEntry> out = outages.getOrDefault(target.id(), List.of());
        List<MaintenanceEntry> work = maintenances.getOrDefault(target.id(), List.of());
        Counts[] counts = model.days(target, dates, midnights);
        List<DayView> days = new ArrayList<>(dates.length);
        for (int i = 0; i < dates.length; i++) {
            // Most days of most targets.
            days.add(
                    out.isEmpty() && work.isEmpty()
                            ? new DayView(
                                    dates[i],
                                    kind(counts[i], Duration.ZERO, Duration.ZERO),
                                    counts[i],
                                    Duration.ZERO,
                                    false)
                            : day(i, counts[i], out, work));
        }
        return days;
    }

    private DayView day(int number, Counts counts, List<OutageEntry> out, List<MaintenanceEntry> work) {
        Instant from = midnights[number];
        Instant to = midnights[number + 1];
        Duration serious = Duration.ZERO;
        Duration downtime = Duration.ZERO;
        for (OutageEntry outage : out) {
            if (outage.overlaps(from, to)) {
                Duration within = within(outage, from, to);
                downtime = downtime.plus(within);
                serious = outage.worst() == State.DOWN ? serious.plus(within) : serious;
            }
        }
        boolean maintained = work.stream()
                .anyMatch(one -> one.overlaps(from, to) && one.startsAt().isBefore(model.asOf()));
        return new DayView(dates[number], kind(counts, downtime, serious), counts, downtime, maintained);
    }

    private Duration within(OutageEntry outage, Instant from, Instant to) {
        Instant ended = outage.endedAt() == null ? model.asOf() : outage.endedAt();
        Instant start = outage.startedAt().isAfter(from) ? outage.startedAt() : from;
        Instant end = ended.isBefore(to) ? ended : to;
        return end.isAfter(start) ? Duration.between(start, end) : Duration.ZERO;
    }

    /** An outage that is known counts more than what is known of its checks. */
    private static Kind kind(Counts counts, Duration downtime, Duration serious) {
        if (serious.compareTo(SERIOUS) >= 0) {
            return Kind.DOWN;
        }
        if (!downtime.isZero()) {
            return Kind.PARTIAL;
        }
        Double uptime = counts.uptime();
        if (uptime == null) {
            return counts.expected() == 0 ? Kind.NONE : Kind.UNMEASURED;
        }
        return uptime < HARDLY_ANY ? Kind.SOME : Kind.UP;
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
