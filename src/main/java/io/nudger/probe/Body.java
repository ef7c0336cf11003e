package io.nudger.probe;

import io.netty.handler.codec.http.HttpUtil;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The body of a response: all of it is counted, no more is kept than will be looked at. */
final class Body {
    private static final int EXCERPT_LENGTH = 500;
    private static final int MAX_BYTES_PER_CHARACTER = 4;

    private final long limit;
    private final long keep;
    private final Charset charset;
    private final Buffer kept = Buffer.buffer();
    private long received;

    /**
     * @param limit how many bytes are read at most
     * @param whole whether all of it will be looked at, or its beginning only
     * @param contentType the content type that the server named, or null
     */
    Body(long limit, boolean whole, @Nullable String contentType) {
        this.limit = limit;
        this.keep = whole ? limit : EXCERPT_LENGTH * MAX_BYTES_PER_CHARACTER;
        this.charset =
                contentType == null ? StandardCharsets.UTF_8 : HttpUtil.getCharset(contentType, StandardCharsets.UTF_8);
    }

    /**
     * Takes the next piece.
     *
     * @return false when the body is longer than its limit
     */
    boolean add(Buffer piece) {
        received += piece.length();
        long room = keep - kept.length();
        if (room >= piece.length()) {
            kept.appendBuffer(piece);
        } else if (room > 0) {
            kept.appendBuffer(piece, 0, (int) room);
        }
        return received <= limit;
    }

    /** How many bytes were received. */
    long bytes() {
        return received;
    }

    /** What was kept, as text. */
    String text() {
        return kept.toString(charset);
    }

    /** The first characters, fit to be shown; null when there is nothing to show. */
    @Nullable String excerpt() {
        if (kept.length() == 0) {
            return null;
        }
        int end = Math.min(kept.length(), EXCERPT_LENGTH * MAX_BYTES_PER_CHARACTER);
        return Text.excerpt(kept.getString(0, end, charset.name()), EXCERPT_LENGTH);
    }
}
