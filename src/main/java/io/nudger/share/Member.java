package io.nudger.share;

import io.micrometer.core.instrument.Clock;
import io.nudger.bus.ShareAccounts;
import io.nudger.config.SharingSettings;

/**
 * What a monitor brings into the group.
 *
 * @param settings of the sharing
 * @param group the group of its zone's monitors
 * @param monitor its own name
 * @param checks what is done about shares
 * @param accounts how far these are accounted for
 * @param metrics what is shown of them
 * @param clock the wall clock and the other one
 */
record Member(
        SharingSettings settings,
        String group,
        String monitor,
        Checks checks,
        ShareAccounts accounts,
        ShareMetrics metrics,
        Clock clock) {}
