package io.nudger.query;

import org.jspecify.annotations.Nullable;

/**
 * How available a target was in a span.
 *
 * @param zone seen from this zone; null for all of them together
 * @param all of all slots
 * @param rest without the slots in maintenance that does not count
 */
public record Availability(@Nullable String zone, Counts all, Counts rest) {}
