package io.nudger.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.nudger.check.ProxySpec;
import io.nudger.check.ProxySpec.Kind;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The way through a proxy to a destination: open when the proxy says that it is connected there. */
final class Tunnel {
    private final ProxySpec proxy;
    private final Destination destination;

    private Tunnel(ProxySpec proxy, Destination destination) {
        this.proxy = proxy;
        this.destination = destination;
    }

    /** Null when there is no proxy, or when it gets the request itself. */
    static @Nullable Tunnel through(@Nullable ProxySpec proxy, Destination destination, boolean http2) {
        return proxy == null || forwards(proxy, destination, http2) ? null : new Tunnel(proxy, destination);
    }

    /**
     * Whether the proxy gets the request with its whole URL and asks for itself: over plain HTTP, for which few proxies
     * allow a tunnel.
     */
    static boolean forwards(@Nullable ProxySpec proxy, Destination destination, boolean http2) {
        return proxy != null && proxy.kind() == Kind.HTTP && !destination.secure() && !http2;
    }

    /**
     * Connects to the proxy at this address, and through it; what is written meanwhile waits.
     *
     * @param onOpen called when the site is at the other end, before anything that it says is read
     */
    void open(
            ChannelHandlerContext ctx,
            InetSocketAddress address,
            @Nullable SocketAddress local,
            ChannelPromise done,
            Runnable onOpen)
            throws Exception {
        ProxyHandler handler = handler(new InetSocketAddress(address.getAddress(), address.getPort()));
        handler.setConnectTimeoutMillis(0); // The deadline of the check bounds this too.
        handler.connectFuture().addListener(opened -> {
            if (opened.isSuccess()) {
                done.trySuccess();
            } else {
                done.tryFailure(opened.cause());
            }
        });
        ctx.pipeline().addAfter(ctx.name(), null, new Mouth(onOpen)).addAfter(ctx.name(), null, handler);
        ChannelPromise connected = ctx.newPromise();
        connected.addListener(reached -> {
            if (!reached.isSuccess()) {
                done.tryFailure(reached.cause());
            }
        });
        // The proxy resolves the name.
        InetSocketAddress target = InetSocketAddress.createUnresolved(destination.host(), destination.port());
        handler.connect(ctx.pipeline().context(handler), target, local, connected);
    }

    /**
     * Where the tunnel opens into the channel. Its failure is reported by its future; nobody further on has to hear of it. That
     * it is open is known sooner here than there: the word of the proxy may come together with the first of the site.
     */
    private static final class Mouth extends ChannelInboundHandlerAdapter {
        private final Runnable onOpen;

        Mouth(Runnable onOpen) {
            this.onOpen = onOpen;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ProxyConnectionEvent) {
                onOpen.run();
            }
            ctx.fireUserEventTriggered(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof ProxyConnectException)) {
                ctx.fireExceptionCaught(cause);
            }
        }
    }

    private ProxyHandler handler(InetSocketAddress address) {
        String user = proxy.user();
        String password = proxy.password();
        boolean known = user != null && password != null;
        if (proxy.kind() == Kind.HTTP) {
            return known ? new HttpProxyHandler(address, user, password) : new HttpProxyHandler(address);
        }
        return known ? new Socks5ProxyHandler(address, user, password) : new Socks5ProxyHandler(address);
    }
}
