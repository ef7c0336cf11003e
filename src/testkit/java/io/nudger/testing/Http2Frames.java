package io.nudger.testing;

import io.nudger.testing.MisbehavingServer.Visitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The frames of HTTP/2, byte by byte, for servers that use them in ways that no library would. */
public final class Http2Frames {
    public static final int END_STREAM = 0x1;
    public static final int END_HEADERS = 0x4;

    public static final int PROTOCOL_ERROR = 0x1;
    public static final int INTERNAL_ERROR = 0x2;
    public static final int REFUSED_STREAM = 0x7;
    public static final int ENHANCE_YOUR_CALM = 0xb;

    public static final int INITIAL_WINDOW_SIZE = 0x4;

    private static final int TYPE_DATA = 0x0;
    private static final int TYPE_HEADERS = 0x1;
    private static final int TYPE_RST_STREAM = 0x3;
    private static final int TYPE_SETTINGS = 0x4;
    private static final int TYPE_PUSH_PROMISE = 0x5;
    private static final int TYPE_PING = 0x6;
    private static final int TYPE_GOAWAY = 0x7;
    private static final int TYPE_CONTINUATION = 0x9;

    private static final int PREFACE_LENGTH = 24;
    private static final int HEAD_LENGTH = 9;

    private Http2Frames() {}

    /** Greets with empty settings and waits for a request without a body; returns its stream. */
    public static int awaitRequest(Visitor visitor) throws IOException {
        visitor.write(settings());
        byte[] preface = visitor.readBytes(PREFACE_LENGTH);
        if (preface[0] != 'P') {
            throw new IOException("not HTTP/2");
        }
        while (true) {
            ByteBuffer head = ByteBuffer.wrap(visitor.readBytes(HEAD_LENGTH));
            int length = (head.getShort() << 8) | (head.get() & 0xff);
            int type = head.get();
            head.position(HEAD_LENGTH - Integer.BYTES);
            byte[] payload = visitor.readBytes(length);
            if (type == TYPE_HEADERS && payload.length > 0) {
                return head.getInt();
            }
        }
    }

    /** Settings: pairs of an identifier and its value. */
    public static byte[] settings(int... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length / 2 * 6);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        return frame(TYPE_SETTINGS, 0, 0, payload.array());
    }

    /** The headers of a response with this status and no others. */
    public static byte[] status(int stream, int flags, int status) {
        return headers(stream, flags, field(":status", Integer.toString(status)));
    }

    /** Headers, already encoded. */
    public static byte[] headers(int stream, int flags, byte[] block) {
        return frame(TYPE_HEADERS, flags, stream, block);
    }

    /** More of the headers before. */
    public static byte[] continuation(int stream, int flags, byte[] block) {
        return frame(TYPE_CONTINUATION, flags, stream, block);
    }

    /** A header as HPACK writes it when it compresses nothing; both texts are shorter than 127 bytes. */
    public static byte[] field(String name, String value) {
        return ByteBuffer.allocate(3 + name.length() + value.length())
                .put((byte) 0)
                .put((byte) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put((byte) value.length())
                .put(value.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /** The same header again and again. */
    public static byte[] fields(int times, String name, String value) {
        byte[] field = field(name, value);
        ByteBuffer block = ByteBuffer.allocate(times * field.length);
        while (block.hasRemaining()) {
            block.put(field);
        }
        return block.array();
    }

    public static byte[] data(int stream, int flags, String text) {
        return frame(TYPE_DATA, flags, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static byte[] rstStream(int stream, int error) {
        return frame(
                TYPE_RST_STREAM,
                0,
                stream,
                ByteBuffer.allocate(Integer.BYTES).putInt(error).array());
    }

    /** The promise to send what nobody asked for. */
    public static byte[] pushPromise(int stream, int promised) {
        byte[] block = field(":path", "/");
        return frame(
                TYPE_PUSH_PROMISE,
                END_HEADERS,
                stream,
                ByteBuffer.allocate(Integer.BYTES + block.length)
                        .putInt(promised)
                        .put(block)
                        .array());
    }

    public static byte[] ping() {
        return frame(TYPE_PING, 0, 0, new byte[8]);
    }

    /** No stream after {@code last} was or will be served. */
    public static byte[] goAway(int last, int error) {
        return frame(
                TYPE_GOAWAY,
                0,
                0,
                ByteBuffer.allocate(2 * Integer.BYTES)
                        .putInt(last)
                        .putInt(error)
                        .array());
    }

    /** Any frame. */
    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(HEAD_LENGTH + payload.length)
                .putShort((short) (payload.length >> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }
}
