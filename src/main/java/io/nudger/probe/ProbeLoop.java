package io.nudger.probe;

import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.nudger.check.IpVersion;
import io.vertx.core.spi.transport.Transport;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** What the checks of one event loop share. Its state is touched on that loop only. */
final class ProbeLoop {
    private final EventLoop eventLoop;
    private final LoopWatch watch;
    private final Transport transport;
    private final DnsServerAddressStreamProvider nameServers;
    private final Map<IpVersion, HostResolver> resolvers = new EnumMap<>(IpVersion.class);

    ProbeLoop(
            EventLoop eventLoop,
            Transport transport,
            DnsServerAddressStreamProvider nameServers,
            LongConsumer onStall) {
        this.eventLoop = eventLoop;
        this.watch = new LoopWatch(eventLoop, onStall);
        this.transport = transport;
        this.nameServers = nameServers;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    LoopWatch watch() {
        return watch;
    }

    /** Who is asked for addresses of this kind. */
    HostResolver resolver(IpVersion version) {
        return resolvers.computeIfAbsent(
                version, wanted -> new HostResolver(eventLoop, transport, nameServers, wanted));
    }

    /** Gives the sockets back; the loop goes on. */
    void close() {
        eventLoop.execute(() -> {
            resolvers.values().forEach(HostResolver::close);
            resolvers.clear();
        });
    }
}
