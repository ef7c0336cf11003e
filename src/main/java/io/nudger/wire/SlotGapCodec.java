package io.nudger.wire;

import io.nudger.check.SlotGap;

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
        return JsonCodec.write(Fields.GAP, gap);
    }

    /**
     * Reads what {@link #encode} wrote; fields it does not know are passed over.
     *
     * @throws MalformedResultException when the bytes are no gap, or one of another version
     */
    public static SlotGap decode(byte[] bytes) throws MalformedResultException {
        return JsonCodec.read(Fields.GAP, bytes, Shared.NOTHING);
    }
}
