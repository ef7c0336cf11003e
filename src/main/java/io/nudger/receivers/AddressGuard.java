package io.nudger.receivers;

import io.netty.util.NetUtil;
import io.nudger.config.AddressRange;
import io.nudger.config.AddressRules;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the addresses of receivers, and holds them against the same rules as those of targets. */
final class AddressGuard {
    /** No address of the host may be connected to. Without a stack trace: it is an answer, not a defect. */
    static final class BlockedException extends Exception {
        private static final long serialVersionUID = 1;

        BlockedException(String message) {
            super(message, null, false, false);
        }
    }

    private final Vertx vertx;
    private final AddressRules rules;

    AddressGuard(Vertx vertx, AddressRules rules) {
        this.vertx = vertx;
        this.rules = rules;
    }

    /** The addresses of the host that may be connected to, IPv4 first; not empty. */
    Future<List<InetAddress>> resolve(String host) {
        InetAddress literal = literal(host);
        Future<List<InetAddress>> found = literal == null
                ? vertx.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false)
                : Future.succeededFuture(List.of(literal));
        return found.compose(addresses -> allowed(host, addresses));
    }

    /** Whether the host is a name, or an address that may be connected to; for one that a proxy connects to. */
    Future<Void> judgeLiteral(String host) {
        InetAddress literal = literal(host);
        return literal == null
                ? Future.succeededFuture()
                : allowed(host, List.of(literal)).mapEmpty();
    }

    private static @Nullable InetAddress literal(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return NetUtil.createInetAddressFromIpAddressString(bracketed ? host.substring(1, host.length() - 1) : host);
    }

    private Future<List<InetAddress>> allowed(String host, List<InetAddress> addresses) {
        List<InetAddress> allowed = addresses.stream()
                .filter(address -> rules.denying(address) == null)
                .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                .toList();
        if (!allowed.isEmpty()) {
            return Future.succeededFuture(allowed);
        }
        InetAddress first = addresses.get(0);
        AddressRange denying = rules.denying(first);
        return Future.failedFuture(new BlockedException("the address " + first.getHostAddress() + " of " + host
                + " is denied as " + denying + "; addresses.allow in the settings would allow it"));
    }
}
