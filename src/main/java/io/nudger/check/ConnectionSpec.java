package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the server of a target is reached. Most targets share {@link #DEFAULT}.
 *
 * @param ipVersion which of its addresses are connected to
 * @param connectTimeout how long connecting may take, all addresses together; null for as long as the whole check
 * @param tls what is asked of TLS
 * @param http which version of HTTP is spoken
 * @param strictHttp whether an answer has to have the form that HTTP prescribes, although browsers take others
 * @param proxy what the check goes through; null for nothing
 * @param resolver who is asked for addresses
 * @param reuse whether the connection is kept for the next check
 */
public record ConnectionSpec(
        IpVersion ipVersion,
        @Nullable Duration connectTimeout,
        TlsSpec tls,
        HttpPreference http,
        boolean strictHttp,
        @Nullable ProxySpec proxy,
        ResolverSpec resolver,
        boolean reuse) {
    /** As a new visitor reaches it. */
    public static final ConnectionSpec DEFAULT = new ConnectionSpec(
            IpVersion.AUTO, null, TlsSpec.DEFAULT, HttpPreference.AUTO, false, null, ResolverSpec.SYSTEM, false);

    public ConnectionSpec {
        requireNonNull(ipVersion, "ipVersion");
        requireNonNull(tls, "tls");
        requireNonNull(http, "http");
        requireNonNull(resolver, "resolver");
    }

    /** The same, through another proxy, or none. */
    public ConnectionSpec through(@Nullable ProxySpec other) {
        return new ConnectionSpec(ipVersion, connectTimeout, tls, http, strictHttp, other, resolver, reuse);
    }

    /** How another server than that of the URL is reached, where a redirect leads. */
    public ConnectionSpec elsewhere() {
        TlsSpec other = tls.elsewhere();
        return other.equals(tls)
                ? this
                : new ConnectionSpec(ipVersion, connectTimeout, other, http, strictHttp, proxy, resolver, reuse);
    }

    /** The same over HTTP/1.1 alone. */
    public ConnectionSpec overHttp1() {
        return new ConnectionSpec(
                ipVersion, connectTimeout, tls, HttpPreference.HTTP_1_1, strictHttp, proxy, resolver, reuse);
    }
}
