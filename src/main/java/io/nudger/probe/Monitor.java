package io.nudger.probe;

import io.nudger.check.Origin;
import io.nudger.check.Zone;
import io.nudger.config.CheckSettings;

/**
 * Whose checks they are.
 *
 * @param origin who checks, and from where
 * @param zone decides, with the name of a target, on its slots
 * @param checks how much is done at the same time
 */
public record Monitor(Origin origin, Zone zone, CheckSettings checks) {}
