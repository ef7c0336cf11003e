package io.nudger.page;

import io.netty.util.NetUtil;
import io.nudger.config.AddressRange;
import io.nudger.config.PageAccess;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies in front whose headers are believed: from where a request comes, by {@code X-Forwarded-For}, and over what, by
 * {@code X-Forwarded-Proto}. From anybody else these headers are nothing. Immutable.
 *
 * @param networks the addresses of the proxies
 */
record TrustedProxies(List<AddressRange> networks) {
    /** Nobody's headers are believed. */
    static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

    TrustedProxies {
        networks = List.copyOf(networks);
    }

    /** Whether a proxy has handed the request on. */
    boolean hasSent(HttpServerRequest request) {
        InetAddress peer = peer(request);
        return peer != null && contains(peer);
    }

    /** Where the request comes from; null when a proxy names something that is no address. */
    @Nullable InetAddress client(HttpServerRequest request) {
        return client(peer(request), request.headers().getAll(FORWARDED_FOR));
    }

    /**
     * Each proxy adds at the end from where it got the request: the last address that is none of theirs is the one that nobody
     * could make up.
     *
     * @param peer who is connected
     * @param forwarded the values of the header
     */
    @Nullable InetAddress client(@Nullable InetAddress peer, List<String> forwarded) {
        List<String> hops = new ArrayList<>();
        forwarded.forEach(value -> hops.addAll(List.of(value.split(",", -1))));
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && client != null && contains(client); i--) {
            client = address(hops.get(i).trim());
        }
        return client;
    }

    /** How whoever asks sees the scheme of the page. */
    String scheme(HttpServerRequest request) {
        String scheme = hasSent(request) ? request.getHeader(FORWARDED_PROTO) : null;
        return "https".equalsIgnoreCase(scheme) ? "https" : String.valueOf(request.scheme());
    }

    private boolean contains(InetAddress address) {
        return PageAccess.contains(networks, address);
    }

    private static @Nullable InetAddress peer(HttpServerRequest request) {
        String host = request.remoteAddress().hostAddress();
        return host == null ? null : address(host);
    }

    /** Some proxies add the port. */
    private static @Nullable InetAddress address(String text) {
        String host = text;
        if (text.startsWith("[")) {
            host = text.substring(1, Math.max(1, text.indexOf(']')));
        } else if (text.indexOf(':') > 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            host = text.substring(0, text.indexOf(':'));
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
