package io.nudger.consume;

import java.util.Set;

/**
 * Names that a store is asked for.
 *
 * @param zones any of them
 * @param monitors names of monitors
 * @param configs targets and their configurations
 */
public record Names(Set<String> zones, Set<String> monitors, Set<TargetConfig> configs) {
    public Names {
        zones = Set.copyOf(zones);
        monitors = Set.copyOf(monitors);
        configs = Set.copyOf(configs);
    }
}
