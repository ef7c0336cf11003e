package io.nudger.page;

import io.nudger.check.State;
import io.nudger.query.Catalog;
import io.nudger.query.Counts;
import io.nudger.query.MaintenanceEntry;
import io.nudger.query.OutageEntry;
import io.nudger.query.Recent;
import io.nudger.query.Span;
import io.nudger.query.Sums;
import io.nudger.query.TargetEntry;
import io.nudger.query.TargetState;
import io.nudger.query.TargetState.Votes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the record said at a moment; immutable, and enough for every page.
 *
 * @param version grows with every change
 * @param asOf when the record was read last
 * @param away whether it cannot be read now
 * @param decided whether an alerter decides the states; else they are those of the newest results
 * @param catalog the targets
 * @param days how the slots of each day before today ended, by the number of the target
 * @param older the same of the days before these, together; empty until they are read
 * @param recent the newest slots
 * @param states what each target is
 * @param outages of the last year, the newest first
 * @param maintenances of the last 90 days and to come, in the order of time
 * @param excluded when targets were in maintenance that does not count, in the last year, by the number of the target
 */
record Model(
        long version,
        Instant asOf,
        boolean away,
        boolean decided,
        Catalog catalog,
        Map<Integer, Map<LocalDate, Sums>> days,
        Map<Integer, Sums> older,
        Map<Integer, Recent> recent,
        Map<Integer, TargetState> states,
        List<OutageEntry> outages,
        List<MaintenanceEntry> maintenances,
        Map<Integer, List<Span>> excluded) {
    /** How many days are known one by one, today among them. */
    static final int DAYS = 90;
    /** How far back the sums reach. */
    static final int YEAR = 365;

    private static final Map<LocalDate, Sums> NO_DAYS = Map.of();
    private static final TargetState UNKNOWN = new TargetState(State.STALE, null, Votes.NONE, null, false, null);

    /** Today, in UTC, as the days of the record are. */
    LocalDate today() {
        return LocalDate.ofInstant(asOf, ZoneOffset.UTC);
    }

    /** The beginning of the hour a day ago. */
    static Instant dayAgo(Instant now) {
        return now.minus(Duration.ofDays(1)).truncatedTo(java.time.temporal.ChronoUnit.HOURS);
    }

    /** What a target is. */
    TargetState state(int target) {
        return states.getOrDefault(target, UNKNOWN);
    }

    /**
     * How the slots of days ended, of a target over its zones.
     *
     * @param dates in their order
     * @param midnights when each of them begins, and when the last one ends
     */
    Counts[] days(TargetEntry target, LocalDate[] dates, Instant[] midnights) {
        long[] expected = catalog.expected(target, midnights, asOf);
        Map<LocalDate, Sums> known = days.getOrDefault(target.id(), NO_DAYS);
        LocalDate today = today();
        Counts[] counts = new Counts[dates.length];
        for (int i = 0; i < dates.length; i++) {
            Sums sums = dates[i].equals(today)
                    ? recent.getOrDefault(target.id(), Recent.NONE).today()
                    : known.getOrDefault(dates[i], Sums.NONE);
            counts[i] = sums.of(expected[i]);
        }
        return counts;
    }

    /** How the slots of the last days ended, today among them; of one day, those since a day ago. Null: not known yet. */
    @Nullable Counts last(TargetEntry target, int span) {
        if (span == 1) {
            return recent.getOrDefault(target.id(), Recent.NONE)
                    .day()
                    .of(catalog.expected(target, dayAgo(asOf), asOf, asOf));
        }
        LocalDate today = today();
        LocalDate first = today.minusDays(Math.min(span, DAYS) - 1L);
        LocalDate[] dates = first.datesUntil(today.plusDays(1)).toArray(LocalDate[]::new);
        Instant[] midnights = first.datesUntil(today.plusDays(2))
                .map(day -> day.atStartOfDay().toInstant(ZoneOffset.UTC))
                .toArray(Instant[]::new);
        Counts counts = Counts.NONE;
        for (Counts day : days(target, dates, midnights)) {
            counts = counts.plus(day);
        }
        if (span <= DAYS) {
            return counts;
        }
        if (older.isEmpty() && !days.isEmpty()) {
            return null;
        }
        Instant from = today.minusDays(span - 1L).atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant to = today.minusDays(DAYS - 1L).atStartOfDay().toInstant(ZoneOffset.UTC);
        return counts.plus(older.getOrDefault(target.id(), Sums.NONE).of(catalog.expected(target, from, to, asOf)));
    }

    /**
     * What remains of these without maintenance that does not count.
     *
     * @param counts of this target over as many days, as {@link #last} gives them
     */
    Counts withoutMaintenance(TargetEntry target, int span, Counts counts) {
        List<Span> spans = excluded.getOrDefault(target.id(), List.of());
        if (spans.isEmpty()) {
            return counts;
        }
        LocalDate today = today();
        Recent newest = recent.getOrDefault(target.id(), Recent.NONE);
        Counts quiet = span == 1 ? newest.day().quiet() : newest.today().quiet();
        if (span > 1) {
            LocalDate first = today.minusDays(Math.min(span, DAYS) - 1L);
            for (Map.Entry<LocalDate, Sums> day :
                    days.getOrDefault(target.id(), NO_DAYS).entrySet()) {
                if (!day.getKey().isBefore(first)) {
                    quiet = quiet.plus(day.getValue().quiet());
                }
            }
        }
        if (span > DAYS) {
            quiet = quiet.plus(older.getOrDefault(target.id(), Sums.NONE).quiet());
        }
        Instant from = span == 1
                ? dayAgo(asOf)
                : today.minusDays(span - 1L).atStartOfDay().toInstant(ZoneOffset.UTC);
        long expected = 0;
        for (Span one : spans) {
            Instant since = one.from().isAfter(from) ? one.from() : from;
            expected += since.isBefore(one.to()) ? catalog.expected(target, since, one.to(), asOf) : 0;
        }
        return counts.minus(new Counts(quiet.up(), quiet.down(), quiet.missed(), quiet.unknown(), expected));
    }

    /** The maintenances of a target that are under way. */
    boolean isInMaintenance(int target) {
        return maintenances.stream()
                .anyMatch(one -> one.isUnderWay(asOf) && one.targets().contains(target));
    }
}
