package io.nudger.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.NetUtil;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;

/**
 * Sits in each outgoing channel from its first moment. It informs the {@link Connection} that the channel was made for what
 * happens to it; a channel that was made for none it leaves at once.
 */
final class PhaseTimer extends ChannelOutboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The promise is passed on.
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (!(remote instanceof TracedAddress.Resolved traced)) {
            ctx.connect(remote, local, promise);
            ctx.pipeline().remove(this);
            return;
        }
        Connection connection = traced.connection();
        if (!connection.opening(ctx.channel())) {
            promise.setFailure(new ClosedChannelException());
            return;
        }
        SslHandler ssl = ctx.pipeline().get(SslHandler.class);
        if (ssl != null) {
            nameServer(ssl.engine(), connection.serverName());
            observeHandshake(ctx.channel(), ssl, connection);
        }
        // A promise between: it notes the time before anybody else hears of the connection and acts on it.
        ChannelPromise connected = ctx.newPromise();
        connected.addListener(done -> {
            if (done.isSuccess()) {
                connection.established();
                promise.trySuccess();
            } else if (ssl == null || !ssl.handshakeFuture().isDone()) {
                // A proxy that fails ends the handshake first, of which Vert.x has heard then.
                promise.tryFailure(done.cause());
            }
        });
        Tunnel tunnel = connection.tunnel();
        if (tunnel == null) {
            ctx.connect(remote, local, connected);
            return;
        }
        try {
            tunnel.open(ctx, traced, local, connected, connection::established);
        } catch (Exception e) {
            connected.tryFailure(e);
        }
    }

    /** The JDK leaves the name out of the handshake when it has no dot, as inside a cluster; servers go by it all the same. */
    private static void nameServer(SSLEngine engine, String host) {
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            return;
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        SSLParameters parameters = engine.getSSLParameters();
        if (name.indexOf('_') >= 0) {
            // No host name by the book, but they exist. Java refuses to compare such a name with a certificate, which
            // the
            // trust manager of the check does.
            parameters.setEndpointIdentificationAlgorithm("");
            if (engine instanceof ReferenceCountedOpenSslEngine openSsl) {
                SSL.setTlsExtHostName(openSsl.sslPointer(), name);
            } else {
                parameters.setServerNames(List.of(new OddName(name)));
            }
        } else {
            try {
                parameters.setServerNames(List.of(new SNIHostName(name)));
            } catch (IllegalArgumentException e) {
                return; // A name that resolves all the same.
            }
        }
        engine.setSSLParameters(parameters);
    }

    /** The name of a host that Java does not take for one. */
    private static final class OddName extends SNIServerName {
        OddName(String name) {
            super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void observeHandshake(Channel channel, SslHandler ssl, Connection connection) {
        ssl.handshakeFuture().addListener(handshake -> {
            if (!handshake.isSuccess()) {
                return;
            }
            SSLSession session = ssl.engine().getSession();
            connection.secured(TlsSession.of(session, connection.trust()), ssl.applicationProtocol());
            // A session left in the cache would be resumed by a later check, which then saw an old certificate.
            channel.closeFuture().addListener(closed -> session.invalidate());
        });
    }
}
