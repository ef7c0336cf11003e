package io.nudger.config;

import static java.util.Objects.requireNonNull;

import io.nudger.document.Secret;
import java.time.Duration;

/**
 * A service that calls somebody when it does not hear from nudger any more.
 *
 * @param url what is requested while all is well; whoever knows it can keep the service quiet
 * @param interval how often
 * @param calling how it is reached
 */
public record Watchdog(Secret url, Duration interval, Calling calling) {
    public Watchdog {
        requireNonNull(url, "url");
        requireNonNull(interval, "interval");
        requireNonNull(calling, "calling");
    }
}
