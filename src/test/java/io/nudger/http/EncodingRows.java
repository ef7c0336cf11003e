package io.nudger.http;

import static io.nudger.check.FailureReason.BODY;
import static io.nudger.check.FailureReason.RESET;
import static io.nudger.check.FailureReason.TIMEOUT;
import static io.nudger.check.FailureReason.TOO_LARGE;
import static io.nudger.check.Phase.TRANSFER;
import static io.nudger.http.Row.OK;
import static io.nudger.http.Row.answer;

import io.nudger.testing.MisbehavingServer.Visitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Servers that name an encoding of the body and do not keep to it, or do so to do harm. */
final class EncodingRows {
    private static final byte[] PAGE = gzip("fine ".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
    private static final byte[] BOMB = gzip(new byte[64 << 20]);

    private EncodingRows() {}

    static Stream<Row> all() {
        return Stream.of(
                encoded("is encoded", "gzip", PAGE),
                encoded("is not encoded as it says", "gzip", "plain text".getBytes(StandardCharsets.US_ASCII))
                        .isDown(BODY, TRANSFER, "cannot be decoded (gzip)"),
                encoded("is encoded in half", "gzip", Arrays.copyOf(PAGE, PAGE.length / 2))
                        .isDown(BODY, TRANSFER, "cannot be decoded (gzip): it ends in the middle."),
                encoded("is not encoded in Brotli as it says", "br", PAGE)
                        .isDown(BODY, TRANSFER, "cannot be decoded (br)"),
                encoded("is a bomb", "gzip", BOMB)
                        .with("regexp: fine")
                        .isDown(TOO_LARGE, TRANSFER, "once it is decoded (gzip)"),
                encoded("is a bomb in a bomb", "gzip, gzip", gzip(BOMB))
                        .with("regexp: fine")
                        .isDown(TOO_LARGE, TRANSFER, "once it is decoded (gzip, gzip)"),
                encoded("is a bomb that nothing looks at", "gzip", BOMB),
                answer("pours a bomb without end", visitor -> {
                            visitor.write(OK + "content-encoding: gzip\r\n\r\n");
                            visitor.writeForever(BOMB, Duration.ZERO);
                        })
                        .with("regexp: fine")
                        .isDown(TOO_LARGE, TRANSFER, "larger than the 1048576 bytes that are read"),
                answer("drips an encoded body", visitor -> {
                            begin(visitor, "gzip", PAGE.length);
                            for (byte octet : PAGE) {
                                visitor.write(new byte[] {octet});
                                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                            }
                        })
                        .isDown(TIMEOUT, TRANSFER, "of the body so far"),
                answer("closes in an encoded body", visitor -> {
                            begin(visitor, "gzip", PAGE.length);
                            visitor.write(Arrays.copyOf(PAGE, PAGE.length / 2));
                            visitor.close();
                        })
                        .isDown(RESET, TRANSFER, "closed the connection"));
    }

    private static Row encoded(String name, String encoding, byte[] body) {
        return answer("has a body that " + name, visitor -> {
            begin(visitor, encoding, body.length);
            visitor.write(body);
        });
    }

    private static void begin(Visitor visitor, String encoding, int length) throws IOException {
        visitor.write(OK + "content-encoding: " + encoding + "\r\ncontent-length: " + length + "\r\n\r\n");
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
