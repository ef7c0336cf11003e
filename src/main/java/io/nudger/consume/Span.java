package io.nudger.consume;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A span of a topic, by the times at which its records were sent.
 *
 * @param from the first moment in it
 * @param to the first moment after it; null for the end that the topic has when it is read
 */
public record Span(Instant from, @Nullable Instant to) {
    /** All that the topic holds. */
    public static final Span ALL = new Span(Instant.EPOCH, null);

    public Span {
        requireNonNull(from, "from");
        if (to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("a span must begin before it ends: " + from + ", " + to);
        }
    }
}
