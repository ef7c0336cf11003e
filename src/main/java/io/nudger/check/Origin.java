package io.nudger.check;

/**
 * Who checked, and from where. Both are names of 1 to 128 printable characters.
 *
 * @param zone the zone the monitor runs in; part of the key of a result
 * @param monitor the monitor's own name, for tracing only: monitors of one zone are interchangeable
 */
public record Origin(String zone, String monitor) {
    public Origin {
        zone = Text.name("zone", zone);
        monitor = Text.name("monitor", monitor);
    }
}
