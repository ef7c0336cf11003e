package io.nudger.app;

import com.sun.management.UnixOperatingSystemMXBean;
import io.nudger.config.CheckSettings;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares out the file descriptors that the process may have open (ulimit -n; Java raises the soft limit to the hard one). A
 * process that runs out of them can neither check nor deliver nor write its spool: so every part has a bound, and together
 * they are less than the limit.
 *
 * @param limit how many may be open
 */
record Descriptors(long limit) {
    /** The jar, logs, event loops, Kafka, PostgreSQL, the spool, name servers, and a reserve. */
    static final int KEPT_BACK = 200;

    private static final Logger LOG = LoggerFactory.getLogger("nudger.process");
    private static final int MAX_VISITORS = 100;
    private static final int MIN_VISITORS = 8;
    private static final int VISITORS_SHARE = 16;
    private static final int MAX_BROWSERS = 4_000;
    private static final int BROWSERS_SHARE = 4;
    /** The addresses of a host are tried side by side. */
    private static final int OF_A_CHECK = 2;

    /** Those of this process; without a limit on a system that has none. */
    static Descriptors ofProcess() {
        return new Descriptors(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : Long.MAX_VALUE);
    }

    /** How many connections the server of health and metrics may have. */
    int visitors() {
        return (int) Math.max(MIN_VISITORS, Math.min(MAX_VISITORS, limit / VISITORS_SHARE));
    }

    /** As many, and as many again that are just being closed to make room for them. */
    int accepted() {
        return 2 * visitors();
    }

    /** How many connections the server of status pages may have. */
    int browsers() {
        return (int) Math.max(MIN_VISITORS, Math.min(MAX_BROWSERS, limit / BROWSERS_SHARE));
    }

    /** How many checks may be in flight. */
    int checks() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (limit - KEPT_BACK - accepted()) / OF_A_CHECK));
    }

    /** The settings, with no more checks in flight than descriptors are left for; a warning when that is less. */
    CheckSettings bound(CheckSettings checks) {
        if (checks.maxInFlight() <= checks()) {
            return checks;
        }
        LOG.warn(
                "file descriptors are too few for checks.max_in_flight; fewer checks run at the same time"
                        + " limit={} max_in_flight={} bounded_to={}; raise the limit (ulimit -n, LimitNOFILE) to {},"
                        + " or lower checks.max_in_flight",
                limit,
                checks.maxInFlight(),
                checks(),
                KEPT_BACK + MAX_VISITORS + (long) OF_A_CHECK * checks.maxInFlight());
        return new CheckSettings(checks(), checks.maxPerHost(), checks.addresses());
    }
}
