package io.nudger.publish;

import io.nudger.check.CheckResult;
import io.nudger.check.MalformedResultException;
import io.nudger.check.Micros;
import io.nudger.check.Outcome;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotGapCodec;
import io.nudger.check.WireFormat;
import io.nudger.spool.SpoolEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result, or a gap, on its way to Kafka, in the bytes of the wire.
 *
 * @param number the order of arrival; parcels of one target are sent in this order
 * @param target the name of the target, the key of the record
 * @param slot the slot that it tells of, or the first of them, in microseconds since the epoch
 * @param outcome how the slot ended; it says which topics it goes to
 * @param contentType how the value is written
 * @param value what is sent
 * @param arrivedNanos when it came over the event bus or from the disk, on the monotonic clock
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them, and each belongs to one at a time.
record Parcel(
        long number, String target, long slot, Outcome outcome, String contentType, byte[] value, long arrivedNanos) {
    static Parcel of(long number, CheckResult result, WireFormat format, long arrivedNanos) {
        return new Parcel(
                number,
                result.target().name(),
                Micros.of(result.scheduledAt()),
                result.verdict().outcome(),
                format.contentType(),
                format.codec().encode(result),
                arrivedNanos);
    }

    static Parcel of(long number, SlotGap gap, long arrivedNanos) {
        return new Parcel(
                number,
                gap.target().name(),
                Micros.of(gap.first()),
                gap.verdict().outcome(),
                SlotGap.CONTENT_TYPE,
                SlotGapCodec.encode(gap),
                arrivedNanos);
    }

    static Parcel of(SpoolEntry entry, long arrivedNanos) {
        return new Parcel(
                entry.number(),
                entry.target(),
                entry.slot(),
                entry.outcome(),
                entry.contentType(),
                entry.value(),
                arrivedNanos);
    }

    SpoolEntry entry() {
        return new SpoolEntry(number, target, slot, outcome, contentType, value);
    }

    Instant slotTime() {
        return Micros.toInstant(slot);
    }

    /** The gap that it tells of; null when it is a result, or nothing that is known here. */
    @Nullable SlotGap gap() {
        if (!contentType.equals(SlotGap.CONTENT_TYPE)) {
            return null;
        }
        try {
            return SlotGapCodec.decode(value);
        } catch (MalformedResultException ofAnotherVersion) {
            return null;
        }
    }
}
