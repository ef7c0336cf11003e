package io.nudger.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.vertx.core.http.HttpClientOptions;

/**
 * Takes answers in HTTP/1 that browsers and curl take, although they do not have the form that the protocol prescribes:
 * lines that end without a carriage return, one length twice or none that is a number, a length beside chunks, chunks in
 * HTTP/1.0, names of headers with characters that have no place there, odd status lines. What contradicts itself remains an
 * error.
 */
final class LenientCodec {
    private static final HttpDecoderConfig READING = new HttpDecoderConfig()
            .setMaxInitialLineLength(Connector.MAX_STATUS_LINE_BYTES)
            .setMaxHeaderSize(Connector.MAX_HEADER_BYTES)
            .setMaxChunkSize(HttpClientOptions.DEFAULT_MAX_CHUNK_SIZE)
            .setInitialBufferSize(HttpClientOptions.DEFAULT_DECODER_INITIAL_BUFFER_SIZE)
            .setAllowDuplicateContentLengths(true)
            .setStrictLineParsing(false)
            .setUseRfc9112TransferEncoding(false)
            .setHeadersFactory(LenientHeaders.FACTORY);

    private LenientCodec() {}

    /** Makes a connection ready to read one more response; one of HTTP/2 is left as it is. */
    static void prepare(ChannelPipeline pipeline, boolean strict) {
        ChannelHandlerContext chunks = pipeline.context(ChunkDecoder.class);
        if (chunks != null) {
            pipeline.replace(chunks.handler(), chunks.name(), codec());
            return;
        }
        ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
        if (codec == null || pipeline.get(InterimFilter.class) != null) {
            return;
        }
        pipeline.addAfter(codec.name(), null, new InterimFilter(strict));
        if (!strict) {
            pipeline.replace(codec.handler(), codec.name(), codec());
        }
    }

    private static HttpClientCodec codec() {
        return new HttpClientCodec(READING, false, false);
    }

    /**
     * The headers have been read, and what follows comes in chunks. Netty's codec would insist on their form; it goes, and
     * hands over what it has not read yet. The request went out in one piece before.
     */
    static void readChunks(ChannelPipeline pipeline) {
        ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
        if (codec != null) {
            pipeline.addAfter(codec.name(), null, new ChunkDecoder());
            pipeline.remove(codec.handler());
        }
    }
}
