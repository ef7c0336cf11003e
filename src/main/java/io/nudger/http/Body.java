package io.nudger.http;

import io.nudger.check.Wording;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response: all of it is counted, no more is kept than will be looked at. One that is encoded is kept as it
 * came until it is decoded.
 */
final class Body {
    private static final int EXCERPT_LENGTH = 500;
    private static final int MAX_BYTES_PER_CHARACTER = 4;

    private final long limit;
    private final long keep;
    private final @Nullable String contentType;
    private final @Nullable ContentDecoder decoder;
    private Buffer kept = Buffer.buffer();
    private long received;
    private boolean decoded;
    private boolean cut;

    /**
     * @param limit how many bytes are read at most
     * @param whole whether all of it will be looked at, or its beginning only
     * @param contentType the content type that the server named, or null
     * @param contentEncoding the content encoding that it named, or null
     */
    Body(long limit, boolean whole, @Nullable String contentType, @Nullable String contentEncoding) {
        this.limit = limit;
        this.decoder = ContentDecoder.of(contentEncoding);
        this.keep = whole || decoder != null ? limit : EXCERPT_LENGTH * MAX_BYTES_PER_CHARACTER;
        this.contentType = contentType;
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

    /** What undoes its encoding; null when that is done, or there is nothing to undo. */
    @Nullable ContentDecoder decoder() {
        return decoded || received == 0 ? null : decoder;
    }

    /**
     * Decodes what was received. Belongs on a worker, when everything is there.
     *
     * @throws BodyTooLargeException when more comes out than is read of any body
     * @throws IOException when it is not what it says it is
     */
    void decode() throws IOException {
        ContentDecoder encoded = decoder();
        if (encoded != null) {
            kept = Buffer.buffer(encoded.decode(kept.getBytes(), limit));
            decoded = true;
        }
    }

    /** More of it is left unread. */
    void cut() {
        cut = true;
    }

    /** Whether there was more of it than was read. */
    boolean isCut() {
        return cut;
    }

    /** How many bytes were received, before any of them was decoded. */
    long bytes() {
        return received;
    }

    /** What was kept, as text. */
    String text() {
        return BodyText.of(kept.getBytes(), contentType);
    }

    /** The first characters, fit to be shown; null when there is nothing to show. */
    @Nullable String excerpt() {
        int most = EXCERPT_LENGTH * MAX_BYTES_PER_CHARACTER;
        ContentDecoder encoded = decoder();
        byte[] shown = encoded == null
                ? kept.getBytes(0, Math.min(kept.length(), most))
                : encoded.beginning(kept.getBytes(), most);
        return shown.length == 0 ? null : Wording.passage(BodyText.of(shown, contentType), EXCERPT_LENGTH);
    }
}
