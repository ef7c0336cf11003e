package io.nudger.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.nudger.check.CpuTime;

/**
 * Measures how long the event loop works on what one server sends. A flood stalls the loop for the other checks; for the
 * check of the server that sends it, this is no excuse. First in the pipeline, so that decryption counts, too.
 */
final class BusyMeter extends ChannelInboundHandlerAdapter {
    private long spent;
    private long begin;
    private boolean working;

    /** Nanoseconds of the processor since the last {@link #reset}, including the work that is going on. */
    long nanos() {
        return spent + (working ? CpuTime.nanos() - begin : 0);
    }

    /** Begins anew: the connection serves another request. */
    void reset() {
        spent = 0;
        begin = CpuTime.nanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        begin();
        ctx.fireChannelRead(message);
        end();
    }

    /** What is written in reply to what was read is flushed here. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        begin();
        ctx.fireChannelReadComplete();
        end();
    }

    private void begin() {
        begin = CpuTime.nanos();
        working = true;
    }

    private void end() {
        spent = nanos();
        working = false;
    }
}
