package io.nudger.report;

import static java.util.Objects.requireNonNull;

import io.nudger.config.Match;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is to be reported.
 *
 * @param title what stands above it
 * @param from its first moment, a whole hour
 * @param to the moment after it, a whole hour
 * @param match the targets
 * @param objective the part of the checks that should be up, between 0 and 1; null for none
 * @param maintenanceCounts whether the objective is held against all time, or against that without maintenance
 */
public record ReportRequest(
        String title, Instant from, Instant to, Match match, @Nullable Double objective, boolean maintenanceCounts) {
    private static final Duration LONGEST = Duration.ofDays(400);

    public ReportRequest {
        requireNonNull(title, "title");
        requireNonNull(match, "match");
        if (!from.equals(hour(from)) || !to.equals(hour(to))) {
            throw new IllegalArgumentException("a report begins and ends with a whole hour in UTC");
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a report ends after it begins: found " + from + " to " + to);
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a report covers " + LONGEST.toDays() + " days at most");
        }
        if (objective != null && !(objective > 0 && objective < 1)) {
            throw new IllegalArgumentException("an objective lies between 0 and 1");
        }
    }

    /**
     * The same for a month in UTC; of the one that goes on, up to the last whole hour: what is not over yet would be another
     * number in an hour.
     *
     * @throws IllegalArgumentException when nothing of it is over
     */
    public static ReportRequest ofMonth(YearMonth month, Instant now, Match match, ReportOptions options) {
        Instant from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return ofSpan(from, end, now, match, options);
    }

    /** The same for a span that begins and ends with a whole hour, as far as it is over. */
    public static ReportRequest ofSpan(Instant from, Instant to, Instant now, Match match, ReportOptions options) {
        Instant over = hour(now);
        if (!from.isBefore(over)) {
            throw new IllegalArgumentException("nothing of this span is over yet: it begins " + from);
        }
        return new ReportRequest(
                options.title(),
                from,
                to.isAfter(over) ? over : to,
                match,
                options.objective(),
                options.maintenanceCounts());
    }

    private static Instant hour(Instant moment) {
        return moment.truncatedTo(ChronoUnit.HOURS);
    }
}
