package io.nudger.consume;

import java.util.Map;
import java.util.Set;

/**
 * What a store has of the {@link Names} that it was asked for.
 *
 * @param zones all zones that it has, when it was asked for any: they are few
 * @param monitors those of the monitors that it has
 * @param configs those of the configurations that it has
 * @param configCounts how many configurations it has of each known target that was asked for with another one
 */
public record KnownNames(
        Set<String> zones, Set<String> monitors, Set<TargetConfig> configs, Map<String, Integer> configCounts) {
    public KnownNames {
        zones = Set.copyOf(zones);
        monitors = Set.copyOf(monitors);
        configs = Set.copyOf(configs);
        configCounts = Map.copyOf(configCounts);
    }
}
