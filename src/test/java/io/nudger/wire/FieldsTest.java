package io.nudger.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.nudger.check.Alerting;
import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.Quorum;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import io.nudger.wire.proto.CertificateMessage;
import io.nudger.wire.proto.CheckResultMessage;
import io.nudger.wire.proto.FirstFailureMessage;
import io.nudger.wire.proto.PhasesMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of fields, walked: whoever adds one learns here what is missing. */
final class FieldsTest {
    /** Has all there is. */
    static final CheckResult FULL = new CheckResult(
            new TargetInfo(
                    "xkcd",
                    "https://c.xkcd.com/random/comic/",
                    Duration.ofSeconds(10),
                    Map.of("team", "web", "tier", "1"),
                    "emacs",
                    new Thresholds(3, 2),
                    new Alerting(
                            "Der Läden 🏪", "shop", List.of("router", "firewall"), Quorum.of(2), List.of("backup")),
                    "0123456789abcdef"),
            new Origin("eu-1", "monitor-1"),
            Instant.parse("2026-11-21T12:00:00.123456Z"),
            Instant.parse("2026-11-21T12:00:00.125Z"),
            Verdict.down(FailureReason.BODY, "wanted emacs"),
            Observation.builder()
                    .attempts(2)
                    .statusCode(200)
                    .duration(Duration.ofMillis(1_234))
                    .phases(Phases.inOrder(
                            Duration.ofMillis(1),
                            Duration.ofMillis(2),
                            Duration.ofMillis(3),
                            Duration.ofMillis(4),
                            Duration.ofMillis(5)))
                    .regexpMatched(false)
                    .match("vi")
                    .bodyExcerpt("<html>\n")
                    .bodyBytes(7L)
                    .remoteAddress("127.0.0.1:443")
                    .protocol("HTTP/1.1")
                    .certificate(new CertificateInfo(
                            Instant.parse("2027-01-01T00:00:00Z"),
                            "ab12",
                            "CN=ca",
                            "CN=xkcd",
                            "TLSv1.3",
                            "TLS_AES_128_GCM_SHA256"))
                    .degraded(false)
                    .firstFailure(new FirstFailure(FailureReason.TIMEOUT, "too late"))
                    .headers(Map.of("server", "nginx"))
                    .build());

    private static final SlotGap GAP = new SlotGap(
            FULL.target(),
            FULL.origin(),
            FULL.scheduledAt(),
            FULL.scheduledAt().plusSeconds(50),
            Verdict.missed(FailureReason.STOPPED, "nobody was there"));

    /** What version 1 has always meant by a number. Numbers are added to the table, and to this list; none ever changes. */
    private static final String NUMBERS =
            """
            v 1, target 2, url 3, zone 4, monitor 5, scheduled_at 6, started_at 7, outcome 8, reason 9, message 10,
            status_code 11, duration 12, phases 13, regexp 14, regexp_matched 15, match 16, body_excerpt 17,
            body_bytes 18, remote_address 19, protocol 20, certificate 21, config 22, interval 23, labels 24,
            attempts 25, failure_threshold 26, success_threshold 27, degraded 28, headers 29, first_failure 30,
            first_slot 33, last_slot 34, slots 35, group 36, depends_on 37, quorum 38, maintenance 39, title 40,
            phases.resolve 1, phases.connect 2, phases.tls 3, phases.processing 4, phases.transfer 5, first_failure.reason 1, first_failure.message 2,
            certificate.not_after 1, certificate.sha256 2, certificate.issuer 3, certificate.subject 4,
            certificate.tls_version 5, certificate.tls_cipher 6""";

    /** Texts that are not cut: the persister bounds them together, for a target. */
    private static final Set<String> OF_TARGET = Set.of("url", "regexp", "labels", "config");

    private static final String LONG = "a".repeat(60_000);

    /**
     * A field where it stands.
     *
     * @param message in which it stands in protobuf
     * @param path with the name of the object in which it stands
     */
    private record Entry(Descriptor message, String path, Field<?, ?, ?> field) {
        String parent() {
            return path.contains(".") ? path.substring(0, path.indexOf('.')) : "";
        }

        boolean isOfGapsAlone() {
            return path.equals(field.name()) && field.number() >= 33 && field.number() <= 35;
        }

        FieldDescriptor descriptor() {
            return message.findFieldByNumber(field.number());
        }

        @Override
        public String toString() {
            return path;
        }
    }

    private static Stream<Entry> ofResults() {
        return Stream.of(
                        entries(CheckResultMessage.getDescriptor(), "", Fields.RESULT),
                        entries(PhasesMessage.getDescriptor(), "phases.", Fields.PHASES),
                        entries(FirstFailureMessage.getDescriptor(), "first_failure.", Fields.FIRST_FAILURE),
                        entries(CertificateMessage.getDescriptor(), "certificate.", Fields.CERTIFICATE))
                .flatMap(entries -> entries);
    }

    private static Stream<Entry> ofGaps() {
        return entries(CheckResultMessage.getDescriptor(), "", Fields.GAP);
    }

    private static Stream<Entry> all() {
        return Stream.concat(ofResults(), ofGaps().filter(Entry::isOfGapsAlone));
    }

    private static Stream<Entry> entries(Descriptor message, String prefix, Schema<?, ?> schema) {
        return schema.fields().stream().map(field -> new Entry(message, prefix + field.name(), field));
    }

    @Test
    void numbersAreThoseThatTheyHaveAlwaysBeen() {
        assertThat(all().map(entry -> entry.path + " " + entry.field.number()).toList())
                .containsExactlyInAnyOrder(NUMBERS.split(",\\s+"));
    }

    @ParameterizedTest
    @MethodSource("ofResults")
    void theProtoFileSaysTheSame(Entry entry) {
        FieldDescriptor described = entry.descriptor();

        assertThat(described.getName()).isEqualTo(entry.field.name());
        assertThat(entry.field.type().isDelimited())
                .isEqualTo(Set.of(FieldDescriptor.JavaType.STRING, FieldDescriptor.JavaType.MESSAGE)
                        .contains(described.getJavaType()));
        switch (entry.field.presence()) {
            case REQUIRED_OR_ZERO -> assertThat(described.hasPresence()).isFalse();
            case REQUIRED ->
                assertThat(described.hasPresence() || entry.field.nameNumber() > 0)
                        .isTrue();
            case OPTIONAL -> {
                // Whatever is left out is absent.
            }
        }
        if (entry.field.nameNumber() > 0) {
            assertThat(entry.message.findFieldByNumber(entry.field.nameNumber()).getName())
                    .isEqualTo(entry.field.name() + "_name");
        }
    }

    @Test
    void theProtoFileHasNothingElse() {
        assertThat(ofResults()
                        .flatMap(entry -> Stream.of(entry.field.number(), entry.field.nameNumber())
                                .filter(number -> number > 0)
                                .map(number -> entry.message.findFieldByNumber(number)))
                        .toList())
                .doesNotHaveDuplicates()
                .hasSize(Stream.of(
                                CheckResultMessage.getDescriptor(),
                                PhasesMessage.getDescriptor(),
                                FirstFailureMessage.getDescriptor(),
                                CertificateMessage.getDescriptor())
                        .mapToInt(message -> message.getFields().size())
                        .sum());
        assertThat(ofGaps().filter(Entry::isOfGapsAlone).map(Entry::field))
                .allMatch(field -> CheckResultMessage.getDescriptor().isReservedNumber(field.number()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theDocumentationHasALineOfIt(Entry entry) throws IOException {
        assertThat(Files.readString(Path.of("docs/data.md")))
                .contains("\n| `" + entry.path + "` | " + entry.field.number() + " | ");
    }

    @ParameterizedTest
    @MethodSource("ofResults")
    void jsonCarriesIt(Entry entry) throws MalformedResultException {
        JsonObject json = json(WireFormat.JSON.codec().encode(FULL));
        assertThat(read(WireFormat.JSON, bytes(json))).isEqualTo(FULL);

        assertThat(holder(entry, json).remove(entry.field.name())).isNotNull();

        assertDiffers(entry, WireFormat.JSON, bytes(json));
    }

    @ParameterizedTest
    @MethodSource("ofResults")
    void protobufCarriesIt(Entry entry) throws Exception {
        Message.Builder message =
                CheckResultMessage.parseFrom(WireFormat.PROTOBUF.codec().encode(FULL)).toBuilder();
        assertThat(read(WireFormat.PROTOBUF, message.build().toByteArray())).isEqualTo(FULL);

        if (entry.parent().isEmpty()) {
            message.clearField(entry.descriptor());
        } else {
            FieldDescriptor outer = message.getDescriptorForType().findFieldByName(entry.parent());
            message.setField(
                    outer,
                    ((Message) message.getField(outer))
                            .toBuilder().clearField(entry.descriptor()).build());
        }

        assertDiffers(entry, WireFormat.PROTOBUF, message.build().toByteArray());
    }

    /** Whatever is remembered of the last record of the target. */
    private static void assertDiffers(Entry entry, WireFormat format, byte[] without) throws MalformedResultException {
        Shared shared = new Shared();
        assertThat(format.codec().decode(format.codec().encode(FULL), shared)).isEqualTo(FULL);
        CheckResult read;
        try {
            read = format.codec().decode(without, shared);
        } catch (MalformedResultException e) {
            assertThat(entry.field.presence() != Field.Presence.OPTIONAL
                            || Set.of("reason", "message").contains(entry.path))
                    .as(e.getMessage())
                    .isTrue();
            assertThat(e).hasMessageStartingWith("field " + entry.path + ": wanted ");
            return;
        }
        assertThat(read).isNotEqualTo(FULL).isEqualTo(format.codec().decode(without));
    }

    @ParameterizedTest
    @MethodSource("ofGaps")
    void gapsCarryIt(Entry entry) throws MalformedResultException {
        JsonObject json = json(SlotGapCodec.encode(GAP));
        assertThat(SlotGapCodec.decode(bytes(json))).isEqualTo(GAP);

        assertThat(json.remove(entry.path)).isNotNull();

        if (entry.path.equals("slots")) {
            assertThat(SlotGapCodec.decode(bytes(json))).isEqualTo(GAP);
        } else if (entry.field.presence() != Field.Presence.OPTIONAL
                || Set.of("reason", "message").contains(entry.path)) {
            assertThatThrownBy(() -> SlotGapCodec.decode(bytes(json)))
                    .isInstanceOf(MalformedResultException.class)
                    .hasMessageStartingWith("field " + entry.path + ": wanted ");
        } else {
            assertThat(SlotGapCodec.decode(bytes(json))).isNotEqualTo(GAP);
        }
    }

    /** What is far too much is refused or cut. */
    @ParameterizedTest
    @MethodSource("all")
    void itHasABound(Entry entry) {
        boolean isOfGap = entry.isOfGapsAlone();
        for (Object tooMuch : tooMuch(entry.field.type())) {
            JsonObject json = json(
                    isOfGap ? SlotGapCodec.encode(GAP) : WireFormat.JSON.codec().encode(FULL));
            holder(entry, json).put(entry.field.name(), tooMuch);
            try {
                String read = isOfGap
                        ? SlotGapCodec.decode(bytes(json)).toString()
                        : read(WireFormat.JSON, bytes(json)).toString();
                assertThat(read.length() < 20_000 || OF_TARGET.contains(entry.path))
                        .as("%s takes %d characters", entry, read.length())
                        .isTrue();
                assertThat(tooMuch).isNotInstanceOf(Number.class);
            } catch (MalformedResultException e) {
                assertThat(e).hasMessageStartingWith("field " + entry.path + ": wanted ");
            }
        }
    }

    private static List<?> tooMuch(Type<?> type) {
        if (type.equals(Type.FLAG)) {
            return List.of(2);
        }
        if (type.equals(Type.INSTANT)) {
            return List.of("+10000-01-01T00:00:00Z", "-0001-12-31T23:59:59Z");
        }
        if (type.equals(Type.TEXTS)) {
            return List.of(new JsonObject().put("server", LONG));
        }
        if (type.equals(Type.NAMES)) {
            return List.of(new JsonArray().add(LONG));
        }
        if (type.equals(Type.OUTCOME) || type.equals(Type.REASON)) {
            return List.of(LONG);
        }
        return type.isDelimited() ? List.of(LONG) : List.of(-1, 1e18);
    }

    private static JsonObject holder(Entry entry, JsonObject json) {
        return entry.parent().isEmpty() ? json : json.getJsonObject(entry.parent());
    }

    private static CheckResult read(WireFormat format, byte[] bytes) throws MalformedResultException {
        return format.codec().decode(bytes);
    }

    private static JsonObject json(byte[] bytes) {
        return new JsonObject(Buffer.buffer(bytes));
    }

    private static byte[] bytes(JsonObject json) {
        return json.encode().getBytes(UTF_8);
    }
}
