package io.nudger.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.nudger.check.Phase;

/**
 * Sees what comes until the headers of a response are complete: notes the first byte, and does not bear everything. The
 * limits of the codec hold for one set of headers; this one also ends interim responses, pings and empty lines that never
 * stop.
 */
final class HeadWatch extends ChannelInboundHandlerAdapter {
    /** Beyond what the codec takes for headers, and beyond what browsers take. */
    static final int MAX_BYTES = 2 * Connector.MAX_HEADER_BYTES;

    private final Stopwatch stopwatch;
    private final boolean silentBefore;
    private final boolean lenient;
    private final Runnable onTooMuch;
    private long received;

    /**
     * @param stopwatch enters the transfer with the first byte
     * @param silentBefore whether the server has nothing to say before it answers; false where the protocol greets
     * @param lenient whether its first line may have another form than the codec wants
     * @param onTooMuch called when more has come than any headers have
     */
    HeadWatch(Stopwatch stopwatch, boolean silentBefore, boolean lenient, Runnable onTooMuch) {
        this.stopwatch = stopwatch;
        this.silentBefore = silentBefore;
        this.lenient = lenient;
        this.onTooMuch = onTooMuch;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (silentBefore && received == 0) {
            stopwatch.enter(Phase.TRANSFER, System.nanoTime());
        }
        Object passed = message;
        if (message instanceof ByteBuf bytes) {
            boolean first = received == 0;
            received += bytes.readableBytes();
            passed = lenient && first ? StatusLine.usual(bytes, ctx.alloc()) : bytes;
        }
        ctx.fireChannelRead(passed);
        // After the codec: what completed the headers has taken this handler away.
        if (!ctx.isRemoved() && received > MAX_BYTES) {
            onTooMuch.run();
        }
    }
}
