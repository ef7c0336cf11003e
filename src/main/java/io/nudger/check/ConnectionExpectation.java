package io.nudger.check;

import org.jspecify.annotations.Nullable;

/**
 * What is expected of the way on which an answer came.
 *
 * @param protocol the version of HTTP, such as {@code HTTP/2}; null accepts any
 * @param finalUrl where the redirects end; null accepts any place
 * @param certificateDays how many days every certificate that was needed is still valid at least, those of issuers
 *     included; null accepts any that is valid now
 * @param leafCertificateDays the same for the certificates of the servers alone
 */
public record ConnectionExpectation(
        @Nullable String protocol,
        @Nullable UrlPattern finalUrl,
        @Nullable Integer certificateDays,
        @Nullable Integer leafCertificateDays) {
    /** Any way. */
    public static final ConnectionExpectation ANY = new ConnectionExpectation(null, null, null, null);
}
