package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Targets that stand together on a page.
 *
 * @param name the heading; empty for none
 * @param match which targets
 * @param names what targets are called on the page, by their own names
 * @param show what is shown of each
 */
public record PageGroup(String name, Match match, Map<String, String> names, Set<Part> show) {
    /** What can be shown of a target. */
    public enum Part {
        /** A bar for each day. */
        BARS,
        /** Uptime and coverage, which never stand alone. */
        UPTIME,
        /** How long its checks take. */
        RESPONSE_TIME,
        /** How it is seen from each zone. */
        ZONES,
        /** When its certificate expires. */
        CERTIFICATE
    }

    static final Set<Part> ALL = Collections.unmodifiableSet(EnumSet.allOf(Part.class));

    /** All targets. */
    static final PageGroup EVERYTHING = new PageGroup("", Match.ALL, Map.of(), ALL);

    public PageGroup {
        requireNonNull(match, "match");
        names = Map.copyOf(names);
        show = show.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(show));
    }

    /** Whether this is shown of its targets. */
    public boolean shows(Part part) {
        return show.contains(part);
    }

    /** What a target is called on the page. */
    public String nameOf(String target) {
        return names.getOrDefault(target, target);
    }
}
