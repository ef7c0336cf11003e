package io.nudger.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Phases;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, UTF-8. Times are ISO 8601 in UTC with microseconds; lengths of time are seconds, as decimal numbers
 * with up to six decimals, written from whole microseconds so that no binary fraction creeps in.
 */
final class JsonCodec implements CheckResultCodec {
    static final JsonCodec INSTANCE = new JsonCodec();

    private static final int USUAL_SIZE = 1_024;
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    final JsonFactory json = JsonFactory.builder()
            // Whoever can write to the topic must not be able to exhaust who reads it.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(1 << 20)
                    .maxStringLength(1 << 17)
                    .maxNameLength(1 << 17)
                    .maxNumberLength(64)
                    .maxNestingDepth(16)
                    .build())
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            // It is UTF-8, or it is no result.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Interned names stay in memory for good, and foreign records may carry any.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    @Override
    public byte[] encode(CheckResult result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            write(out, result);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public CheckResult decode(byte[] bytes) throws MalformedResultException {
        return JsonReader.read(json, bytes).build();
    }

    private static void write(JsonGenerator out, CheckResult result) throws IOException {
        TargetInfo target = result.target();
        Verdict verdict = result.verdict();
        FailureReason reason = verdict.reason();
        out.writeStartObject();
        out.writeNumberField("v", VERSION);
        out.writeStringField("target", target.name());
        out.writeStringField("url", target.url());
        out.writeStringField("zone", result.origin().zone());
        out.writeStringField("monitor", result.origin().monitor());
        time(out, "scheduled_at", result.scheduledAt());
        time(out, "started_at", result.startedAt());
        out.writeStringField("outcome", verdict.outcomeName());
        text(out, "reason", reason == null ? null : reason.wireName());
        text(out, "message", verdict.message());
        write(out, result.observation());
        seconds(out, "interval", target.interval());
        texts(out, "labels", target.labels());
        text(out, "regexp", target.regexp());
        threshold(out, "failure_threshold", target.thresholds().failure());
        threshold(out, "success_threshold", target.thresholds().success());
        out.writeStringField("config", target.config());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Observation seen) throws IOException {
        out.writeNumberField("attempts", seen.attempts());
        if (seen.statusCode() != null) {
            out.writeNumberField("status_code", seen.statusCode());
        }
        seconds(out, "duration", seen.duration());
        if (seen.degraded() != null) {
            out.writeBooleanField("degraded", seen.degraded());
        }
        write(out, seen.phases());
        if (seen.regexpMatched() != null) {
            out.writeBooleanField("regexp_matched", seen.regexpMatched());
        }
        text(out, "match", seen.match());
        text(out, "body_excerpt", seen.bodyExcerpt());
        if (seen.bodyBytes() != null) {
            out.writeNumberField("body_bytes", seen.bodyBytes());
        }
        text(out, "remote_address", seen.remoteAddress());
        text(out, "protocol", seen.protocol());
        texts(out, "headers", seen.headers());
        FirstFailure first = seen.firstFailure();
        if (first != null) {
            out.writeObjectFieldStart("first_failure");
            out.writeStringField("reason", first.reason().wireName());
            out.writeStringField("message", first.message());
            out.writeEndObject();
        }
        CertificateInfo certificate = seen.certificate();
        if (certificate != null) {
            out.writeObjectFieldStart("certificate");
            time(out, "not_after", certificate.notAfter());
            out.writeStringField("sha256", certificate.sha256());
            out.writeStringField("issuer", certificate.issuer());
            text(out, "subject", certificate.subject());
            text(out, "tls_version", certificate.tlsVersion());
            text(out, "tls_cipher", certificate.tlsCipher());
            out.writeEndObject();
        }
    }

    private static void write(JsonGenerator out, Phases phases) throws IOException {
        if (phases.equals(Phases.NONE)) {
            return;
        }
        out.writeObjectFieldStart("phases");
        seconds(out, "resolve", phases.resolve());
        seconds(out, "connect", phases.connect());
        seconds(out, "tls", phases.tls());
        seconds(out, "processing", phases.processing());
        seconds(out, "transfer", phases.transfer());
        out.writeEndObject();
    }

    static void texts(JsonGenerator out, String field, Map<String, String> texts) throws IOException {
        if (texts.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            out.writeStringField(text.getKey(), text.getValue());
        }
        out.writeEndObject();
    }

    /** Absent means 1. */
    static void threshold(JsonGenerator out, String field, int threshold) throws IOException {
        if (threshold != 1) {
            out.writeNumberField(field, threshold);
        }
    }

    static void text(JsonGenerator out, String field, @Nullable String text) throws IOException {
        if (text != null) {
            out.writeStringField(field, text);
        }
    }

    static void time(JsonGenerator out, String field, @Nullable Instant instant) throws IOException {
        if (instant == null) {
            return;
        }
        out.writeFieldName(field);
        char[] usual = WireText.ofInstant(Micros.of(instant));
        if (usual == null) {
            out.writeString(INSTANT.format(instant));
        } else {
            out.writeString(usual, 0, usual.length);
        }
    }

    static void seconds(JsonGenerator out, String field, @Nullable Duration duration) throws IOException {
        if (duration == null) {
            return;
        }
        out.writeFieldName(field);
        String usual = WireText.ofSeconds(Micros.of(duration));
        if (usual == null) {
            out.writeNumber(BigDecimal.valueOf(Micros.of(duration), 6).stripTrailingZeros());
        } else {
            out.writeNumber(usual);
        }
    }
}
