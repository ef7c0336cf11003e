package io.nudger.spool;

import io.nudger.check.SlotGap;
import java.util.List;

/**
 * What is written together.
 *
 * @param entries records to keep
 * @param settled numbers of entries that are not needed any more
 * @param lost what is to be told in the place of results that were given up
 * @param redeemed slots that were lost with their entries, and have reached Kafka all the same, or are entries again
 */
public record SpoolBatch(List<SpoolEntry> entries, List<Long> settled, List<SlotGap> lost, List<SlotSpan> redeemed) {
    /** Nothing but marks. */
    public static final SpoolBatch NONE = new SpoolBatch(List.of(), List.of());

    public SpoolBatch {
        entries = List.copyOf(entries);
        settled = List.copyOf(settled);
        lost = List.copyOf(lost);
        redeemed = List.copyOf(redeemed);
    }

    /** A batch of entries. */
    public SpoolBatch(List<SpoolEntry> entries, List<Long> settled) {
        this(entries, settled, List.of(), List.of());
    }
}
