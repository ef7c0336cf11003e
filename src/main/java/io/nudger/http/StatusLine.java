package io.nudger.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a response as browsers read it: {@code HTTP/2 200}, {@code http/1.1 200} and {@code HTTP/1.1 200OK} are
 * found in the wild, and no codec takes them.
 */
final class StatusLine {
    private static final byte[] USUAL = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final int MINOR = 7;
    private static final int CODE = 9;
    private static final int CODE_END = 12;
    private static final int LONGEST = 1024;
    private static final Pattern LINE =
            Pattern.compile("\\s{0,4}(?i:HTTP)/(\\d+)(?:\\.(\\d+))?[ \\t]+(\\d{3})(?!\\d)[ \\t]*(.*?)\\r*");

    private StatusLine() {}

    /**
     * The first bytes of a response with their first line as a codec wants it. What is not in one piece, or nothing of HTTP,
     * stays as it is.
     *
     * @param first is given up for what is returned
     */
    static ByteBuf usual(ByteBuf first, ByteBufAllocator allocator) {
        int start = first.readerIndex();
        int end = isUsual(first, start) ? -1 : first.bytesBefore(Math.min(LONGEST, first.readableBytes()), (byte) '\n');
        if (end < 0) {
            return first;
        }
        Matcher line = LINE.matcher(first.toString(start, end, StandardCharsets.ISO_8859_1));
        if (!line.matches()) {
            return first;
        }
        String usual = version(line) + " " + line.group(3) + " " + line.group(4) + "\r\n";
        ByteBuf written = allocator.buffer(usual.length());
        written.writeCharSequence(usual, StandardCharsets.ISO_8859_1);
        return Unpooled.wrappedBuffer(written, first.skipBytes(end + 1));
    }

    /** {@code HTTP/1.x 200}, and no digit or letter after it. */
    private static boolean isUsual(ByteBuf bytes, int start) {
        if (bytes.readableBytes() <= CODE_END) {
            return false;
        }
        for (int i = 0; i < USUAL.length; i++) {
            if (bytes.getByte(start + i) != USUAL[i]) {
                return false;
            }
        }
        byte minor = bytes.getByte(start + MINOR);
        boolean usual = (minor == '0' || minor == '1') && bytes.getByte(start + MINOR + 1) == ' ';
        for (int i = CODE; i < CODE_END; i++) {
            byte digit = bytes.getByte(start + i);
            usual &= digit >= '0' && digit <= '9';
        }
        return usual && bytes.getByte(start + CODE_END) <= ' ';
    }

    private static String version(Matcher line) {
        boolean old = line.group(1).equals("0") || (line.group(1).equals("1") && "0".equals(line.group(2)));
        return old ? "HTTP/1.0" : "HTTP/1.1";
    }
}
