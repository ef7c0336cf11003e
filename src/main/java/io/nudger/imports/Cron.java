package io.nudger.imports;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Schedules in the form of cron, as far as their runs come at one distance. */
final class Cron {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");
    private static final Pattern STEP = Pattern.compile("\\*(?:/([1-9]\\d?))?");
    private static final Pattern LIST = Pattern.compile("\\d{1,2}(?:,\\d{1,2})+");
    private static final String EVERY = "@every ";
    private static final Map<String, Duration> NAMED = Map.of(
            "@hourly", Duration.ofHours(1),
            "@daily", Duration.ofDays(1),
            "@midnight", Duration.ofDays(1));

    /** Minute, hour, day, month, day of the week; a year may stand behind them, and then seconds before them. */
    private static final int FIELDS = 5;

    private static final List<Unit> UNITS = List.of(
            new Unit(Duration.ofSeconds(1), 60),
            new Unit(Duration.ofMinutes(1), 60),
            new Unit(Duration.ofHours(1), 24));

    private Cron() {}

    private record Unit(Duration length, int most) {}

    /** The distance of the runs; null when they do not all have the same, or the text is none of cron. */
    static @Nullable Duration interval(String text) {
        String schedule = text.strip();
        if (schedule.startsWith(EVERY)) {
            return Durations.parse(schedule.substring(EVERY.length()).strip());
        }
        if (NAMED.containsKey(schedule)) {
            return NAMED.get(schedule);
        }
        List<String> fields = Arrays.asList(schedule.split("\\s+"));
        int minute = fields.size() == FIELDS + 2 ? 1 : 0;
        boolean known = fields.size() >= FIELDS && fields.size() <= FIELDS + 2;
        boolean everyDay =
                known && fields.subList(minute + 2, fields.size()).stream().allMatch(field -> field.matches("[*?]"));
        return everyDay ? ofTimes(fields.subList(0, minute + 2)) : null;
    }

    /** Of hours, minutes and perhaps seconds, the finest first. */
    private static @Nullable Duration ofTimes(List<String> times) {
        for (int i = 0; i < times.size(); i++) {
            if (!NUMBER.matcher(times.get(i)).matches()) {
                Unit unit = UNITS.get(UNITS.size() - times.size() + i);
                int step = step(times.get(i), unit.most());
                boolean always = times.subList(i + 1, times.size()).stream().allMatch("*"::equals);
                return always && step > 0 ? unit.length().multipliedBy(step) : null;
            }
        }
        return Duration.ofDays(1);
    }

    /** How many units lie between two runs; 0 when it is not one number. */
    private static int step(String field, int most) {
        Matcher step = STEP.matcher(field);
        if (step.matches()) {
            return step.group(1) == null ? 1 : Integer.parseInt(step.group(1));
        }
        if (!LIST.matcher(field).matches()) {
            return 0;
        }
        int[] at = Arrays.stream(field.split(","))
                .mapToInt(Integer::parseInt)
                .sorted()
                .distinct()
                .toArray();
        int distance = most / at.length;
        for (int i = 1; i < at.length; i++) {
            if (at[i] - at[i - 1] != distance) {
                return 0;
            }
        }
        return distance * at.length == most ? distance : 0;
    }
}
