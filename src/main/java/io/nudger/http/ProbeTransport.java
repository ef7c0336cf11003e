package io.nudger.http;

import io.netty.channel.EventLoop;
import io.vertx.core.transport.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transport that a Vert.x instance must be built with for its probes to see the phases of a connection: {@code
 * Vertx.builder().withTransport(transport)}. One transport serves one Vert.x instance. Other connections of the instance
 * are not touched.
 */
public final class ProbeTransport implements Transport {
    private final Transport delegate;
    private final TimedTransport implementation;

    private ProbeTransport(Transport delegate, int maxAccepted) {
        this.delegate = delegate;
        this.implementation = new TimedTransport(delegate.implementation(), maxAccepted);
    }

    /** A transport for one new Vert.x instance: epoll where its library can be loaded, which is on Linux, else {@code java.nio}. */
    public static ProbeTransport create() {
        return accepting(Integer.MAX_VALUE);
    }

    /** As {@link #create}; a server has at most so many connections, and what comes beyond them is closed at once. */
    public static ProbeTransport accepting(int maxAccepted) {
        return new ProbeTransport(best(), maxAccepted);
    }

    /** {@code -Dio.netty.transport.noNative=true} keeps epoll away. */
    private static Transport best() {
        @Nullable Transport epoll = Transport.EPOLL;
        return epoll != null && epoll.available() ? epoll : Transport.NIO;
    }

    /** The event loops of the Vert.x instance that was built with this transport; empty before it was. */
    List<EventLoop> eventLoops() {
        return implementation.eventLoops();
    }

    @Override
    public String name() {
        return delegate.name();
    }

    @Override
    public boolean available() {
        return delegate.available();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return delegate.unavailabilityCause();
    }

    @Override
    public TimedTransport implementation() {
        return implementation;
    }
}
