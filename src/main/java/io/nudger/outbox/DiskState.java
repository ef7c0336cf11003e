package io.nudger.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of the outbox on disk.
 *
 * @param entries how many results and gaps are there
 * @param bytes what they and the marks take
 * @param oldest when the oldest of them was written; null when there is none
 * @param trouble what is wrong with the disk, in words; null when nothing is
 */
record DiskState(long entries, long bytes, @Nullable Instant oldest, @Nullable String trouble) {
    static final DiskState EMPTY = new DiskState(0, 0, null, null);

    DiskState withTrouble(@Nullable String words) {
        return new DiskState(entries, bytes, oldest, words);
    }
}
