package io.nudger.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.nudger.check.Phase;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a check, seen from below: its channel, from the moment it exists, and what its handshake revealed.
 * Lives on one event loop.
 */
final class Connection {
    private final Destination destination;
    private final String serverName;
    private final WitnessTrustManager trust;
    private final @Nullable Tunnel tunnel;
    private final Stopwatch stopwatch;
    private final Consumer<Connection> onEstablished;
    private @Nullable Channel channel;
    private @Nullable BusyMeter busyMeter;
    private @Nullable TlsSession tls;
    private boolean http2;
    private boolean established;
    private boolean aborted;

    /**
     * @param serverName the name that the server is asked for in the handshake, and must have in its certificate
     * @param trust decides whether the certificate is accepted
     * @param tunnel the way through a proxy; null when there is none
     * @param onEstablished called once the TCP connection stands
     */
    Connection(
            Destination destination,
            String serverName,
            WitnessTrustManager trust,
            @Nullable Tunnel tunnel,
            Stopwatch stopwatch,
            Consumer<Connection> onEstablished) {
        this.destination = destination;
        this.serverName = serverName;
        this.trust = trust;
        this.tunnel = tunnel;
        this.stopwatch = stopwatch;
        this.onEstablished = onEstablished;
    }

    Destination destination() {
        return destination;
    }

    /** The way through a proxy; null when the destination, or a proxy that forwards requests, is connected to. */
    @Nullable Tunnel tunnel() {
        return tunnel;
    }

    /** Who decides whether the certificate of the server is accepted. */
    WitnessTrustManager trust() {
        return trust;
    }

    /** The name that the server is asked for in the handshake. */
    String serverName() {
        return serverName;
    }

    /**
     * The channel exists and is about to connect.
     *
     * @return false when the connection is not wanted any more
     */
    boolean opening(Channel opened) {
        channel = opened;
        return !aborted;
    }

    /** The TCP connection stands, through the proxy if there is one. What is said a second time changes nothing. */
    void established() {
        if (established) {
            return;
        }
        established = true;
        onEstablished.accept(this);
        stopwatch.enter(destination.secure() ? Phase.TLS : Phase.PROCESSING, System.nanoTime());
    }

    /** The handshake is done. */
    void secured(TlsSession session, @Nullable String applicationProtocol) {
        tls = session;
        http2 = "h2".equals(applicationProtocol);
        stopwatch.enter(Phase.PROCESSING, System.nanoTime());
    }

    /** Whether the server chose HTTP/2 in the handshake. */
    boolean choseHttp2() {
        return http2;
    }

    /** Whether the TCP connection stood at any time. */
    boolean wasEstablished() {
        return established;
    }

    @Nullable TlsSession tls() {
        return tls;
    }

    /**
     * From now on the headers of the response are awaited.
     *
     * @param current measures this request
     * @param silentBefore whether the server has nothing to say before, so that the first byte ends the wait
     * @param strict whether the response has to have the form that HTTP/1.1 prescribes
     * @param onTooMuch called when more has come than any headers have
     */
    void awaitHead(Stopwatch current, boolean silentBefore, boolean strict, Runnable onTooMuch) {
        Channel open = channel;
        if (open == null) {
            return;
        }
        BusyMeter meter = busyMeter;
        if (meter == null) {
            meter = new BusyMeter();
            busyMeter = meter;
            open.pipeline().addFirst(meter);
        }
        meter.reset();
        HeadWatch watch = new HeadWatch(current, silentBefore, silentBefore && !strict, onTooMuch);
        ChannelHandlerContext ssl = open.pipeline().context(SslHandler.class);
        if (ssl == null) {
            open.pipeline().addFirst(watch);
        } else {
            open.pipeline().addAfter(ssl.name(), null, watch);
        }
        LenientCodec.prepare(open.pipeline(), strict);
    }

    /** How long the event loop has worked on what came since the request. */
    long busyNanos() {
        return busyMeter == null ? 0 : busyMeter.nanos();
    }

    /** The headers of the response are complete. */
    void headReceived() {
        if (channel != null && channel.pipeline().get(HeadWatch.class) != null) {
            channel.pipeline().remove(HeadWatch.class);
        }
    }

    /** Whether it can be used. */
    boolean isOpen() {
        return !aborted && channel != null && channel.isActive();
    }

    /** Ends a connection whose exchange is complete, as its protocol wants it. */
    @SuppressWarnings("FutureReturnValueIgnored") // There is nothing left to do for a channel, however it closed.
    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /**
     * Ends the connection at once, whatever its state, with a reset: nothing is flushed, said goodbye to or waited for. A
     * connection that is not yet begun never will be.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // As above.
    void abort() {
        aborted = true;
        Channel open = channel;
        if (open == null || !open.isOpen()) {
            return;
        }
        if (established && open.isActive()) {
            open.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ChannelHandlerContext first = open.pipeline().firstContext();
        if (first == null) {
            open.close();
        } else {
            // From the first handler it goes straight to the socket; TLS and HTTP would have parting words.
            first.close();
        }
    }
}
