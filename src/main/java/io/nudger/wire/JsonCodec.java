package io.nudger.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.nudger.check.CheckResult;
import io.nudger.check.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One JSON object, UTF-8. */
final class JsonCodec implements CheckResultCodec {
    static final JsonCodec INSTANCE = new JsonCodec();

    private static final int USUAL_SIZE = 1_024;

    private static final JsonFactory JSON = JsonFactory.builder()
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
        return write(Fields.RESULT, result);
    }

    @Override
    public CheckResult decode(byte[] bytes, Shared shared) throws MalformedResultException {
        return read(Fields.RESULT, bytes, shared);
    }

    static <S> byte[] write(Schema<S, ?> schema, S value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            new JsonSink(out).object(schema, value);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    static <S> S read(Schema<S, ?> schema, byte[] bytes, Shared shared) throws MalformedResultException {
        try (JsonParser in = JSON.createParser(bytes)) {
            return new JsonSource(in, shared).document(schema);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
            throw new MalformedResultException(
                    "not the JSON of a result" + where + ": " + Text.oneLine(e.getOriginalMessage(), 200), e);
        } catch (IOException e) {
            throw new MalformedResultException("not the JSON of a result: " + Text.oneLine(e.toString(), 200), e);
        }
    }
}
