package io.nudger.http;

import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.nudger.check.ConnectionSpec;
import io.nudger.check.IpVersion;
import io.nudger.check.ResolverSpec;
import io.vertx.core.spi.transport.Transport;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** What the checks of one event loop share. Its state is touched on that loop only. */
final class ProbeLoop {
    private static final int MAX_OTHERS = 64;

    private final EventLoop eventLoop;
    private final KeptConnections kept;
    private final LoopWatch watch;
    private final Transport transport;
    private final DnsServerAddressStreamProvider nameServers;
    private final Map<IpVersion, HostResolver> resolvers = new EnumMap<>(IpVersion.class);
    /** Of targets that ask other name servers; they hold no socket, so that the eldest can be forgotten. */
    private final Map<Inquiry, HostResolver> others = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Inquiry, HostResolver> eldest) {
            return size() > MAX_OTHERS;
        }
    };

    private record Inquiry(ResolverSpec resolver, IpVersion version) {}

    ProbeLoop(
            EventLoop eventLoop,
            Transport transport,
            DnsServerAddressStreamProvider nameServers,
            LongConsumer onStall) {
        this.eventLoop = eventLoop;
        this.kept = new KeptConnections(eventLoop);
        this.watch = new LoopWatch(eventLoop, onStall);
        this.transport = transport;
        this.nameServers = nameServers;
    }

    /** Connections that wait for the next check of their target. */
    KeptConnections kept() {
        return kept;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    LoopWatch watch() {
        return watch;
    }

    /** Who is asked for the addresses of a target. */
    HostResolver resolver(ConnectionSpec spec) {
        if (spec.resolver().servers().isEmpty()) {
            return resolvers.computeIfAbsent(
                    spec.ipVersion(), version -> HostResolver.ofSystem(eventLoop, transport, nameServers, version));
        }
        return others.computeIfAbsent(
                new Inquiry(spec.resolver(), spec.ipVersion()),
                inquiry -> HostResolver.asking(eventLoop, transport, inquiry.resolver(), inquiry.version()));
    }

    /** Gives the sockets back; the loop goes on. */
    void close() {
        eventLoop.execute(() -> {
            kept.close();
            resolvers.values().forEach(HostResolver::close);
            resolvers.clear();
            others.values().forEach(HostResolver::close);
            others.clear();
        });
    }
}
