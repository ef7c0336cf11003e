package io.nudger.check;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a check may take, redirects and body included.
 *
 * @param maxDuration longer is down with reason slow; null sets no bound but the timeout
 * @param degradedAfter longer is up, but degraded; null for never
 */
public record TimeExpectation(@Nullable Duration maxDuration, @Nullable Duration degradedAfter) {
    /** As long as the timeout allows. */
    public static final TimeExpectation ANY = new TimeExpectation(null, null);
}
