package io.nudger.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Phases;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import io.nudger.wire.proto.CheckResultMessage;
import io.nudger.wire.proto.OutcomeCode;
import io.nudger.wire.proto.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of a record is a contract with every reader: it changes here, on purpose, or not at all. */
final class WireTest {
    private static final CheckResult FULL = new CheckResult(
            new TargetInfo(
                    "xkcd",
                    "https://c.xkcd.com/random/comic/",
                    Duration.ofSeconds(10),
                    Map.of("team", "web", "tier", "1"),
                    "([Ee]macs|[Ss]tatistics)",
                    new Thresholds(3, 2),
                    "0123456789abcdef"),
            new Origin("eu-1", "monitor-1"),
            Instant.parse("2026-11-21T12:00:00.123456Z"),
            Instant.parse("2026-11-21T12:00:00.125Z"),
            Verdict.down(FailureReason.BODY, "wanted a match of ([Ee]macs|[Ss]tatistics), found \"none\""),
            new Observation(
                    2,
                    200,
                    Duration.ofNanos(1_234_567_000),
                    Phases.inOrder(
                            Duration.ofNanos(1_000),
                            Duration.ofMillis(20),
                            Duration.ofMillis(31),
                            Duration.ofMillis(1_100),
                            Duration.ZERO),
                    false,
                    "emacs",
                    "<html>\n",
                    7L,
                    "127.0.0.1:443",
                    "HTTP/1.1",
                    new CertificateInfo(Instant.parse("2027-01-01T00:00:00Z"), "ab12", "CN=ca"),
                    false,
                    new FirstFailure(FailureReason.TIMEOUT, "too late"),
                    Map.of("server", "nginx")));

    private static final String LEAST =
            """
            {"v": 1, "target": "a", "url": "https://a", "zone": "z", "monitor": "m", "interval": 30, "config": "c",
             "scheduled_at": "2026-11-21T12:00:00Z", "outcome": "up"}""";

    @Test
    void jsonIsTheGoldenOne() throws Exception {
        byte[] golden = resource("check-result.json");

        assertThat(new String(JsonCodec.INSTANCE.encode(FULL), UTF_8)).isEqualTo(new String(golden, UTF_8).strip());
        assertThat(JsonCodec.INSTANCE.decode(golden)).isEqualTo(FULL);
    }

    @Test
    void protobufIsTheGoldenOne() throws Exception {
        byte[] golden = HexFormat.of().parseHex(new String(resource("check-result.protobuf.hex"), UTF_8).strip());

        assertThat(HexFormat.of().formatHex(ProtobufCodec.INSTANCE.encode(FULL)))
                .isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(ProtobufCodec.INSTANCE.decode(golden)).isEqualTo(FULL);
    }

    @Test
    void theHandshakeStandsWithTheCertificate() throws MalformedResultException {
        String more = LEAST.replace(
                "\"v\": 1",
                """
                "v": 1, "certificate": {"not_after": "2027-01-01T00:00:00Z", "sha256": "ab12", "issuer": "CN=ca",
                "subject": "CN=a", "tls_version": "TLSv1.3", "tls_cipher": "TLS_AES_128_GCM_SHA256"}""");

        assertThat(json(more).observation().certificate())
                .isEqualTo(new CertificateInfo(
                        Instant.parse("2027-01-01T00:00:00Z"),
                        "ab12",
                        "CN=ca",
                        "CN=a",
                        "TLSv1.3",
                        "TLS_AES_128_GCM_SHA256"));
    }

    @Test
    void whatWasNotMeasuredIsAbsent() throws MalformedResultException {
        CheckResult least = json(LEAST);

        assertThat(least.observation()).isEqualTo(Observation.NONE);
        assertThat(new String(JsonCodec.INSTANCE.encode(least), UTF_8))
                .isEqualTo("{\"v\":1,\"target\":\"a\",\"url\":\"https://a\",\"zone\":\"z\",\"monitor\":\"m\","
                        + "\"scheduled_at\":\"2026-11-21T12:00:00.000000Z\",\"outcome\":\"up\",\"attempts\":0,"
                        + "\"interval\":30,\"config\":\"c\"}");
    }

    @Test
    void unknownFieldsAndNullsArePassedOver() throws MalformedResultException {
        String more = LEAST.replace(
                "\"v\": 1",
                "\"v\": 1, \"new\": {\"v\": 2, \"deep\": [1, {\"target\": \"b\"}]}, \"reason\": null, \"labels\": null");

        assertThat(json(more)).isEqualTo(json(LEAST));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 | PT0S",
                "30 | PT30S",
                "0.0 | PT0S",
                "1.500000 | PT1.5S",
                "86399.999999 | PT23H59M59.999999S",
                "0.000001 | PT0.000001S",
                "1.2345678 | PT1.234567S",
                "25e-2 | PT0.25S",
                "1E+2 | PT1M40S",
            })
    void secondsAreReadInEveryNotation(String written, Duration read) throws MalformedResultException {
        CheckResult result = json(LEAST.replace("\"v\": 1", "\"v\": 1, \"duration\": " + written));

        assertThat(result.observation().duration()).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T12:00:00.123456Z",
                "2024-02-29T23:59:59.999999Z",
                "0000-01-01T00:00:00.000000Z",
                "9999-12-31T23:59:59.999999Z",
                "1969-12-31T23:59:59.999999Z",
                "2026-11-21T12:00:00Z",
                "2026-11-21T12:00:00.5Z",
                "2026-11-21T24:00:00.000000Z"
            })
    void instantsAreReadInEveryNotation(String written) throws MalformedResultException {
        assertThat(json(LEAST.replace("2026-11-21T12:00:00Z", written)).scheduledAt())
                .isEqualTo(Instant.parse(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T12:00:00.123456+",
                "2026-13-21T12:00:00.123456Z",
                "2026-02-29T12:00:00.123456Z",
                "2026-11-21T25:00:00.000000Z",
                "2026-11-21T23:60:00.000000Z",
                "2026-11-21 12:00:00.123456Z",
                "2026-11-21T12:00:00.12345aZ",
                "-026-11-21T12:00:00.123456Z",
                "\u0662026-11-21T12:00:00.12345Z",
                ""
            })
    void whatIsNoInstantIsRefused(String written) {
        assertThatThrownBy(() -> json(LEAST.replace("2026-11-21T12:00:00Z", written)))
                .hasMessageStartingWith("field scheduled_at: wanted an instant such as 2026-11-21T12:00:00Z, found ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"v\": 1 | \"v\": 2 | field v: wanted version 1, found 2",
                "\"v\": 1, | `` | field v: wanted version 1, found nothing",
                "\"v\": 1 | \"v\": \"1\" | field v: wanted a whole number, found \"1\"",
                "\"v\": 1 | \"v\": 1.0 | field v: wanted a whole number, found 1.0",
                "\"v\": 1 | \"v\": 99999999999999999999 | field v: wanted a whole number of at most 63 bits, found 99999999999999999999",
                "\"a\" | 7 | field target: wanted a text, found 7",
                "\"a\" | \"\" | field target: wanted a name of 1 to 128 printable characters, found \"\"",
                "\"a\" | \"a\\u0000b\" | field target: wanted a name of 1 to 128 printable characters, found \"a\ufffdb\"",
                "\"a\" | \"\\ud83d\" | field target: wanted a name of 1 to 128 printable characters, found \"\ufffd\"",
                "\"z\" | null | field zone: wanted a name of 1 to 128 printable characters, found nothing",
                "\"https://a\" | {} | field url: wanted a text, found an object",
                "\"https://a\" | null | field url: wanted a text, found nothing",
                "\"c\" | [1] | field config: wanted a text, found an array",
                "30 | \"30s\" | field interval: wanted seconds such as 0.25, found \"30s\"",
                "30 | 0 | field interval: wanted more than 0 seconds and at most 366 days, found 0 microseconds",
                "30 | 1e999999999 | field interval: wanted seconds such as 0.25, found 1e999999999",
                "30 | 1e-999999999 | field interval: wanted seconds such as 0.25, found 1e-999999999",
                "30 | null | field interval: wanted more than 0 seconds and at most 366 days, found nothing",
                "2026-11-21T12:00:00Z | soon | field scheduled_at: wanted an instant such as 2026-11-21T12:00:00Z, found \"soon\"",
                "2026-11-21T12:00:00Z | +12026-11-21T12:00:00Z | field scheduled_at: wanted an instant of the years 0 to 9999, found 317364782400000000 microseconds since 1970",
                "\"2026-11-21T12:00:00Z\" | 1795262400 | field scheduled_at: wanted an instant such as 2026-11-21T12:00:00Z, found 1795262400",
                "\"up\" | \"UP\" | field outcome: wanted a lower-case name of at most 64 letters, digits and underscores, found \"UP\"",
                "\"up\" | null | field outcome: wanted a lower-case name of at most 64 letters, digits and underscores, found nothing",
                "\"up\" | \"up\", \"reason\": \"tls\" | field reason: wanted nothing beside outcome up, found \"tls\"",
                "\"up\" | \"down\", \"reason\": \"tls\" | field message: wanted a text, found nothing",
                "\"up\" | \"up\", \"duration\": -1 | field duration: wanted from 0 seconds to a day, found -1000000 microseconds",
                "\"up\" | \"up\", \"status_code\": 42 | field status_code: wanted a number from 100 to 999, found 42",
                "\"up\" | \"up\", \"regexp_matched\": \"yes\" | field regexp_matched: wanted true or false, found \"yes\"",
                "\"up\" | \"up\", \"phases\": 1 | field phases: wanted an object, found 1",
                "\"up\" | \"up\", \"phases\": {\"tls\": \"x\"} | field phases.tls: wanted seconds such as 0.25, found \"x\"",
                "\"up\" | \"up\", \"labels\": {\"team\": 1} | field labels.team: wanted a text, found 1",
                "\"up\" | \"up\", \"certificate\": {} | field certificate.not_after: wanted an instant of the years 0 to 9999, found nothing",
                "\"up\" | \"up\", \"failure_threshold\": 0 | field failure_threshold: wanted a number from 1 to 100, found 0",
                "\"up\" | \"up\", \"success_threshold\": 101 | field success_threshold: wanted a number from 1 to 100, found 101",
                "\"up\" | \"up\", \"first_failure\": {\"reason\": \"X\"} | field first_failure.reason: wanted a lower-case name of at most 64 letters, digits and underscores, found \"X\"",
                "\"up\" | \"up\", \"first_failure\": {\"reason\": \"tls\"} | field first_failure.message: wanted a text, found nothing",
                "\"up\" | \"up\", \"headers\": {\"server\": 1} | field headers.server: wanted a text, found 1",
                "\"up\" | \"up\", \"attempts\": 40000 | field attempts: wanted a number from 0 to 32767, found 40000",
            })
    void wrongFieldsAreNamed(String right, String wrong, String message) {
        assertThat(LEAST).contains(right);
        assertThatThrownBy(() -> json(LEAST.replace(right, wrong)))
                .isInstanceOf(MalformedResultException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | wanted an object, found nothing",
                "[] | wanted an object, found an array",
                "{\"v\" | end-of-input",
                "nonsense | Unrecognized token 'nonsense'",
                "{\"x\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]} | nesting depth",
            })
    void whatIsNotJsonIsSaidSo(String text, String message) {
        assertThatThrownBy(() -> json(text))
                .isInstanceOf(MalformedResultException.class)
                .hasMessageStartingWith("not the JSON of a result")
                .hasMessageContaining(message);
    }

    @Test
    void nothingComesAfterTheObject() {
        assertThatThrownBy(() -> json(LEAST + " {}"))
                .isInstanceOf(MalformedResultException.class)
                .hasMessage("not the JSON of a result: after the object, found an object");
    }

    @Test
    void emptyMessageHasNoVersion() {
        assertThatThrownBy(() -> ProtobufCodec.INSTANCE.decode(new byte[0]))
                .isInstanceOf(MalformedResultException.class)
                .hasMessage("field v: wanted version 1, found 0");
    }

    @Test
    void messageWithoutASlotIsRefused() throws Exception {
        CheckResultMessage message = CheckResultMessage.parseFrom(ProtobufCodec.INSTANCE.encode(FULL)).toBuilder()
                .clearScheduledAt()
                .build();

        assertThatThrownBy(() -> ProtobufCodec.INSTANCE.decode(message.toByteArray()))
                .isInstanceOf(MalformedResultException.class)
                .hasMessage("field scheduled_at: wanted an instant of the years 0 to 9999, found nothing");
    }

    @ParameterizedTest
    @EnumSource
    void whatOnlyALaterVersionKnowsIsKeptByName(WireFormat format) throws MalformedResultException {
        CheckResult later = new CheckResult(
                FULL.target(),
                FULL.origin(),
                FULL.scheduledAt(),
                FULL.startedAt(),
                Verdict.later("paused", FailureReason.named("quota"), "the quota of the month is used up"),
                FULL.observation());

        CheckResult read = format.codec().decode(format.codec().encode(later));

        assertThat(read).isEqualTo(later);
        assertThat(read.verdict().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(read.verdict().outcomeName()).isEqualTo("paused");
        assertThat(read.verdict().reason()).hasToString("QUOTA");
    }

    @Test
    void anOutcomeOfALaterVersionNeedsNoReason() throws MalformedResultException {
        assertThat(json(LEAST.replace("\"up\"", "\"paused\"")).verdict())
                .isEqualTo(Verdict.later(
                        "paused", FailureReason.OTHER, "An outcome that this version does not know: paused."));
    }

    @Test
    void codesOfOthersWithoutANameAreNamedByTheirNumber() throws Exception {
        CheckResultMessage message = CheckResultMessage.parseFrom(ProtobufCodec.INSTANCE.encode(FULL)).toBuilder()
                .setOutcomeValue(9)
                .setReasonValue(-1)
                .build();

        Verdict verdict = ProtobufCodec.INSTANCE.decode(message.toByteArray()).verdict();

        assertThat(verdict.outcomeName()).isEqualTo("outcome_9");
        assertThat(verdict.reason()).isEqualTo(FailureReason.named("reason_4294967295"));
    }

    @Test
    void fieldsOfLaterVersionsArePassedOverInProtobuf() throws Exception {
        byte[] later = CheckResultMessage.parseFrom(ProtobufCodec.INSTANCE.encode(FULL)).toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                90,
                                UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                        .addField(
                                91,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                        .build())
                        .build())
                .build()
                .toByteArray();

        assertThat(ProtobufCodec.INSTANCE.decode(later)).isEqualTo(FULL);
    }

    @Test
    void protobufCodesAreThoseOfTheDatabase() {
        for (Outcome outcome : Outcome.values()) {
            assertThat(OutcomeCode.forNumber(outcome.code())).hasToString("OUTCOME_" + outcome);
        }
        for (FailureReason reason : FailureReason.values()) {
            assertThat(ReasonCode.forNumber(reason.code())).hasToString("REASON_" + reason);
        }
    }

    private static CheckResult json(String text) throws MalformedResultException {
        return JsonCodec.INSTANCE.decode(text.getBytes(UTF_8));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(WireTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
