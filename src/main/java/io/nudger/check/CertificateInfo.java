package io.nudger.check;

import java.time.Instant;

/**
 * The certificate that the server presented.
 *
 * @param notAfter when it ends to be valid
 * @param sha256 the SHA-256 fingerprint of its DER form, in lower-case hexadecimal digits
 * @param issuer the distinguished name of its issuer (RFC 2253)
 */
public record CertificateInfo(Instant notAfter, String sha256, String issuer) {}
