package io.nudger.spool;

import io.nudger.check.Micros;
import io.nudger.check.Outcome;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotGapCodec;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A record for Kafka that waits on disk.
 *
 * @param number its place in the order of arrival
 * @param target the key of the record
 * @param slot the slot that it tells of, or the first of them, in microseconds since the epoch
 * @param outcome how the slot ended
 * @param contentType how the value is written
 * @param value what is sent
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them, and each belongs to one at a time.
public record SpoolEntry(long number, String target, long slot, Outcome outcome, String contentType, byte[] value) {
    /** A gap that waits. */
    public static SpoolEntry of(long number, SlotGap gap) {
        return new SpoolEntry(
                number,
                gap.target().name(),
                Micros.of(gap.first()),
                gap.verdict().outcome(),
                SlotGap.CONTENT_TYPE,
                SlotGapCodec.encode(gap));
    }

    /** Whether it is a gap, and not a result. */
    public boolean isGap() {
        return contentType.equals(SlotGap.CONTENT_TYPE);
    }

    /** Over all that must not change. */
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
