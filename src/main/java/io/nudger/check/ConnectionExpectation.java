package io.nudger.check;

import org.jspecify.annotations.Nullable;

/**
 * What is expected of the way on which an answer came.
 *
 * @param protocol the version of HTTP, such as {@code HTTP/2}; null accepts any
 * @param finalUrl where the redirects end; null accepts any place
 * @param certificateDays how many days every certificate on the way is still valid at least; null accepts any that is
 *     valid now
 */
public record ConnectionExpectation(
        @Nullable String protocol, @Nullable UrlPattern finalUrl, @Nullable Integer certificateDays) {
    /** Any way. */
    public static final ConnectionExpectation ANY = new ConnectionExpectation(null, null, null);
}
