package io.nudger.config;

import java.time.Duration;
import java.util.Set;

/**
 * What a persister accepts from whoever may produce to its topics.
 *
 * @param zones the zones whose records it accepts; empty for all
 * @param clockTolerance how far the clock of a monitor may be from its own
 * @param limits how many new names it accepts
 * @param signing which records have to be signed
 */
public record PersisterSettings(
        Set<String> zones, Duration clockTolerance, NameLimits limits, SigningSettings signing) {
    /** Any zone, usual limits, no signatures. */
    public static final PersisterSettings DEFAULT =
            new PersisterSettings(Set.of(), Duration.ofMinutes(1), NameLimits.DEFAULT, SigningSettings.NONE);

    public PersisterSettings {
        zones = Set.copyOf(zones);
    }
}
