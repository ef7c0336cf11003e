package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** When a maintenance window is. */
public sealed interface MaintenanceTime {
    /**
     * A span of time.
     *
     * @param from its first moment
     * @param to the moment after it
     */
    record Span(Instant from, Instant to) {
        public Span {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("a span ends after it begins");
            }
        }

        private boolean meets(Instant begin, Instant end) {
            return from.isBefore(end) && to.isAfter(begin);
        }
    }

    /** The spans, whole, that have a part in this time, in their order. They may overlap. */
    List<Span> spans(Instant begin, Instant end);

    /**
     * Once.
     *
     * @param span when
     */
    record Once(Span span) implements MaintenanceTime {
        @Override
        public List<Span> spans(Instant begin, Instant end) {
            return span.meets(begin, end) ? List.of(span) : List.of();
        }
    }

    /**
     * On days of each week, by the clock on the wall. A start that the clock leaves out, when it is put forward, is moved
     * by as much; of one that it shows twice, the first holds. The window lasts as long as it says, whatever the clock does
     * meanwhile, over midnight too.
     *
     * @param days the days it begins on
     * @param start when it begins
     * @param duration how long it lasts; at most {@link #LONGEST}
     * @param zone where the clock hangs
     */
    record Weekly(Set<DayOfWeek> days, LocalTime start, Duration duration, ZoneId zone) implements MaintenanceTime {
        /** The longest. */
        public static final Duration LONGEST = Duration.ofDays(7);

        public Weekly {
            days = Collections.unmodifiableSet(EnumSet.copyOf(days));
            requireNonNull(start, "start");
            requireNonNull(zone, "zone");
            if (duration.isZero() || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a weekly window lasts up to seven days");
            }
        }

        @Override
        public List<Span> spans(Instant begin, Instant end) {
            List<Span> spans = new ArrayList<>();
            LocalDate day = begin.minus(duration).atZone(zone).toLocalDate().minusDays(1);
            LocalDate last = end.atZone(zone).toLocalDate();
            for (; !day.isAfter(last); day = day.plusDays(1)) {
                if (days.contains(day.getDayOfWeek())) {
                    Instant from = day.atTime(start).atZone(zone).toInstant();
                    Span span = new Span(from, from.plus(duration));
                    if (span.meets(begin, end)) {
                        spans.add(span);
                    }
                }
            }
            return spans;
        }
    }
}
