package io.nudger.spool;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a spool fares.
 *
 * @param entries how many records wait on disk
 * @param bytes what the spool takes
 * @param oldest when the oldest of them was written; null when there is none
 * @param unreadable how many records were found damaged and given up
 * @param trouble what is wrong with the disk, in words; null when nothing is
 */
public record SpoolState(
        long entries, long bytes, @Nullable Instant oldest, long unreadable, @Nullable String trouble) {
    static final SpoolState UNKNOWN = new SpoolState(0, 0, null, 0, null);

    SpoolState withTrouble(@Nullable String words) {
        return new SpoolState(entries, bytes, oldest, unreadable, words);
    }
}
