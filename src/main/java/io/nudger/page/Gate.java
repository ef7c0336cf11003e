package io.nudger.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nudger.config.PageAccess;
import io.nudger.config.PageSpec;
import io.nudger.config.PageToken;
import io.nudger.config.PageToken.Scope;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says who may see a page, and what of it. */
final class Gate {
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";
    private static final int IPV6_BYTES = 16;

    private Gate() {}

    /** Whether whoever asks may see the page. */
    static boolean admits(PublishedPage page, HttpServerRequest request) {
        return caller(page, request).viewer();
    }

    /** Who asks. A token that is none of the page's is as good as no token. */
    static Caller caller(PublishedPage page, HttpServerRequest request) {
        PageAccess access = page.spec().access();
        PageToken token = token(page.spec(), request.getHeader(HttpHeaders.AUTHORIZATION));
        Set<Scope> scopes = token == null ? Set.of() : token.scopes();
        boolean viewer = scopes.contains(Scope.READ) || admits(access, page.proxies(), request);
        return new Caller(
                viewer,
                scopes,
                token == null ? name(access, viewer, page.proxies(), request) : "token " + token.name());
    }

    /** All are compared, whichever it is. */
    private static @Nullable PageToken token(PageSpec page, @Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        String hash = PageToken.hash(header.substring(BEARER.length()).trim());
        PageToken found = null;
        for (PageToken token : page.tokens()) {
            found = token.isHashedAs(hash) ? token : found;
        }
        return found;
    }

    /** Whoever has an IPv6 address has at least a network of 64 bits. */
    private static String name(PageAccess access, boolean viewer, TrustedProxies proxies, HttpServerRequest request) {
        if (viewer && access instanceof PageAccess.Header header) {
            return "user " + request.getHeader(header.header());
        }
        InetAddress client = proxies.client(request);
        if (client == null) {
            return "unknown";
        }
        byte[] address = client.getAddress();
        return HexFormat.of().formatHex(address, 0, address.length == IPV6_BYTES ? IPV6_BYTES / 2 : address.length);
    }

    private static boolean admits(PageAccess access, TrustedProxies proxies, HttpServerRequest request) {
        if (access instanceof PageAccess.Basic basic) {
            return knows(basic, request.getHeader(HttpHeaders.AUTHORIZATION));
        }
        if (access instanceof PageAccess.Header header) {
            String value = request.getHeader(header.header());
            return value != null && !value.isBlank() && new TrustedProxies(header.from()).hasSent(request);
        }
        if (access instanceof PageAccess.Networks networks) {
            InetAddress client = proxies.client(request);
            return client != null && PageAccess.contains(networks.networks(), client);
        }
        return true;
    }

    /** Both are always compared, and whole: how long that takes tells nothing of them. */
    private static boolean knows(PageAccess.Basic basic, @Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return false;
        }
        byte[] given;
        try {
            given = Base64.getDecoder().decode(header.substring(BASIC.length()).trim());
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] wanted = (basic.user() + ":" + basic.password().reveal()).getBytes(UTF_8);
        return MessageDigest.isEqual(given, wanted);
    }
}
