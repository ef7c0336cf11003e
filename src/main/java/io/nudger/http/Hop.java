package io.nudger.http;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Phases;
import io.nudger.check.ShownUrl;
import org.jspecify.annotations.Nullable;

/**
 * One request of a check: the first, or one that a redirect led to. Null means not reached.
 *
 * @param url where it went
 * @param remoteAddress the address that it was connected to, with its port
 * @param protocol the HTTP version of the response
 * @param statusCode the status code of the response
 * @param phases where its time went
 * @param tls what the handshake revealed, also when it was refused
 */
public record Hop(
        String url,
        @Nullable String remoteAddress,
        @Nullable String protocol,
        @Nullable Integer statusCode,
        Phases phases,
        @Nullable TlsSession tls) {
    public Hop {
        requireNonNull(url, "url");
        requireNonNull(phases, "phases");
    }

    /** The same, as it may be shown. */
    Hop shown(ShownUrl shown) {
        return new Hop(shown.text(url), remoteAddress, protocol, statusCode, phases, tls);
    }
}
