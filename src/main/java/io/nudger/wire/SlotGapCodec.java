package io.nudger.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.nudger.check.FailureReason;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A gap as one JSON object, with the fields of a result where they mean the same. Whoever knows only results finds a
 * content type that he does not know, and no {@code scheduled_at}: he cannot take it for one. Safe for use by several
 * threads.
 */
public final class SlotGapCodec {
    /** What says that a record is a gap, in the header {@link WireFormat#HEADER}. */
    public static final String CONTENT_TYPE = "application/vnd.nudger.missed-range+json";

    private SlotGapCodec() {}

    /** The bytes of the gap. */
    public static byte[] encode(SlotGap gap) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = JsonCodec.INSTANCE.json.createGenerator(bytes)) {
            TargetInfo target = gap.target();
            out.writeStartObject();
            out.writeNumberField("v", CheckResultCodec.VERSION);
            out.writeStringField("target", target.name());
            out.writeStringField("url", target.url());
            out.writeStringField("zone", gap.origin().zone());
            out.writeStringField("monitor", gap.origin().monitor());
            JsonCodec.time(out, "first_slot", gap.first());
            JsonCodec.time(out, "last_slot", gap.last());
            out.writeNumberField("slots", gap.slots());
            Verdict verdict = gap.verdict();
            FailureReason reason = verdict.reason();
            out.writeStringField("outcome", verdict.outcomeName());
            JsonCodec.text(out, "reason", reason == null ? null : reason.wireName());
            JsonCodec.text(out, "message", verdict.message());
            JsonCodec.seconds(out, "interval", target.interval());
            JsonCodec.texts(out, "labels", target.labels());
            JsonCodec.text(out, "regexp", target.regexp());
            JsonCodec.threshold(out, "failure_threshold", target.thresholds().failure());
            JsonCodec.threshold(out, "success_threshold", target.thresholds().success());
            out.writeStringField("config", target.config());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #encode} wrote; fields it does not know are passed over.
     *
     * @throws MalformedResultException when the bytes are no gap, or one of another version
     */
    public static SlotGap decode(byte[] bytes) throws MalformedResultException {
        return JsonReader.read(JsonCodec.INSTANCE.json, bytes).buildGap();
    }
}
