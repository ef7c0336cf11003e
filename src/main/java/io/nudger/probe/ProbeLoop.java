package io.nudger.probe;

import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.vertx.core.spi.transport.Transport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What the checks of one event loop share. Its state is touched on that loop only. */
final class ProbeLoop {
    private final EventLoop eventLoop;
    private final LoopWatch watch;
    private final Transport transport;
    private final DnsServerAddressStreamProvider nameServers;
    private @Nullable HostResolver resolver;

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

    HostResolver resolver() {
        HostResolver open = resolver;
        if (open == null) {
            open = new HostResolver(eventLoop, transport, nameServers);
            resolver = open;
        }
        return open;
    }

    /** Gives the sockets back; the loop goes on. */
    void close() {
        eventLoop.execute(() -> {
            if (resolver != null) {
                resolver.close();
                resolver = null;
            }
        });
    }
}
