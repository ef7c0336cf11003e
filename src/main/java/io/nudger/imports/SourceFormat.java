package io.nudger.imports;

/** A monitor whose configuration can be imported. */
public enum SourceFormat {
    /** {@code http-nudger monitor --period 30 URL}. */
    HTTP_NUDGER("http-nudger"),
    /** {@code config.yml} with {@code targets}. */
    WEBSITE_MONITOR("website-monitor"),
    /** {@code URL MINUTES [REGEX]}, a line for each host. */
    HOST_CHECKER("host-checker"),
    /** {@code sites.yaml} with {@code sites}, or {@code --url URL --seconds 30}. */
    SITE_MONITOR("site-monitor"),
    /** {@code CK_SITE_URL} and its companions. */
    CHECKSITE("checksite"),
    /** {@code config.yaml} with {@code endpoints}. */
    GATUS("gatus"),
    /** {@code prometheus.yml} with the targets, and {@code blackbox.yml} with the modules. */
    BLACKBOX("blackbox"),
    /** The JSON backup with {@code monitorList}. */
    UPTIME_KUMA("uptime-kuma"),
    /** {@code .upptimerc.yml} with {@code sites}. */
    UPPTIME("upptime"),
    /** {@code heartbeat.yml} of Elastic, or the lists of {@code monitors.d}. */
    HEARTBEAT("heartbeat"),
    /** {@code telegraf.conf} with {@code [[inputs.http_response]]}. */
    TELEGRAF("telegraf");

    private final String label;

    SourceFormat(String label) {
        this.label = label;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return label;
    }
}
