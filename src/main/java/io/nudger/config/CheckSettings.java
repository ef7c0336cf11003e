package io.nudger.config;

/**
 * How much a monitor does at the same time.
 *
 * @param maxInFlight the most checks that run at the same time
 * @param maxPerHost the most of them whose targets have the same host
 */
public record CheckSettings(int maxInFlight, int maxPerHost) {
    /** What holds unless the settings say something else. */
    public static final CheckSettings DEFAULT = new CheckSettings(1_000, 100);
}
