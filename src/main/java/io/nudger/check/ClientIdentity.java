package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who a check says it is, to servers that ask for a certificate.
 *
 * @param chain the certificate, followed by those of its issuers
 * @param key the private key of the certificate; hidden in {@link #toString}
 */
public record ClientIdentity(List<X509Certificate> chain, PrivateKey key) {
    public ClientIdentity {
        chain = List.copyOf(chain);
        requireNonNull(key, "key");
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an identity needs a certificate");
        }
    }

    /** The fingerprint of the certificate. */
    @Override
    public String toString() {
        return Fingerprint.of(chain.get(0));
    }
}
