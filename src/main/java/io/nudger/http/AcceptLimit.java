package io.nudger.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes what a server accepts beyond a bound, before anything is made for it: in a flood, connections come faster than an
 * event loop takes them, and each of them holds a file descriptor until then.
 */
final class AcceptLimit extends ChannelInboundHandlerAdapter {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    AcceptLimit(int max) {
        this.max = max;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof Channel accepted)) {
            context.fireChannelRead(message);
            return;
        }
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            accepted.unsafe().closeForcibly();
            return;
        }
        accepted.closeFuture().addListener(closed -> open.decrementAndGet());
        context.fireChannelRead(message);
    }
}
