package io.nudger.http;

import static io.nudger.check.FailureReason.BODY;
import static io.nudger.check.FailureReason.STATUS;
import static io.nudger.check.FailureReason.TOO_LARGE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.testing.MisbehavingServer;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are encoded, as they should be and otherwise. */
class HttpProberDecodingTest {
    private static final byte[] PAGE =
            "<h1>Willkommen, schöne Welt</h1>".repeat(20).getBytes(UTF_8);

    /** Of gzip (RFC 1952): the length of its header, and in there the place of the flags, of which one announces a name. */
    private static final int HEADER = 10;

    private static final int FLAGS = 3;
    private static final int HAS_NAME = 8;

    private static Probing probing;

    /** Something that is done to a stream. */
    private interface Coding {
        OutputStream over(OutputStream out) throws IOException;
    }

    /** What a server sends, and how it names the encoding. */
    record Case(String encoding, Buffer body) {
        Case(String encoding, byte[] body) {
            this(encoding, Buffer.buffer(body));
        }

        @Override
        public String toString() {
            return encoding + ", " + body.length() + " bytes";
        }
    }

    @BeforeAll
    static void start() {
        probing = Probing.start();
    }

    @AfterAll
    static void stop() {
        probing.close();
    }

    static Stream<Case> whatIsRight() throws IOException {
        byte[] gzip = gzip(PAGE);
        return Stream.of(
                new Case("gzip", gzip),
                new Case("X-GZip", gzip),
                new Case("gzip, identity", gzip),
                new Case("gzip, gzip", gzip(gzip)),
                new Case("deflate", encoded(PAGE, DeflaterOutputStream::new)),
                new Case("deflate", encoded(PAGE, out -> new DeflaterOutputStream(out, new Deflater(9, true)))),
                new Case("br", brotli(PAGE)),
                new Case("gzip, br", brotli(gzip)),
                new Case("identity", PAGE));
    }

    @ParameterizedTest
    @MethodSource
    void whatIsRight(Case right) {
        Probe probe = probe("200 OK", right, "regexp: 'schöne Welt</h1>$'");
        assertThat(probe.verdict().message()).isNull();
        assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
        assertThat(probe.observation().bodyBytes()).isEqualTo(right.body.length());
    }

    static Stream<Case> whatIsBroken() throws IOException {
        byte[] gzip = gzip(PAGE);
        byte[] brotli = brotli(PAGE);
        byte[] wrongSum = gzip.clone();
        wrongSum[gzip.length - 5] ^= 1;
        return Stream.of(
                new Case("gzip", PAGE),
                new Case("gzip", Arrays.copyOf(gzip, gzip.length - 9)),
                new Case("gzip", Arrays.copyOf(gzip, 5)),
                new Case("gzip", wrongSum),
                new Case("deflate", PAGE),
                new Case("br", PAGE),
                new Case("br", Arrays.copyOf(brotli, brotli.length / 2)),
                new Case("gzip, br", gzip));
    }

    @ParameterizedTest
    @MethodSource
    void whatIsBroken(Case broken) {
        Probe probe = probe("200 OK", broken, "timeout: 5s");
        assertDown(probe, BODY, " cannot be decoded (" + broken.encoding + "): ");
    }

    @Test
    void aBombDoesNotGoOff() throws IOException {
        byte[] bomb = gzip(new byte[64 << 20]);
        assertThat(bomb).hasSizeLessThan(100_000);
        Probe plain = probe("200 OK", new Case("gzip", bomb), "regexp: fine");
        assertDown(plain, TOO_LARGE, "is larger than the 1048576 bytes that are read, once it is decoded (gzip); ");
        Probe nested = probe("200 OK", new Case("gzip, gzip", gzip(bomb)), "regexp: fine");
        assertDown(nested, TOO_LARGE, "once it is decoded (gzip, gzip); ");
        Probe brotli = probe("200 OK", new Case("br", brotli(new byte[8 << 20])), "regexp: fine");
        assertDown(brotli, TOO_LARGE, "once it is decoded (br); ");
    }

    /** Little on the way in and nothing on the way out, but as much as one likes in between. */
    @Test
    void aBombThatGoesOffInsideDoesNot() throws IOException {
        Case named = new Case("gzip, gzip", gzip(withName(64 << 20)));
        assertThat(named.body.length()).isLessThan(100_000);
        assertDown(
                probe("200 OK", named, "regexp: fine"),
                TOO_LARGE,
                "is larger than the 1048576 bytes that are read, once it is decoded (gzip, gzip); ");
    }

    @Test
    void aBodyOfPartsWithoutContentEndsLikeAnyOther() throws IOException {
        byte[] part = gzip(new byte[0]);
        Buffer body = Buffer.buffer();
        for (int i = 0; i < 40_000; i++) {
            body.appendBytes(part);
        }
        Probe probe = probe("200 OK", new Case("gzip", body), "regexp: Welt");
        assertDown(probe, BODY, "body of ");
        Probe few = probe(
                "200 OK",
                new Case("gzip", body.slice(0, 10 * part.length).copy().appendBytes(gzip(PAGE))),
                "regexp: Welt");
        assertThat(few.verdict().outcome()).isEqualTo(Outcome.UP);
    }

    @Test
    void theBeginningOfWhatIsTooLargeIsShownWhereItIsSeen() throws IOException {
        byte[] page = "x1".repeat(1 << 20).getBytes(UTF_8);
        Probe probe = probe("200 OK", new Case("gzip", gzip(page)), "regexp: fine");
        assertThat(probe.observation().bodyExcerpt()).hasSize(500).startsWith("x1x1");
        Probe hidden = probe("200 OK", new Case("gzip, gzip", gzip(withName(2 << 20))), "regexp: fine");
        assertThat(hidden.observation().bodyExcerpt()).isNull();
    }

    @Test
    void theStatusComesBeforeTheEncoding() {
        Probe probe = probe("503 Service Unavailable", new Case("gzip", PAGE), "timeout: 5s");
        assertDown(probe, STATUS, "The status is 503 Service Unavailable, wanted 2xx. The body of ");
    }

    @Test
    void whatIsShownOfABodyIsDecoded() throws IOException {
        Probe probe = probe("503 Service Unavailable", new Case("gzip", gzip(PAGE)), "timeout: 5s");
        assertDown(probe, STATUS, "The status is 503 Service Unavailable, wanted 2xx.");
        assertThat(probe.observation().bodyExcerpt()).startsWith("<h1>Willkommen, schöne Welt</h1>");
        Probe cut = probe("200 OK", new Case("gzip", Arrays.copyOf(gzip(PAGE), gzip(PAGE).length - 9)), "timeout: 5s");
        assertThat(cut.observation().bodyExcerpt()).startsWith("<h1>Willkommen");
    }

    @Test
    void anEncodingThatNobodyAsksAboutDoesNoHarm() {
        Case strange = new Case("zstd", PAGE);
        assertThat(probe("200 OK", strange, "timeout: 5s").verdict().outcome()).isEqualTo(Outcome.UP);
        assertDown(
                probe("200 OK", strange, "regexp: Welt"),
                BODY,
                "is encoded (zstd) and cannot be looked at: gzip, deflate and br can be undone.");
        assertDown(
                probe("200 OK", new Case("gzip, gzip, gzip, gzip, gzip", PAGE), "regexp: Welt"),
                BODY,
                "more than 4 encodings are not undone");
    }

    @Test
    void anEmptyBodyIsEncodedInNoWay() {
        assertThat(probe("204 No Content", new Case("gzip", new byte[0]), "timeout: 5s")
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.UP);
    }

    private static Probe probe(String status, Case served, String options) {
        try (MisbehavingServer server = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            visitor.write("HTTP/1.1 " + status + "\r\ncontent-type: text/html; charset=utf-8\r\ncontent-encoding: "
                    + served.encoding + "\r\n");
            if (served.body.length() > 0) {
                visitor.write("content-length: " + served.body.length() + "\r\n");
            }
            visitor.write("\r\n");
            visitor.write(served.body.getBytes());
        })) {
            return probing.probe(Probing.configured(server.http("/"), options));
        }
    }

    private static void assertDown(Probe probe, FailureReason reason, String message) {
        assertThat(probe.defect()).isNull();
        assertThat(probe.verdict().message()).contains(message);
        assertThat(probe.verdict().reason()).isEqualTo(reason);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        return encoded(content, GZIPOutputStream::new);
    }

    /** Nothing, encoded, with a name of this length for the file that it was. */
    private static byte[] withName(int length) throws IOException {
        byte[] nothing = gzip(new byte[0]);
        nothing[FLAGS] |= HAS_NAME;
        Buffer named = Buffer.buffer().appendBytes(nothing, 0, HEADER);
        byte[] name = new byte[length];
        Arrays.fill(name, (byte) 'n');
        return named.appendBytes(name)
                .appendByte((byte) 0)
                .appendBytes(nothing, HEADER, nothing.length - HEADER)
                .getBytes();
    }

    private static byte[] brotli(byte[] content) throws IOException {
        Brotli4jLoader.ensureAvailability();
        return Encoder.compress(content, new Encoder.Parameters().setQuality(4));
    }

    private static byte[] encoded(byte[] content, Coding coding) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = coding.over(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
