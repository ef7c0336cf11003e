package io.nudger.page;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is made once and sent to many.
 *
 * @param type its content type
 * @param hash what stands for its content
 * @param plain as it is
 * @param gzip compressed
 * @param brotli compressed better; null where the library cannot be loaded
 */
record Rendered(String type, String hash, Buffer plain, Buffer gzip, @Nullable Buffer brotli) {
    private static final int HASH_BYTES = 9;
    /** Of 0 to 11; the highest take very long. */
    private static final int BROTLI_QUALITY = 5;

    /** Compresses it. Takes some milliseconds for a long one, and belongs on a worker then. */
    static Rendered of(String type, Buffer content) {
        byte[] bytes = content.getBytes();
        return new Rendered(type, hash(bytes), content, Buffer.buffer(gzip(bytes)), brotli(bytes));
    }

    /** How much memory it takes. */
    long bytes() {
        return (long) plain.length() + gzip.length() + (brotli == null ? 0 : brotli.length());
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(digest, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4 + 100);
        try (GZIPOutputStream gzip = new BestGzip(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static @Nullable Buffer brotli(byte[] bytes) {
        if (!Brotli4jLoader.isAvailable()) {
            return null;
        }
        try {
            return Buffer.buffer(Encoder.compress(bytes, new Encoder.Parameters().setQuality(BROTLI_QUALITY)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
