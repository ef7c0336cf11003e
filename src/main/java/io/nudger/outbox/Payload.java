package io.nudger.outbox;

import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.Outcome;
import io.nudger.check.SlotGap;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.SlotGapCodec;
import io.nudger.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What goes to Kafka for a result or a gap, in the bytes of the wire.
 *
 * @param target the key of the record
 * @param slot the slot, or the first slot of the gap, in microseconds since the epoch
 * @param outcome how the slot ended; it selects the topics
 * @param contentType how the value is written
 * @param value the value of the record
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by identity only; nobody changes the bytes.
record Payload(String target, long slot, Outcome outcome, String contentType, byte[] value) {
    static Payload of(CheckResult result, WireFormat format) {
        return new Payload(
                result.target().name(),
                Micros.of(result.scheduledAt()),
                result.verdict().outcome(),
                format.contentType(),
                format.codec().encode(result));
    }

    static Payload of(SlotGap gap) {
        return new Payload(
                gap.target().name(),
                Micros.of(gap.first()),
                gap.verdict().outcome(),
                SlotGapCodec.CONTENT_TYPE,
                SlotGapCodec.encode(gap));
    }

    /** Whether it is a gap, and not a result. */
    boolean isGap() {
        return contentType.equals(SlotGapCodec.CONTENT_TYPE);
    }

    /**
     * The gap that it is.
     *
     * @throws MalformedResultException when it was written by another version
     */
    SlotGap gap() throws MalformedResultException {
        return SlotGapCodec.decode(value);
    }

    /**
     * The result that it is.
     *
     * @throws MalformedResultException when it was written by another version
     */
    CheckResult result() throws MalformedResultException {
        return WireFormat.ofContentType(contentType.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new MalformedResultException("content type " + contentType))
                .codec()
                .decode(value);
    }

    /** Over all that must not change on disk. */
    int checksum() {
        CRC32C crc = new CRC32C();
        crc.update(target.getBytes(StandardCharsets.UTF_8));
        crc.update(Long.toString(slot).getBytes(StandardCharsets.UTF_8));
        crc.update(outcome.code());
        crc.update(contentType.getBytes(StandardCharsets.UTF_8));
        crc.update(value);
        return (int) crc.getValue();
    }
}
