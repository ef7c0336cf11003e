package io.nudger.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.util.NetUtil;
import io.nudger.config.AddressRange;
import io.nudger.config.PageAccess;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets in those who may see a page. */
final class Gate {
    private static final String BASIC = "Basic ";

    private Gate() {}

    /** Whether whoever asks may see what this access is for. */
    static boolean admits(PageAccess access, HttpServerRequest request) {
        if (access instanceof PageAccess.Basic basic) {
            return knows(basic, request.getHeader(HttpHeaders.AUTHORIZATION));
        }
        if (access instanceof PageAccess.Header header) {
            String value = request.getHeader(header.header());
            return value != null && !value.isBlank() && isFrom(header.from(), request);
        }
        if (access instanceof PageAccess.Networks networks) {
            return isFrom(networks.networks(), request);
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

    private static boolean isFrom(List<AddressRange> ranges, HttpServerRequest request) {
        String host = request.remoteAddress().hostAddress();
        byte[] address = host == null ? null : NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            return false;
        }
        try {
            return PageAccess.contains(ranges, InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
