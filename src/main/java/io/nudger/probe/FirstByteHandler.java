package io.nudger.probe;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Notes the first byte of a response, and leaves. */
final class FirstByteHandler extends ChannelInboundHandlerAdapter {
    private final Stopwatch stopwatch;

    FirstByteHandler(Stopwatch stopwatch) {
        this.stopwatch = stopwatch;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        stopwatch.enter(Phase.TRANSFER, System.nanoTime());
        ctx.fireChannelRead(message);
        ctx.pipeline().remove(this);
    }
}
