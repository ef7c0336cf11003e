package io.nudger.http;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes what {@code content-encoding} names. Takes processor time in proportion to the limit of what comes out, also
 * between two encodings; belongs on a worker.
 */
final class ContentDecoder {
    /** More on top of each other serve no purpose but to make work. */
    private static final int MAX_CODINGS = 4;

    /** Java goes one call deeper with each part of a gzip body that has no content. */
    private static final int MAX_EMPTY_PARTS = 100;

    /** What stands for an encoding, be it one that is not undone here. */
    private static final Set<String> ENCODINGS =
            Set.of("gzip", "x-gzip", "deflate", "br", "zstd", "dcb", "dcz", "compress", "x-compress");

    private static final int CHUNK = 8_192;

    /** What is read for the beginning of a body, which is done on an event loop. */
    private static final int MAX_FOR_BEGINNING = 8 * CHUNK;

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
        // Browsers take a body as it is when they do not know a name: some servers name a charset, or nothing real.
        boolean known = ENCODINGS.containsAll(codings);
        return codings.isEmpty() || !known ? null : new ContentDecoder(contentEncoding.strip(), codings);
    }

    /** How the server named it. */
    String name() {
        return header;
    }

    /** Why it cannot be undone here, as the end of a sentence; null when it can. The first time, it loads a library. */
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
     * @param limit how many bytes may come out, of each encoding
     * @throws BodyTooLargeException when there are more
     * @throws IOException when it is not what it says it is; the message says why
     */
    byte[] decode(byte[] encoded, long limit) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(CHUNK, encoded.length));
        read(new ByteArrayInputStream(encoded), limit, Long.MAX_VALUE, out);
        return out.toByteArray();
    }

    /** As much of the beginning as can be decoded of what may be cut or broken. */
    byte[] beginning(byte[] encoded, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        if (obstacle() == null) {
            InputStream in = new ByteArrayInputStream(encoded, 0, Math.min(encoded.length, MAX_FOR_BEGINNING));
            try {
                read(in, MAX_FOR_BEGINNING, length, out);
            } catch (IOException e) {
                // What came before is shown.
            }
        }
        return out.toByteArray();
    }

    private void read(InputStream encoded, long limit, long most, ByteArrayOutputStream out) throws IOException {
        try (InputStream in = open(encoded, limit)) {
            byte[] chunk = new byte[CHUNK];
            while (out.size() < most) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, most - out.size()));
                if (read < 0) {
                    return;
                }
                out.write(chunk, 0, read);
            }
        } catch (EOFException e) {
            throw new IOException("it ends in the middle"); // The cause says the same in the words of Java.
        }
    }

    private InputStream open(InputStream encoded, long limit) throws IOException {
        InputStream in = encoded;
        List<String> last = new ArrayList<>(codings);
        Collections.reverse(last);
        for (String coding : last) {
            in = new Bounded(
                    switch (coding) {
                        case "gzip", "x-gzip" -> new Gunzip(in);
                        case "br" -> new BrotliInputStream(in);
                        default -> inflating(in);
                    },
                    limit);
        }
        return in;
    }

    private static final class Gunzip extends GZIPInputStream {
        private int depth;

        Gunzip(InputStream in) throws IOException {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (depth > MAX_EMPTY_PARTS) {
                throw new IOException("more than " + MAX_EMPTY_PARTS + " parts in a row have no content");
            }
            depth++;
            try {
                return super.read(into, offset, length);
            } finally {
                depth--;
            }
        }
    }

    /** Ends with an error after so many bytes: what goes in says little about what comes out. */
    private static final class Bounded extends FilterInputStream {
        private final long limit;
        private long passed;

        Bounded(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            pass(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            pass(Math.max(0, read));
            return read;
        }

        private void pass(int count) throws BodyTooLargeException {
            passed += count;
            if (passed > limit) {
                throw new BodyTooLargeException(limit);
            }
        }
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
