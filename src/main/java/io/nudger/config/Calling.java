package io.nudger.config;

import static java.util.Objects.requireNonNull;

import io.nudger.check.ProxySpec;
import io.nudger.check.TlsSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a receiver is reached.
 *
 * @param timeout the deadline of one attempt
 * @param proxy the proxy on the way; null for none
 * @param tls what is asked of TLS
 */
public record Calling(Duration timeout, @Nullable ProxySpec proxy, TlsSpec tls) {
    /** What holds unless the file says otherwise. */
    public static final Calling DEFAULT = new Calling(Duration.ofSeconds(10), null, TlsSpec.DEFAULT);

    public Calling {
        requireNonNull(timeout, "timeout");
        requireNonNull(tls, "tls");
    }
}
