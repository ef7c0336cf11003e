package io.nudger.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads a body in chunks as browsers do: a line may end with a line feed alone, and what stands behind a size does not
 * matter. Sizes that are no numbers, and chunks that are longer than their size, are errors.
 */
final class ChunkDecoder extends ByteToMessageDecoder {
    private static final int HEXADECIMAL = 16;
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_TRAILERS = 64 * 1024;

    private State state = State.SIZE;
    private long left;
    private int trailers;

    private enum State {
        SIZE,
        DATA,
        DATA_END,
        TRAILERS,
        DONE
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            switch (state) {
                case SIZE -> size(in);
                case DATA -> data(in, out);
                case DATA_END -> dataEnd(in);
                case TRAILERS -> trailers(in, out);
                case DONE -> in.skipBytes(in.readableBytes());
            }
        } catch (IllegalArgumentException | TooLongFrameException e) {
            state = State.DONE;
            in.skipBytes(in.readableBytes());
            HttpContent broken = new DefaultHttpContent(ctx.alloc().buffer(0));
            broken.setDecoderResult(DecoderResult.failure(e));
            out.add(broken);
        }
    }

    private void size(ByteBuf in) {
        int end = endOfLine(in, MAX_LINE);
        if (end < 0) {
            return;
        }
        String line = in.readCharSequence(end, StandardCharsets.ISO_8859_1).toString();
        in.skipBytes(1);
        String size = line.split(";", 2)[0].strip();
        left = parse(size);
        state = left == 0 ? State.TRAILERS : State.DATA;
    }

    private static long parse(String size) {
        // A sign would be a number to Java.
        if (size.isEmpty() || Character.digit(size.charAt(0), HEXADECIMAL) < 0) {
            throw new IllegalArgumentException("the size of a chunk is no number");
        }
        try {
            return Long.parseLong(size, HEXADECIMAL);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the size of a chunk is no number");
        }
    }

    private void data(ByteBuf in, List<Object> out) {
        int length = (int) Math.min(left, in.readableBytes());
        if (length == 0) {
            return;
        }
        left -= length;
        out.add(new DefaultHttpContent(in.readRetainedSlice(length)));
        if (left == 0) {
            state = State.DATA_END;
        }
    }

    private void dataEnd(ByteBuf in) {
        byte first = in.getByte(in.readerIndex());
        if (first == '\r' && in.readableBytes() < 2) {
            return;
        }
        if (first == '\r') {
            in.skipBytes(1);
        }
        if (in.readByte() != '\n') {
            throw new IllegalArgumentException("a chunk is longer than its size");
        }
        state = State.SIZE;
    }

    private void trailers(ByteBuf in, List<Object> out) {
        int end = endOfLine(in, MAX_TRAILERS - trailers);
        if (end < 0) {
            return;
        }
        boolean last = end == 0 || (end == 1 && in.getByte(in.readerIndex()) == '\r');
        trailers += end + 1;
        in.skipBytes(end + 1);
        if (last) {
            state = State.DONE;
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    /** How many bytes there are before the line feed; -1 when it is not there yet. */
    private static int endOfLine(ByteBuf in, int most) {
        int end = in.bytesBefore((byte) '\n');
        if (end > most || (end < 0 && in.readableBytes() > most)) {
            throw new TooLongFrameException("a line between chunks is longer than " + MAX_LINE + " bytes");
        }
        return end;
    }
}
