package io.nudger.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Passes everything on, but gives each outgoing channel a {@link PhaseTimer}, and leads the trace of a connection from
 * the address that it was asked for to the channel. Vert.x removes foreign handlers once a connection stands, so they
 * have to be there when the channel is made.
 */
final class TimedTransport implements Transport {
    private final Transport delegate;
    private volatile List<EventLoop> eventLoops = List.of();

    private final int maxAccepted;

    /**
     * Around another transport.
     *
     * @param maxAccepted how many connections each server may have
     */
    TimedTransport(Transport delegate, int maxAccepted) {
        this.delegate = delegate;
        this.maxAccepted = maxAccepted;
    }

    List<EventLoop> eventLoops() {
        return eventLoops;
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory threadFactory, int ioRatio) {
        EventLoopGroup group = delegate.eventLoopGroup(type, threads, threadFactory, ioRatio);
        if (type == IO_EVENT_LOOP_GROUP) {
            List<EventLoop> loops = new ArrayList<>();
            for (EventExecutor executor : group) {
                loops.add((EventLoop) executor);
            }
            eventLoops = List.copyOf(loops);
        }
        return group;
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        ChannelFactory<? extends Channel> factory = delegate.channelFactory(domainSocket);
        if (domainSocket) {
            return factory;
        }
        return () -> {
            Channel channel = factory.newChannel();
            channel.pipeline().addFirst(new PhaseTimer());
            return channel;
        };
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return address instanceof TracedAddress traced ? traced.toSocketAddress() : delegate.convert(address);
    }

    @Override
    public io.vertx.core.net.@Nullable SocketAddress convert(SocketAddress address) {
        return delegate.convert(address);
    }

    @Override
    public boolean supportsDomainSockets() {
        return delegate.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return delegate.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return delegate.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return delegate.unavailabilityCause();
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return delegate.ioHandlerFactory();
    }

    @Override
    public DatagramChannel datagramChannel() {
        return delegate.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // Vert.x's own interface still has it.
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return delegate.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        ChannelFactory<? extends ServerChannel> factory = delegate.serverChannelFactory(domainSocket);
        return () -> {
            ServerChannel channel = factory.newChannel();
            channel.pipeline().addFirst(new AcceptLimit(maxAccepted));
            return channel;
        };
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        delegate.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        delegate.configure(options, connectTimeout, domainSocket, bootstrap);
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        delegate.configure(options, domainSocket, bootstrap);
    }
}
