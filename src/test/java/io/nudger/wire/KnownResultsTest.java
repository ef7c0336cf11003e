package io.nudger.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import io.nudger.testing.RandomResults;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is remembered: what is read is what the codec reads. */
class KnownResultsTest {
    private static final Instant SLOT = Instant.parse("2026-11-21T12:00:00.123456Z");
    private static final byte[] SPECIAL = "0129 ,:\"\\{}.-eEtu\0\u007f\u00c3".getBytes(UTF_8);

    @ParameterizedTest
    @EnumSource
    void aRecordLikeAKnownOneSharesWhatIsTheSame(WireFormat format) throws MalformedResultException {
        KnownResults known = new KnownResults(format);
        CheckResult first = learn(known, format, typical("shop", 1));
        for (int i = 2; i < 100; i++) {
            CheckResult sent = typical("shop", i);
            CheckResult read = known.read(format.codec().encode(sent));
            assertThat(read).isEqualTo(sent);
            assertThat(read.target()).isSameAs(first.target());
            assertThat(read.observation().certificate())
                    .isSameAs(first.observation().certificate());
        }
    }

    @ParameterizedTest
    @EnumSource
    void targetsInOnePlaceDisplaceEachOther(WireFormat format) throws MalformedResultException {
        KnownResults known = new KnownResults(format, 1);
        for (int i = 0; i < 200; i++) {
            CheckResult sent = typical("shop-" + i / 20 % 3, i);
            assertThat(known.read(format.codec().encode(sent))).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomResultsAreReadAsTheyWere(WireFormat format) throws MalformedResultException {
        RandomResults random = new RandomResults(3);
        KnownResults known = new KnownResults(format, 16);
        List<CheckResult> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sent.add(random.next());
        }
        for (int round = 0; round < 8; round++) {
            for (CheckResult result : sent) {
                assertThat(known.read(format.codec().encode(result))).isEqualTo(result);
            }
        }
    }

    /** Every byte of a known record left out, doubled, and replaced by what means something, or a little. */
    @ParameterizedTest
    @EnumSource
    void nearlyTheSameBytesAreReadByWhatTheySay(WireFormat format) throws MalformedResultException {
        KnownResults known = new KnownResults(format);
        CheckResult result = typical("shop", 1);
        assertThat(learn(known, format, result)).isEqualTo(result);
        byte[] bytes = format.codec().encode(result);
        for (int i = 0; i < bytes.length; i++) {
            assertSame(known, format, spliced(bytes, i, i + 1, new byte[0]));
            assertSame(known, format, spliced(bytes, i, i, new byte[] {bytes[i]}));
            assertSame(known, format, spliced(bytes, i, bytes.length, new byte[0]));
            for (int bit = 0; bit < 8; bit++) {
                assertSame(known, format, spliced(bytes, i, i + 1, new byte[] {(byte) (bytes[i] ^ 1 << bit)}));
            }
            for (byte special : SPECIAL) {
                assertSame(known, format, spliced(bytes, i, i + 1, new byte[] {special}));
                assertSame(known, format, spliced(bytes, i, i, new byte[] {special}));
            }
        }
    }

    @Test
    void keptBytesDoNotMoveFromOnePieceToAnother() throws MalformedResultException {
        KnownResults known = new KnownResults(WireFormat.JSON);
        CheckResult often = attempts(typical("shop", 1), 12);
        assertThat(learn(known, WireFormat.JSON, often)).isEqualTo(often);
        String text = new String(WireFormat.JSON.codec().encode(attempts(typical("shop", 4), 1)), UTF_8);
        String matched = "\"regexp_matched\":true";
        String body = text.replaceFirst(",\"body_bytes\":\\d+", "");
        assertThat(body).contains(matched);
        for (String moved : List.of(
                body.replace(matched, matched + "2"),
                text.replaceFirst("(\"body_bytes\":\\d+)", "$12"),
                body.replaceFirst("," + matched, "").replaceFirst("(\"transfer\":[0-9.]+})", "$12"))) {
            assertSame(known, WireFormat.JSON, moved.getBytes(UTF_8));
        }
    }

    @Test
    void aFieldThatComesAgainCountsAsItDoesForTheCodec() throws MalformedResultException {
        KnownResults known = new KnownResults(WireFormat.JSON);
        assertThat(learn(known, WireFormat.JSON, typical("shop", 1))).isEqualTo(typical("shop", 1));
        String text = new String(WireFormat.JSON.codec().encode(typical("shop", 2)), UTF_8);
        for (String again : List.of(
                "\"target\":\"other\"",
                "\"duration\":7",
                "\"scheduled_at\":\"2026-11-21T12:00:00.000000Z\"",
                "\"v\":2")) {
            for (int i = 0; i < 4; i++) {
                assertSame(
                        known,
                        WireFormat.JSON,
                        text.replaceFirst("}$", "," + again + "}").getBytes(UTF_8));
                assertSame(
                        known,
                        WireFormat.JSON,
                        text.replaceFirst("[{]", "{" + again + ",").getBytes(UTF_8));
                assertSame(
                        known,
                        WireFormat.JSON,
                        text.replace(",\"outcome\"", "," + again + ",\"outcome\"")
                                .getBytes(UTF_8));
            }
        }
        byte[] twice = WireFormat.PROTOBUF.codec().encode(typical("shop", 1));
        KnownResults knownToo = new KnownResults(WireFormat.PROTOBUF);
        assertThat(learn(knownToo, WireFormat.PROTOBUF, typical("shop", 1))).isEqualTo(typical("shop", 1));
        byte[] other = WireFormat.PROTOBUF.codec().encode(typical("other", 9));
        assertSame(knownToo, WireFormat.PROTOBUF, spliced(twice, twice.length, twice.length, other));
        assertSame(knownToo, WireFormat.PROTOBUF, spliced(twice, 0, 0, other));
    }

    /** Gives it the record until it has become known. */
    private static CheckResult learn(KnownResults known, WireFormat format, CheckResult result)
            throws MalformedResultException {
        byte[] bytes = format.codec().encode(result);
        CheckResult read = known.read(bytes);
        for (int i = 0; i < 10; i++) {
            read = known.read(bytes);
        }
        assertThat(known.read(bytes).target()).as("it is known").isSameAs(read.target());
        return read;
    }

    private static void assertSame(KnownResults known, WireFormat format, byte[] bytes) {
        String wanted = read(() -> format.codec().decode(bytes));
        assertThat(read(() -> known.read(bytes))).isEqualTo(wanted);
    }

    private static String read(Reader reader) {
        try {
            return reader.read().toString();
        } catch (MalformedResultException e) {
            return e.toString();
        }
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.write(piece, 0, piece.length);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    private static CheckResult typical(String target, int number) {
        Instant slot = SLOT.plusSeconds(15L * number);
        boolean whole = number % 7 != 0;
        return new CheckResult(
                new TargetInfo(
                        target,
                        "https://" + target + ".example.com/\u00fc?a=\"b\"",
                        Duration.ofSeconds(15),
                        Map.of("team", "web", "tier", "1"),
                        "status.*ok",
                        new Thresholds(2, 1),
                        "0123abcd"),
                new Origin("eu-west", "monitor-1"),
                slot,
                slot.plusNanos(1_000L * number),
                Verdict.up(),
                new Observation(
                        1,
                        whole ? 200 + number : null,
                        Duration.ofMillis(250L + number),
                        whole
                                ? new Phases(
                                        Duration.ofMillis(number),
                                        number % 2 == 0 ? null : Duration.ofNanos(3_000),
                                        Duration.ofSeconds(1),
                                        Duration.ofMillis(200),
                                        Duration.ZERO)
                                : Phases.NONE,
                        number % 3 == 0 ? null : number % 3 == 1,
                        null,
                        null,
                        number % 5 == 0 ? null : 1_000_000_000_000L * number,
                        "192.0.2.1:443",
                        "HTTP/2",
                        new CertificateInfo(SLOT, "c0ffee", "CN=R11", "CN=shop", "TLSv1.3", "TLS_AES_128_GCM_SHA256"),
                        number % 4 == 0 ? null : number % 4 == 1,
                        null,
                        Map.of()));
    }

    private static CheckResult attempts(CheckResult result, int attempts) {
        Observation one = result.observation();
        return new CheckResult(
                result.target(),
                result.origin(),
                result.scheduledAt(),
                result.startedAt(),
                result.verdict(),
                new Observation(
                        attempts,
                        one.statusCode(),
                        one.duration(),
                        one.phases(),
                        one.regexpMatched(),
                        null,
                        null,
                        one.bodyBytes(),
                        one.remoteAddress(),
                        one.protocol(),
                        one.certificate(),
                        one.degraded(),
                        null,
                        Map.of()));
    }

    private interface Reader {
        CheckResult read() throws MalformedResultException;
    }
}
