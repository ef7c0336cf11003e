package io.nudger.config;

/**
 * How many new names a persister accepts. Names that the record has already are always accepted.
 *
 * @param zones zones in the record
 * @param zonesPerMinute new zones
 * @param monitorsPerMinute new monitors
 * @param targets targets in the record
 * @param targetsPerMinute new targets
 * @param configsPerTarget configurations of a target in the record
 * @param configsPerMinute new configurations of a target
 */
public record NameLimits(
        int zones,
        int zonesPerMinute,
        int monitorsPerMinute,
        int targets,
        int targetsPerMinute,
        int configsPerTarget,
        int configsPerMinute) {
    /** More than any fleet needs, and few enough to do no harm. */
    public static final NameLimits DEFAULT = new NameLimits(1_000, 100, 200, 1_000_000, 100_000, 1_000, 10);
}
