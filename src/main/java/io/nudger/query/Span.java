package io.nudger.query;

import java.time.Instant;

/**
 * A span of time.
 *
 * @param from its beginning
 * @param to the moment after it
 */
public record Span(Instant from, Instant to) {}
