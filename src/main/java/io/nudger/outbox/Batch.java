package io.nudger.outbox;

import io.nudger.check.SlotMark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is written in one transaction; deletes come first.
 *
 * @param inserts entries to keep
 * @param deletes numbers of entries that are not needed any more
 * @param marks marks that moved
 * @param sync whether it, and all that was written before, is to survive a loss of power
 */
record Batch(List<Row> inserts, List<Long> deletes, List<MarkChange> marks, boolean sync) {
    /** An entry on disk, by its place in the order of arrival. */
    record Row(long number, Payload payload) {}

    /** The mark of a target on disk, null when there is none, and the one that takes its place, null when none does. */
    record MarkChange(String target, @Nullable SlotMark old, @Nullable SlotMark mark) {}

    /** Whether it needs no more room than it gives back. */
    boolean onlyDeletes() {
        return inserts.isEmpty() && marks.isEmpty() && !deletes.isEmpty();
    }
}
