package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a target asks of TLS.
 *
 * @param verify whether the certificate of the server has to be valid; it is recorded in any case
 * @param authorities whose certificates are accepted; empty for those that the monitor trusts anyway
 * @param identity who the check says it is; null for nobody
 * @param serverName the name that the server is asked for and must have in its certificate; null for that of the URL
 * @param minVersion the oldest version that is accepted
 */
public record TlsSpec(
        boolean verify,
        List<X509Certificate> authorities,
        @Nullable ClientIdentity identity,
        @Nullable String serverName,
        TlsVersion minVersion) {
    /** What every target asks for unless it says otherwise. */
    public static final TlsSpec DEFAULT = new TlsSpec(true, List.of(), null, null, TlsVersion.V1_2);

    public TlsSpec {
        authorities = List.copyOf(authorities);
        requireNonNull(minVersion, "minVersion");
    }

    /** Whether it equals {@link #DEFAULT}: asked for each connection with TLS, and before the first of them. */
    public boolean isDefault() {
        return verify
                && authorities.isEmpty()
                && identity == null
                && serverName == null
                && minVersion == DEFAULT.minVersion;
    }

    /** What is asked of another server than that of the URL, where a redirect leads: neither its name nor the identity. */
    public TlsSpec elsewhere() {
        return serverName == null && identity == null ? this : new TlsSpec(verify, authorities, null, null, minVersion);
    }

    /** Certificates by their fingerprints. */
    @Override
    public String toString() {
        return "TlsSpec[verify=" + verify + ", authorities="
                + authorities.stream().map(Fingerprint::of).toList() + ", identity=" + identity + ", serverName="
                + serverName + ", minVersion=" + minVersion + "]";
    }
}
