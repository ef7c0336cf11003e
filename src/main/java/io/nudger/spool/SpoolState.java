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
 * @param losses how many ranges of slots were lost with their results, and are to be told
 * @param untold how many slots were lost and will not be told: there was no room for more ranges, or nothing was legible
 * @param trouble what is wrong with the disk, in words; null when nothing is
 */
public record SpoolState(
        long entries,
        long bytes,
        @Nullable Instant oldest,
        long unreadable,
        long losses,
        long untold,
        @Nullable String trouble) {
    static final SpoolState UNKNOWN = new SpoolState(0, 0, null, 0, 0, 0, null);

    SpoolState withTrouble(@Nullable String words) {
        return new SpoolState(entries, bytes, oldest, unreadable, losses, untold, words);
    }
}
