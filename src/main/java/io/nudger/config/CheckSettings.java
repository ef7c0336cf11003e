package io.nudger.config;

/**
 * How much a monitor does at the same time, and where its checks may go.
 *
 * @param maxInFlight the most checks that run at the same time
 * @param maxPerHost the most of them whose targets have the same host
 * @param addresses which addresses they may connect to
 */
public record CheckSettings(int maxInFlight, int maxPerHost, AddressRules addresses) {
    /** What holds unless the settings say something else. */
    public static final CheckSettings DEFAULT = new CheckSettings(1_000, 100, AddressRules.DEFAULT);

    /** These bounds, and the usual addresses. */
    public CheckSettings(int maxInFlight, int maxPerHost) {
        this(maxInFlight, maxPerHost, AddressRules.DEFAULT);
    }
}
