package io.nudger.spool;

import java.util.List;

/**
 * What is written together.
 *
 * @param entries records to keep
 * @param settled numbers of entries that are not needed any more
 */
public record SpoolBatch(List<SpoolEntry> entries, List<Long> settled) {
    /** Nothing but marks. */
    public static final SpoolBatch NONE = new SpoolBatch(List.of(), List.of());

    public SpoolBatch {
        entries = List.copyOf(entries);
        settled = List.copyOf(settled);
    }
}
