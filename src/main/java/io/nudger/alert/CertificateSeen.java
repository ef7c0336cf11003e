package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest certificate of a target.
 *
 * @param target the id of the target
 * @param sha256 its fingerprint
 * @param issuer who issued it
 * @param previousIssuer who issued the one before it; null when there was none
 * @param notAfter when it expires
 */
public record CertificateSeen(
        int target, String sha256, String issuer, @Nullable String previousIssuer, Instant notAfter) {
    public CertificateSeen {
        requireNonNull(sha256, "sha256");
        requireNonNull(issuer, "issuer");
        requireNonNull(notAfter, "notAfter");
    }
}
