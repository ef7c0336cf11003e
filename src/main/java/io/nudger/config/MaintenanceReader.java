package io.nudger.config;

import io.nudger.config.MaintenanceTime.Once;
import io.nudger.config.MaintenanceTime.Span;
import io.nudger.config.MaintenanceTime.Weekly;
import io.nudger.document.Node;
import io.nudger.document.Place;
import io.nudger.document.Reading;
import io.nudger.document.Refusal;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads maintenance windows. */
final class MaintenanceReader {
    private static final Type<Set<DayOfWeek>> DAY = Type.oneOf(days());
    private static final Type<LocalTime> START =
            Type.of("a time of day such as '02:00'", text -> parse(text, LocalTime::parse));
    private static final Type<Duration> DURATION = Type.duration(Duration.ofMinutes(1), Weekly.LONGEST);
    private static final Type<ZoneId> TIME_ZONE =
            Type.of("a time zone such as Europe/Berlin or UTC", text -> parse(text, ZoneId::of));
    private static final Type<Instant> MOMENT = Type.of(
            "a moment such as 2026-12-24T20:00:00+01:00",
            text -> parse(text, moment -> OffsetDateTime.parse(moment).toInstant()));

    private final Reading reading;
    private final Map<String, Place> names = new LinkedHashMap<>();
    private final List<MaintenanceWindow> windows = new ArrayList<>();

    MaintenanceReader(Reading reading) {
        this.reading = reading;
    }

    List<MaintenanceWindow> windows() {
        return windows;
    }

    void read(Node node, Place place) {
        Section section = reading.section(node, place, "a maintenance window with name and time");
        if (section == null) {
            return;
        }
        String name = section.require("name", Type.NAME);
        Place first = name == null ? null : names.putIfAbsent(name, section.at("name"));
        if (first != null) {
            section.problem("name", "the name is taken by " + first + "; each stands once");
        }
        boolean matches = section.has("match");
        Match match = MatchReader.read(section);
        MaintenanceTime time = time(section);
        boolean counts = section.read("counts", Type.BOOLEAN, true);
        section.end();
        if (name != null && time != null) {
            windows.add(new MaintenanceWindow(name, matches ? match : null, time, counts));
        }
    }

    private static @Nullable MaintenanceTime time(Section section) {
        boolean once = section.has("from") || section.has("to");
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        Lists.oneOrMore(section, "every", "a list of days", DAY).forEach(days::addAll);
        LocalTime start = once ? section.read("start", START) : section.require("start", START);
        Duration duration = once ? section.read("duration", DURATION) : section.require("duration", DURATION);
        ZoneId zone = section.read("time_zone", TIME_ZONE, ZoneOffset.UTC);
        Instant from = once ? section.require("from", MOMENT) : section.read("from", MOMENT);
        Instant to = once ? section.require("to", MOMENT) : section.read("to", MOMENT);
        if (once) {
            return once(section, from, to);
        }
        if (!section.has("every")) {
            section.problem("every", "wanted days with start and duration, or from and to; found neither");
        }
        return days.isEmpty() || start == null || duration == null ? null : new Weekly(days, start, duration, zone);
    }

    private static @Nullable MaintenanceTime once(Section section, @Nullable Instant from, @Nullable Instant to) {
        for (String key : List.of("every", "start", "duration", "time_zone")) {
            if (section.has(key)) {
                section.problem(key, "stands beside from and to, which say when it is; leave one of them out");
            }
        }
        if (from == null || to == null) {
            return null;
        }
        if (!from.isBefore(to)) {
            section.problem("to", "wanted a moment after from");
            return null;
        }
        return new Once(new Span(from, to));
    }

    private static Map<String, Set<DayOfWeek>> days() {
        Map<String, Set<DayOfWeek>> days = new LinkedHashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            days.put(day.name().toLowerCase(Locale.ROOT), Set.of(day));
        }
        days.put("daily", Set.of(DayOfWeek.values()));
        return days;
    }

    private interface Parser<T> {
        T parse(String text);
    }

    private static <T> T parse(String text, Parser<T> parser) throws Refusal {
        try {
            return parser.parse(text);
        } catch (DateTimeException e) {
            throw new Refusal("");
        }
    }
}
