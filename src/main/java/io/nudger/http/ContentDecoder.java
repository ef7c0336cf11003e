package io.nudger.http;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Undoes what {@code content-encoding} names. Takes processor time in proportion to what comes out; belongs on a worker. */
final class ContentDecoder {
    /** More on top of each other serve no purpose but to make work. */
    private static final int MAX_CODINGS = 4;

    private static final int CHUNK = 8_192;

    private final String header;
    /** In the order in which they were applied. */
    private final List<String> codings;

    private ContentDecoder(String header, List<String> codings) {
        this.header = header;
        this.codings = codings;
    }

    /** The decoder for a body; null when it came as it is. */
    static @Nullable ContentDecoder of(@Nullable String contentEncoding) {
        if (contentEncoding == null) {
            return null;
        }
        List<String> codings = new ArrayList<>(1);
        for (String part : contentEncoding.split(",", -1)) {
            String coding = part.strip().toLowerCase(Locale.ROOT);
            if (!coding.isEmpty() && !coding.equals("identity")) {
                codings.add(coding);
            }
        }
        return codings.isEmpty() ? null : new ContentDecoder(contentEncoding.strip(), codings);
    }

    /** How the server named it. */
    String name() {
        return header;
    }

    /** Why it cannot be undone here, as the end of a sentence; null when it can. */
    @Nullable String obstacle() {
        if (codings.size() > MAX_CODINGS) {
            return "more than " + MAX_CODINGS + " encodings are not undone";
        }
        for (String coding : codings) {
            switch (coding) {
                case "gzip", "x-gzip", "deflate" -> {}
                case "br" -> {
                    if (!Brotli4jLoader.isAvailable()) {
                        return "the library for Brotli cannot be loaded on this system";
                    }
                }
                default -> {
                    return "gzip, deflate and br can be undone";
                }
            }
        }
        return null;
    }

    /**
     * Decodes all of it.
     *
     * @param limit how many bytes may come out; reading ends one after that
     * @throws IOException when it is not what it says it is; the message says why
     */
    byte[] decode(byte[] encoded, long limit) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(CHUNK, encoded.length));
        read(encoded, limit + 1, out);
        return out.toByteArray();
    }

    /** As much of the beginning as can be decoded of what may be cut or broken. */
    byte[] beginning(byte[] encoded, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        if (obstacle() == null) {
            try {
                read(encoded, length, out);
            } catch (IOException e) {
                // What came before is shown.
            }
        }
        return out.toByteArray();
    }

    private void read(byte[] encoded, long most, ByteArrayOutputStream out) throws IOException {
        try (InputStream in = open(encoded)) {
            byte[] chunk = new byte[CHUNK];
            while (out.size() < most) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, most - out.size()));
                if (read < 0) {
                    return;
                }
                out.write(chunk, 0, read);
            }
        } catch (EOFException e) {
            throw new IOException("it ends in the middle", e);
        }
    }

    private InputStream open(byte[] encoded) throws IOException {
        InputStream in = new ByteArrayInputStream(encoded);
        List<String> last = new ArrayList<>(codings);
        Collections.reverse(last);
        for (String coding : last) {
            in = switch (coding) {
                case "gzip", "x-gzip" -> new GZIPInputStream(in);
                case "br" -> new BrotliInputStream(in);
                default -> inflating(in);
            };
        }
        return in;
    }

    /** By the book it has the frame of zlib; some servers leave that out. */
    private static InputStream inflating(InputStream in) throws IOException {
        InputStream marked = new java.io.BufferedInputStream(in);
        marked.mark(2);
        int first = marked.read();
        int second = marked.read();
        marked.reset();
        boolean framed = (first & 0x0f) == 8 && ((first << 8) | second) % 31 == 0;
        return new InflaterInputStream(marked, new Inflater(!framed), CHUNK) {
            @Override
            public void close() throws IOException {
                super.close();
                inf.end(); // It was made here, so nobody else ends it.
            }
        };
    }
}
