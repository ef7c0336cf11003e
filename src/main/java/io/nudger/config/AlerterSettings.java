package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an alerter decides.
 *
 * @param tick the shortest time from one decision to the next
 * @param lease how long an alerter leads without extending it: when it is gone, the next leads after that
 * @param acrossZones whether failures in a row are counted over all zones of a target together, and not in each zone by itself
 * @param zoneHealth whether zones are compared with each other, so that one whose own network is in trouble has no vote
 * @param topic where changes of states are published; null for nowhere
 * @param links what messages lead to
 */
public record AlerterSettings(
        Duration tick,
        Duration lease,
        boolean acrossZones,
        boolean zoneHealth,
        @Nullable String topic,
        MessageLinks links) {
    /** What holds unless the settings say otherwise. */
    public static final AlerterSettings DEFAULT = new AlerterSettings(
            Duration.ofSeconds(1), Duration.ofSeconds(8), true, true, "nudger.states", MessageLinks.NONE);

    public AlerterSettings {
        requireNonNull(tick, "tick");
        requireNonNull(lease, "lease");
        requireNonNull(links, "links");
    }
}
