package io.nudger.check;

import static java.util.Objects.requireNonNull;

/**
 * Who checked, and from where.
 *
 * @param zone the zone the monitor runs in; part of the key of a result
 * @param monitor the monitor's own name, for tracing only: monitors of one zone are interchangeable
 */
public record Origin(String zone, String monitor) {
    public Origin {
        requireNonNull(zone, "zone");
        requireNonNull(monitor, "monitor");
    }
}
