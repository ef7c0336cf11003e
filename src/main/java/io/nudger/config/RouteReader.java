package io.nudger.config;

import static java.util.function.Function.identity;

import io.nudger.config.Route.When;
import io.nudger.document.Node;
import io.nudger.document.Place;
import io.nudger.document.Reading;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads routes. */
final class RouteReader {
    static final Type<Duration> GROUP_WAIT = Type.duration(Duration.ZERO, Duration.ofHours(1));

    private static final Type<Duration> REMIND_EVERY = Type.duration(Duration.ofMinutes(1), Duration.ofDays(30));
    private static final Type<Duration> AFTER = Type.duration(Duration.ZERO, Duration.ofDays(30));
    private static final Type<When> WHEN = Type.oneOf(Stream.of(When.values())
            .collect(Collectors.toMap(when -> when.name().toLowerCase(Locale.ROOT), identity())));
    private static final Type<Boolean> UNLESS = Type.oneOf(Map.of("acknowledged", true));

    private final Reading reading;
    private final AlertDefaults defaults;
    private final Recipients recipients;
    private final List<Route> routes = new ArrayList<>();

    RouteReader(Reading reading, AlertDefaults defaults, Recipients recipients) {
        this.reading = reading;
        this.defaults = defaults;
        this.recipients = recipients;
    }

    List<Route> routes() {
        return routes;
    }

    void read(Node node, Place place) {
        Section section = reading.section(node, place, "a route with the key to");
        if (section == null) {
            return;
        }
        Match match = MatchReader.read(section);
        List<String> to = recipients.read(section, "to");
        if (!section.has("to")) {
            section.problem("to", "wanted a list of names of receivers, found nothing");
        }
        routes.add(new Route(
                match,
                to,
                when(section),
                section.read("group_wait", GROUP_WAIT, defaults.groupWait()),
                section.read("remind_every", REMIND_EVERY),
                section.read("after", AFTER, Duration.ZERO),
                section.read("unless", UNLESS, false),
                section.read("stop", Type.BOOLEAN, false)));
        section.end();
    }

    private Set<When> when(Section section) {
        Set<When> when = EnumSet.of(When.DOWN, When.STALE, When.ZONE);
        if (defaults.resolved()) {
            when.add(When.UP);
        }
        int before = reading.problems().count();
        Set<When> own = Lists.oneOrMore(section, "when", "a list of news", WHEN);
        if (own.isEmpty() && section.has("when") && reading.problems().count() == before) {
            section.problem("when", "wanted " + WHEN.wanted() + ", found none of them");
        }
        return own.isEmpty() ? when : own;
    }
}
