package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that the server presented, whether it was accepted or not, and how it was shown.
 *
 * @param notAfter when it ends to be valid
 * @param sha256 the SHA-256 fingerprint of its DER form, in lower-case hexadecimal digits
 * @param issuer the distinguished name of its issuer (RFC 2253)
 * @param subject the distinguished name of its subject; null when it is not known
 * @param tlsVersion the protocol of the handshake: {@code TLSv1.3}; null when it is not known
 * @param tlsCipher the cipher suite of the handshake; null when it is not known, as of one that OpenSSL broke off
 */
public record CertificateInfo(
        Instant notAfter,
        String sha256,
        String issuer,
        @Nullable String subject,
        @Nullable String tlsVersion,
        @Nullable String tlsCipher) {
    private static final int MAX_TEXT = 1_000;

    public CertificateInfo {
        notAfter = requireNonNull(Micros.truncate(notAfter), "notAfter");
        sha256 = Text.oneLine(sha256, MAX_TEXT);
        issuer = Text.oneLine(issuer, MAX_TEXT);
        subject = Text.sentence(subject, MAX_TEXT);
        tlsVersion = Text.sentence(tlsVersion, MAX_TEXT);
        tlsCipher = Text.sentence(tlsCipher, MAX_TEXT);
    }

    /** A certificate of which nothing else is known. */
    public CertificateInfo(Instant notAfter, String sha256, String issuer) {
        this(notAfter, sha256, issuer, null, null, null);
    }
}
