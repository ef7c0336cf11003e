package io.nudger.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long the checks of a target took that were up, in an hour or a day from one zone, in seconds.
 *
 * @param at its beginning
 * @param zone the zone
 * @param up how many were up
 * @param mean null, as all others, when none was
 * @param p50 what half of them did not exceed
 * @param p95 what 95 % of them did not exceed
 * @param p99 what 99 % of them did not exceed
 */
public record DurationRow(
        Instant at,
        String zone,
        long up,
        @Nullable Double mean,
        @Nullable Double p50,
        @Nullable Double p95,
        @Nullable Double p99) {}
