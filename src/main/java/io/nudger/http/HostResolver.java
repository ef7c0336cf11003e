package io.nudger.http;

import io.netty.channel.EventLoop;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.nudger.check.IpVersion;
import io.nudger.check.ResolverSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the addresses of host names, without blocking a thread. Nothing is cached here, so that each check sees what a
 * new visitor would see; the resolver of the network has its cache for good reasons, and is asked. Belongs to one event
 * loop.
 */
final class HostResolver {
    /** How long one answer is awaited; then the next server is asked, or the same once more. */
    private static final long QUERY_TIMEOUT_MILLIS = 2_000;

    private final DnsNameResolver dns;

    private HostResolver(DnsNameResolver dns) {
        this.dns = dns;
    }

    /** Asks the name servers of the system, after its file of hosts. */
    static HostResolver ofSystem(
            EventLoop eventLoop, Transport transport, DnsServerAddressStreamProvider servers, IpVersion version) {
        return new HostResolver(builder(eventLoop, transport, servers, version).build());
    }

    /** Asks these name servers and nobody else. */
    static HostResolver asking(EventLoop eventLoop, Transport transport, ResolverSpec spec, IpVersion version) {
        return new HostResolver(
                builder(eventLoop, transport, new SequentialDnsServerAddressStreamProvider(spec.servers()), version)
                        .hostsFileEntriesResolver((name, types) -> null)
                        .searchDomains(List.of())
                        .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                        .build());
    }

    private static DnsNameResolverBuilder builder(
            EventLoop eventLoop, Transport transport, DnsServerAddressStreamProvider servers, IpVersion version) {
        return new DnsNameResolverBuilder(eventLoop)
                .resolvedAddressTypes(types(version))
                .datagramChannelFactory(transport::datagramChannel)
                .socketChannelFactory(() -> (io.netty.channel.socket.SocketChannel)
                        transport.channelFactory(false).newChannel())
                .nameServerProvider(name -> new Persistent(servers.nameServerAddressStream(name)))
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .queryTimeoutMillis(QUERY_TIMEOUT_MILLIS);
    }

    /** Null for what the interfaces of the machine are good for. */
    private static @Nullable ResolvedAddressTypes types(IpVersion version) {
        return switch (version) {
            case AUTO -> null;
            case V4 -> ResolvedAddressTypes.IPV4_ONLY;
            case V6 -> ResolvedAddressTypes.IPV6_ONLY;
        };
    }

    /** The address that the host is by itself; null when it is a name. */
    static @Nullable InetAddress literal(String host) {
        return NetUtil.createInetAddressFromIpAddressString(host);
    }

    /** The addresses of the name, the preferred first; not empty. Completes on the event loop. */
    Future<List<InetAddress>> resolve(String name) {
        Promise<List<InetAddress>> promise = Promise.promise();
        dns.resolveAll(name).addListener((io.netty.util.concurrent.Future<List<InetAddress>> answer) -> {
            if (answer.isSuccess()) {
                promise.complete(answer.getNow());
            } else {
                promise.fail(answer.cause());
            }
        });
        return promise.future();
    }

    void close() {
        dns.close();
    }

    /**
     * Servers that are asked a second time before they are given up: with one server, as in most containers, a single
     * lost packet would be a site that is down.
     */
    private record Persistent(DnsServerAddressStream servers) implements DnsServerAddressStream {
        private static final int ROUNDS = 2;

        @Override
        public InetSocketAddress next() {
            return servers.next();
        }

        @Override
        public int size() {
            return servers.size() * ROUNDS;
        }

        @Override
        public DnsServerAddressStream duplicate() {
            return new Persistent(servers.duplicate());
        }
    }
}
