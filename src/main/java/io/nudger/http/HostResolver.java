package io.nudger.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsQueryLifecycleObserver;
import io.netty.resolver.dns.DnsQueryLifecycleObserverFactory;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.nudger.check.IpVersion;
import io.nudger.check.ResolverSpec;
import io.nudger.support.Causes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private final RefusedQuestions refused;

    private HostResolver(DnsNameResolverBuilder builder) {
        this.refused = new RefusedQuestions();
        this.dns = builder.dnsQueryLifecycleObserverFactory(refused).build();
    }

    /** Asks the name servers of the system, after its file of hosts. */
    static HostResolver ofSystem(
            EventLoop eventLoop, Transport transport, DnsServerAddressStreamProvider servers, IpVersion version) {
        return new HostResolver(builder(eventLoop, transport, servers, version));
    }

    /** Asks these name servers and nobody else. */
    static HostResolver asking(EventLoop eventLoop, Transport transport, ResolverSpec spec, IpVersion version) {
        return new HostResolver(
                builder(eventLoop, transport, new SequentialDnsServerAddressStreamProvider(spec.servers()), version)
                        .hostsFileEntriesResolver((name, types) -> null)
                        .searchDomains(List.of())
                        .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution));
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
                // As the resolver of the system asks: some servers understand no extensions, and say FORMERR to them.
                .optResourceEnabled(false)
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
            DnsResponseCode code = refused.of(name);
            if (answer.isSuccess()) {
                promise.complete(answer.getNow());
            } else if (code == null || Causes.find(answer.cause(), DnsErrorCauseException.class) != null) {
                promise.fail(answer.cause());
            } else {
                promise.fail(new RefusedQuestionException(code));
            }
        });
        return promise.future();
    }

    void close() {
        dns.close();
    }

    /**
     * What servers say of a question that they do not answer, such as REFUSED. The resolver keeps that to itself, and calls
     * it a name without an address.
     */
    private static final class RefusedQuestions implements DnsQueryLifecycleObserverFactory {
        private final Map<String, DnsResponseCode> codes = new HashMap<>();

        /** What was said when the name was asked for last; null for nothing of that kind. */
        @Nullable DnsResponseCode of(String name) {
            return codes.isEmpty() ? null : codes.remove(key(name));
        }

        private static String key(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        }

        @Override
        public DnsQueryLifecycleObserver newDnsQueryLifecycleObserver(DnsQuestion question) {
            return new DnsQueryLifecycleObserver() {
                @Override
                public void queryWritten(InetSocketAddress server, ChannelFuture future) {}

                @Override
                public void queryCancelled(int queriesRemaining) {}

                @Override
                public DnsQueryLifecycleObserver queryRedirected(List<InetSocketAddress> servers) {
                    return this;
                }

                @Override
                public DnsQueryLifecycleObserver queryCNAMEd(DnsQuestion cname) {
                    return this;
                }

                @Override
                public DnsQueryLifecycleObserver queryNoAnswer(DnsResponseCode code) {
                    if (!code.equals(DnsResponseCode.NOERROR) && !code.equals(DnsResponseCode.NXDOMAIN)) {
                        codes.put(key(question.name()), code);
                    }
                    return this;
                }

                @Override
                public void queryFailed(Throwable cause) {}

                @Override
                public void querySucceed() {}
            };
        }
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
