package io.nudger.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the first line of a response as browsers do, and hands it on as the codec wants it: {@code HTTP/2 200},
 * {@code http/1.1 200} and {@code HTTP/1.1 200OK} are found in the wild. Goes after that line; nearly always with the first
 * bytes.
 */
final class StatusLineReader extends ByteToMessageDecoder {
    private static final byte[] USUAL = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL_LENGTH = 13;
    private static final int LONGEST = 1024;
    private static final Pattern STATUS_LINE = Pattern.compile(
            "\\s{0,4}(?i:HTTP)/(\\d+)(?:\\.(\\d+))?[ \\t]+(\\d{3})(?!\\d)[ \\t]*(.*?)\\r*", Pattern.DOTALL);

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < USUAL_LENGTH && in.bytesBefore((byte) '\n') < 0) {
            return;
        }
        if (!isUsual(in)) {
            int end = in.bytesBefore((byte) '\n');
            if (end < 0 && in.readableBytes() < LONGEST) {
                return;
            }
            Matcher line =
                    STATUS_LINE.matcher(in.toString(in.readerIndex(), Math.max(0, end), StandardCharsets.ISO_8859_1));
            if (line.matches()) {
                in.skipBytes(end + 1);
                String usual = version(line) + " " + line.group(3) + " " + line.group(4) + "\r\n";
                out.add(ByteBufUtil.encodeString(
                        ctx.alloc(), java.nio.CharBuffer.wrap(usual), StandardCharsets.ISO_8859_1));
            }
        }
        // What is left is handed on by that.
        ctx.pipeline().remove(this);
    }

    /** {@code HTTP/1.x 200}, and no digit or letter after it. */
    private static boolean isUsual(ByteBuf in) {
        int start = in.readerIndex();
        for (int i = 0; i < USUAL.length; i++) {
            if (in.readableBytes() < USUAL_LENGTH || in.getByte(start + i) != USUAL[i]) {
                return false;
            }
        }
        byte minor = in.getByte(start + 7);
        return (minor == '0' || minor == '1')
                && in.getByte(start + 8) == ' '
                && isDigit(in.getByte(start + 9))
                && isDigit(in.getByte(start + 10))
                && isDigit(in.getByte(start + 11))
                && in.getByte(start + 12) <= ' ';
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private static String version(Matcher line) {
        boolean old = line.group(1).equals("0") || (line.group(1).equals("1") && "0".equals(line.group(2)));
        return old ? "HTTP/1.0" : "HTTP/1.1";
    }
}
