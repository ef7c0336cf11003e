package io.nudger.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Takes interim responses of HTTP/1.1 out of the way of the final one. Vert.x knows only two of them, and would take any
 * other for the answer. It is also the first to see that a body comes in chunks.
 */
final class InterimFilter extends ChannelInboundHandlerAdapter {
    private final boolean strict;
    private boolean interim;

    /** @param strict whether chunks have to have the form that HTTP/1.1 prescribes */
    InterimFilter(boolean strict) {
        this.strict = strict;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            interim = isInterim(response.status()) && response.decoderResult().isSuccess();
        }
        if (!interim) {
            boolean chunks = !strict && message instanceof HttpResponse response && isChunked(response);
            ctx.fireChannelRead(message);
            if (chunks && ctx.channel().isActive()) {
                LenientCodec.readChunks(ctx.pipeline());
            }
            return;
        }
        interim = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
    }

    private static boolean isChunked(HttpResponse response) {
        return response.decoderResult().isSuccess() && HttpUtil.isTransferEncodingChunked(response);
    }

    /** A change of protocol is final: no response in HTTP follows it. */
    private static boolean isInterim(HttpResponseStatus status) {
        return status.codeClass() == HttpStatusClass.INFORMATIONAL
                && !status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
    }
}
