package io.nudger.check;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A proxy that checks go through. It resolves the names of the servers itself.
 *
 * @param kind the protocol it speaks
 * @param host its name or address, an IPv6 address without brackets
 * @param port its port
 * @param user who asks it; null for nobody. Hidden in {@link #toString}, as the password is
 * @param password the password; null without a user
 */
public record ProxySpec(Kind kind, String host, int port, @Nullable String user, @Nullable String password) {
    /** The protocol of a proxy. */
    public enum Kind {
        /** CONNECT for https, requests with a whole URL for http. */
        HTTP,
        /** SOCKS version 5. */
        SOCKS5
    }

    public ProxySpec {
        requireNonNull(kind, "kind");
        requireNonNull(host, "host");
    }

    /** Everything but who asks. */
    @Override
    public String toString() {
        return "ProxySpec[" + kind + ", " + host + ", " + port + "]";
    }
}
