package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The certificate that the server presented.
 *
 * @param notAfter when it ends to be valid
 * @param sha256 the SHA-256 fingerprint of its DER form, in lower-case hexadecimal digits
 * @param issuer the distinguished name of its issuer (RFC 2253)
 */
public record CertificateInfo(Instant notAfter, String sha256, String issuer) {
    private static final int MAX_TEXT = 1_000;

    public CertificateInfo {
        notAfter = requireNonNull(Micros.truncate(notAfter), "notAfter");
        sha256 = Text.clean(sha256, MAX_TEXT);
        issuer = Text.clean(issuer, MAX_TEXT);
    }
}
