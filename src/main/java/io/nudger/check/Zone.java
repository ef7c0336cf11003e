package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The zone a monitor runs in, and where it stands among its siblings, so that the slots of the zones interleave.
 *
 * @param name the name of the zone
 * @param siblings all zones in a fixed order, {@code name} among them; empty when they are not known
 */
public record Zone(String name, List<String> siblings) {
    public Zone {
        requireNonNull(name, "name");
        siblings = siblings.stream().sorted().distinct().toList();
        if (!siblings.isEmpty() && !siblings.contains(name)) {
            throw new IllegalArgumentException("zone " + name + " is not one of " + siblings);
        }
    }

    /**
     * How far this zone's slots are shifted: evenly over the interval when the siblings are known, by the hash of the
     * name otherwise.
     *
     * @param intervalMicros the interval of the target, in microseconds
     * @return the shift in microseconds, at least 0 and less than the interval
     */
    long shift(long intervalMicros) {
        if (siblings.isEmpty()) {
            return Schedule.hash(name) % intervalMicros;
        }
        return intervalMicros / siblings.size() * siblings.indexOf(name);
    }
}
