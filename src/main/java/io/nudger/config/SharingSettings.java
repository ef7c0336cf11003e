package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How the monitors of a zone share its targets.
 *
 * @param enabled whether they do; otherwise each monitor checks all of them
 * @param topic stays empty: its partitions are the shares
 * @param partitions how many partitions it is created with
 * @param sessionTimeout after how long the shares of a monitor that does not answer go to the others
 * @param heartbeat how often a monitor reports that it is there
 */
public record SharingSettings(
        boolean enabled, String topic, int partitions, Duration sessionTimeout, Duration heartbeat) {
    /** What holds unless the settings say otherwise. */
    public static final SharingSettings DEFAULT =
            new SharingSettings(false, "nudger.shares", 64, Duration.ofSeconds(6), Duration.ofMillis(250));

    public SharingSettings {
        requireNonNull(topic, "topic");
        requireNonNull(sessionTimeout, "sessionTimeout");
        requireNonNull(heartbeat, "heartbeat");
    }
}
